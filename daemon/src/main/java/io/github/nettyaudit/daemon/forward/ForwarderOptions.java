package io.github.nettyaudit.daemon.forward;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.event.EventAssemblerOptions;
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
 * @param lines     how lines of a log are assembled
 * @param keepsOpen whether the records of events that are open at the end stay in the ring for the next forwarder, because
 *                  the source goes on where it has ended. Only for a forwarder with a spool
 */
public record ForwarderOptions(IntakeOptions intake, EventContext host, @Nullable ProcessContextOptions processes,
        EventPolicy policy, EventAssemblerOptions lines, boolean keepsOpen) {
    /**
     * Creates options.
     *
     * @param intake    the ring
     * @param host      the context of events that name no host
     * @param processes how to look at processes, or {@code null}
     * @param policy    what is stored
     * @param lines     how lines of a log are assembled
     * @param keepsOpen whether open events stay in the ring at the end
     */
    public ForwarderOptions {
        requireNonNull(intake, "intake");
        requireNonNull(host, "host");
        requireNonNull(policy, "policy");
        requireNonNull(lines, "lines");
    }

    /**
     * Options without a host's name and without a look at processes, by which everything is stored.
     *
     * @param intake the ring
     * @return the options
     */
    public static ForwarderOptions of(IntakeOptions intake) {
        return new ForwarderOptions(intake, EventContext.NONE, null, EventPolicy.STORE_ALL, EventAssemblerOptions.log(),
                false);
    }

    /**
     * Returns these options with the name of the host.
     *
     * @param name the name, for events that do not name their node themselves
     * @return new options
     */
    public ForwarderOptions withHost(String name) {
        return withHost(EventContext.ofHost(name));
    }

    /**
     * Returns these options with what is known of the host.
     *
     * @param context the context of events that name no host
     * @return new options
     */
    public ForwarderOptions withHost(EventContext context) {
        return new ForwarderOptions(intake, context, processes, policy, lines, keepsOpen);
    }

    /**
     * Returns these options with a look at the processes of events.
     *
     * @param options how
     * @return new options
     */
    public ForwarderOptions withProcesses(ProcessContextOptions options) {
        return new ForwarderOptions(intake, host, requireNonNull(options, "options"), policy, lines, keepsOpen);
    }

    /**
     * Returns these options with another policy.
     *
     * @param newPolicy what is stored of the events that arrive
     * @return new options
     */
    public ForwarderOptions withPolicy(EventPolicy newPolicy) {
        return new ForwarderOptions(intake, host, processes, newPolicy, lines, keepsOpen);
    }

    /**
     * Returns these options with another way to assemble lines: {@link EventAssemblerOptions#live()} for what auditd gives
     * its plugins.
     *
     * @param options how
     * @return new options
     */
    public ForwarderOptions withLines(EventAssemblerOptions options) {
        return new ForwarderOptions(intake, host, processes, policy, options, keepsOpen);
    }

    /**
     * Returns these options for a source that goes on where it has ended, such as a log file.
     *
     * @return new options
     */
    public ForwarderOptions keepingOpenEvents() {
        return new ForwarderOptions(intake, host, processes, policy, lines, true);
    }
}
