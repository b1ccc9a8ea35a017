package io.github.nettyaudit.codec.request;

import org.jspecify.annotations.Nullable;

/**
 * User event of {@link AuditDaemonHandler}: what became of the channel's place as the registered audit daemon.
 *
 * @param kind  what happened
 * @param pid   the process it is about, see {@link Kind}; 0 for none or not known
 * @param cause why, for failures; otherwise {@code null}
 */
public record AuditDaemonEvent(Kind kind, int pid, @Nullable Throwable cause) {

    /** What happened. */
    public enum Kind {
        /** The kernel sends its records to this channel from now on. Pid: our own. */
        REGISTERED,
        /** The registration did not succeed. Pid: the daemon in the way, if that is why. */
        REGISTRATION_FAILED,
        /**
         * Another process wants our place. The kernel gives it away only if we are dead, so there is nothing to do.
         * Pid: the challenger.
         */
        CHALLENGED,
        /** The kernel no longer sends its records to us; some were missed. Pid: the daemon that it sends them to. */
        DROPPED,
        /** We have our place back after {@link #DROPPED}. Pid: our own. */
        REGISTERED_AGAIN,
        /** The configuration is locked until the next boot: no request can change a setting or a rule any more. */
        LOCKED,
        /**
         * The kernel could not be asked whether the channel is still the daemon, for example because the control
         * channel is closed. Fired for the first of several consecutive failures. Pid: 0.
         */
        CHECK_FAILED,
        /** We have given up our place; what the kernel had sent before can still arrive. Pid: our own. */
        UNREGISTERED,
        /** We could not give up our place; the kernel notices that the socket is gone at its next record. */
        UNREGISTRATION_FAILED
    }

    AuditDaemonEvent(Kind kind, int pid) {
        this(kind, pid, null);
    }
}
