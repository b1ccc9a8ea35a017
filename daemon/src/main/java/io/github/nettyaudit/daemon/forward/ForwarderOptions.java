package io.github.nettyaudit.daemon.forward;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.daemon.context.ProcessContextOptions;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.schema.EventContext;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Forwarder} takes records. Immutable.
 *
 * @param intake    the ring between the source and the log
 * @param host      the context of events that name no host
 * @param processes how to look at the processes of events when they arrive; {@code null} if that is not wanted. Only for
 *                  events of this host's kernel
 */
public record ForwarderOptions(IntakeOptions intake, EventContext host, @Nullable ProcessContextOptions processes) {
    /**
     * Creates options.
     *
     * @param intake    the ring
     * @param host      the context of events that name no host
     * @param processes how to look at processes, or {@code null}
     */
    public ForwarderOptions {
        requireNonNull(intake, "intake");
        requireNonNull(host, "host");
    }

    /**
     * Options without a host's name, and without a look at processes.
     *
     * @param intake the ring
     * @return the options
     */
    public static ForwarderOptions of(IntakeOptions intake) {
        return new ForwarderOptions(intake, EventContext.NONE, null);
    }

    /**
     * Returns these options with the name of the host.
     *
     * @param name the name, for events that do not name their node themselves
     * @return new options
     */
    public ForwarderOptions withHost(String name) {
        return new ForwarderOptions(intake, EventContext.ofHost(name), processes);
    }

    /**
     * Returns these options with a look at the processes of events.
     *
     * @param options how
     * @return new options
     */
    public ForwarderOptions withProcesses(ProcessContextOptions options) {
        return new ForwarderOptions(intake, host, requireNonNull(options, "options"));
    }
}
