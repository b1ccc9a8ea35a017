package io.github.nettyaudit.daemon.forward;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.daemon.context.ProcessContextOptions;
import io.github.nettyaudit.daemon.filter.EventPolicy;
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
 * @param policy    what is stored of the events that arrive
 */
public record ForwarderOptions(IntakeOptions intake, EventContext host, @Nullable ProcessContextOptions processes,
        EventPolicy policy) {
    /**
     * Creates options.
     *
     * @param intake    the ring
     * @param host      the context of events that name no host
     * @param processes how to look at processes, or {@code null}
     * @param policy    what is stored
     */
    public ForwarderOptions {
        requireNonNull(intake, "intake");
        requireNonNull(host, "host");
        requireNonNull(policy, "policy");
    }

    /**
     * Options without a host's name and without a look at processes, by which everything is stored.
     *
     * @param intake the ring
     * @return the options
     */
    public static ForwarderOptions of(IntakeOptions intake) {
        return new ForwarderOptions(intake, EventContext.NONE, null, EventPolicy.STORE_ALL);
    }

    /**
     * Returns these options with the name of the host.
     *
     * @param name the name, for events that do not name their node themselves
     * @return new options
     */
    public ForwarderOptions withHost(String name) {
        return new ForwarderOptions(intake, EventContext.ofHost(name), processes, policy);
    }

    /**
     * Returns these options with a look at the processes of events.
     *
     * @param options how
     * @return new options
     */
    public ForwarderOptions withProcesses(ProcessContextOptions options) {
        return new ForwarderOptions(intake, host, requireNonNull(options, "options"), policy);
    }

    /**
     * Returns these options with another policy.
     *
     * @param newPolicy what is stored of the events that arrive
     * @return new options
     */
    public ForwarderOptions withPolicy(EventPolicy newPolicy) {
        return new ForwarderOptions(intake, host, processes, newPolicy);
    }
}
