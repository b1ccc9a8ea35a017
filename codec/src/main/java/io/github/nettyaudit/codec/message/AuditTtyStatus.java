package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;

/**
 * Whether what the calling process types on a terminal is recorded, {@code struct audit_tty_status} of
 * {@code linux/audit.h}. Immutable.
 * <pre>
 * +----------------+
 * |    enabled     |  0
 * +----------------+  4: Linux 2.6
 * |   log_passwd   |  4
 * +----------------+  8: Linux 3.10
 * </pre>
 *
 * @param enabledValue      1 when input is recorded, 0 when not; the kernel accepts nothing else
 * @param logPasswordsValue 1 when input without echo is recorded too, 0 when not or absent
 * @param structLength      4 or 8, the bytes on the wire; with 4 {@code logPasswordsValue} is absent and must be 0
 */
public record AuditTtyStatus(int enabledValue, int logPasswordsValue, int structLength) {
    /** Bytes of the struct without {@code log_passwd}. */
    public static final int SHORT_LENGTH = 4;
    /** Bytes of the whole struct. */
    public static final int LENGTH = 8;

    /** @throws IllegalArgumentException when the length is neither 4 nor 8, or 4 with a second value */
    public AuditTtyStatus {
        if (structLength != LENGTH && (structLength != SHORT_LENGTH || logPasswordsValue != 0)) {
            throw new IllegalArgumentException("structLength: " + structLength + ", logPasswordsValue: "
                    + logPasswordsValue + " (expected: 8, or 4 with 0)");
        }
    }

    /** A status of today's length. */
    public AuditTtyStatus(boolean enabled, boolean logPasswords) {
        this(enabled ? 1 : 0, logPasswords ? 1 : 0, LENGTH);
    }

    /** Reads a payload of 4, or of at least 8 bytes, ignoring more; moves no index. */
    static AuditTtyStatus read(ByteBuf payload) {
        int length = payload.readableBytes();
        int start = payload.readerIndex();
        if (length == SHORT_LENGTH) {
            return new AuditTtyStatus(NetlinkHeaderDescriptor.getInt(payload, start), 0, SHORT_LENGTH);
        }
        if (length < LENGTH) {
            throw new AuditMessageException("a tty status of " + length + " bytes (expected: 4, 8 or more)");
        }
        return new AuditTtyStatus(NetlinkHeaderDescriptor.getInt(payload, start),
                NetlinkHeaderDescriptor.getInt(payload, start + 4), LENGTH);
    }

    void write(ByteBuf payload) {
        NetlinkHeaderDescriptor.writeInt(payload, enabledValue);
        if (structLength == LENGTH) {
            NetlinkHeaderDescriptor.writeInt(payload, logPasswordsValue);
        }
    }

    /** Whether input is recorded. */
    public boolean isEnabled() {
        return enabledValue != 0;
    }

    /** Whether input without echo is recorded too. */
    public boolean logsPasswords() {
        return logPasswordsValue != 0;
    }
}
