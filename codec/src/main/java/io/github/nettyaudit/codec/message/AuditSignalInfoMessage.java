package io.github.nettyaudit.codec.message;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;

/**
 * The reply to SIGNAL_INFO: who last sent a signal to the audit daemon ({@code struct audit_sig_info} of
 * {@code kernel/audit.h}). Immutable.
 *
 * @param header  a header of type {@link AuditMessageType#SIGNAL_INFO}
 * @param uid     the login uid of the sender, or its uid if no login uid is set; unsigned
 * @param pid     the process id of the sender; 0 if there was no signal yet
 * @param context the sender's security context, one character (0 to 255) per byte; empty without a security module
 */
public record AuditSignalInfoMessage(NetlinkHeader header, int uid, int pid, String context) implements AuditMessage {
    /**
     * Creates a message.
     *
     * @param header  a header of type {@link AuditMessageType#SIGNAL_INFO}
     * @param uid     the login uid of the sender, or its uid if no login uid is set; unsigned
     * @param pid     the process id of the sender; 0 if there was no signal yet
     * @param context the sender's security context, one character (0 to 255) per byte; empty without a security module
     * @throws IllegalArgumentException if the header has another type
     */
    public AuditSignalInfoMessage {
        header = AuditHeaders.check(header, AuditMessageType.SIGNAL_INFO);
        requireNonNull(context, "context");
    }

    @Override
    public AuditSignalInfoMessage withHeader(NetlinkHeader header) {
        return new AuditSignalInfoMessage(header, uid, pid, context);
    }
}
