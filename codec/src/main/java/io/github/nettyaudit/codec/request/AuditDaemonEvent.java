package io.github.nettyaudit.codec.request;

import org.jspecify.annotations.Nullable;

/**
 * User event of {@link AuditDaemonHandler}: a change of the channel's registration as the audit daemon.
 *
 * @param kind  what happened
 * @param pid   the process that the event is about, see {@link Kind}; 0 for none or if it is not known
 * @param cause the reason for a failure, otherwise {@code null}
 */
public record AuditDaemonEvent(Kind kind, int pid, @Nullable Throwable cause) {

    /** What happened. */
    public enum Kind {
        /** The kernel sends its records to this channel from now on. Pid: that of this process. */
        REGISTERED,
        /** The registration failed. Pid: the daemon that is registered already, if that is the reason. */
        REGISTRATION_FAILED,
        /**
         * Another process tried to register. The kernel refuses that while this channel is open, so nothing needs to be
         * done. Pid: the challenger.
         */
        CHALLENGED,
        /**
         * The kernel no longer sends its records to this channel; some were missed. Pid: the daemon that is registered
         * now.
         */
        DROPPED,
        /** The channel is registered again after {@link #DROPPED}. Pid: that of this process. */
        REGISTERED_AGAIN,
        /** The configuration was locked until the next boot: settings and rules can no longer be changed. */
        LOCKED,
        /**
         * The kernel could not be asked whether the channel is still the daemon, for example because the control
         * channel is closed. Fired for the first of several consecutive failures. Pid: 0.
         */
        CHECK_FAILED,
        /**
         * The registration was ended before the close. Records that the kernel had sent before can still arrive. Pid:
         * that of this process.
         */
        UNREGISTERED,
        /**
         * The registration could not be ended before the close. The kernel notices that the socket is closed when it
         * sends the next record. Pid: that of this process.
         */
        UNREGISTRATION_FAILED
    }

    AuditDaemonEvent(Kind kind, int pid) {
        this(kind, pid, null);
    }
}
