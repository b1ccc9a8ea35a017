package io.github.nettyaudit.codec.message;

import static io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor.getInt;
import static io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor.writeInt;

import io.netty.buffer.ByteBuf;

/**
 * The layout of {@code struct audit_tty_status} ({@code linux/audit.h}): 32-bit numbers in the byte order of the
 * machine.
 * <pre>
 * +----------------+
 * |    enabled     |  0
 * +----------------+  4: Linux 2.6
 * |   log_passwd   |  4
 * +----------------+  8: Linux 3.10
 * </pre>
 */
final class AuditTtyStatusDescriptor {
    static final int SHORT_LENGTH = 4;
    static final int LENGTH = 8;

    private static final int ENABLED_OFFSET = 0;
    private static final int LOG_PASSWORDS_OFFSET = 4;

    private AuditTtyStatusDescriptor() {
    }

    /** Reads 4 bytes, or at least 8 bytes and ignores more; moves no index. */
    static AuditTtyStatus read(ByteBuf payload) {
        int length = payload.readableBytes();
        int start = payload.readerIndex();
        if (length == SHORT_LENGTH) {
            return new AuditTtyStatus(getInt(payload, start + ENABLED_OFFSET), 0, SHORT_LENGTH);
        }
        if (length < LENGTH) {
            throw new AuditMessageException("a tty status of " + length + " bytes (expected: 4, 8 or more)");
        }
        return new AuditTtyStatus(getInt(payload, start + ENABLED_OFFSET),
                getInt(payload, start + LOG_PASSWORDS_OFFSET), LENGTH);
    }

    static void write(AuditTtyStatus status, ByteBuf payload) {
        writeInt(payload, status.enabledValue());
        if (status.structLength() == LENGTH) {
            writeInt(payload, status.logPasswordsValue());
        }
    }
}
