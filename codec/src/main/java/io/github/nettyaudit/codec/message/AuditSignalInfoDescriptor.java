package io.github.nettyaudit.codec.message;

import static io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor.getInt;
import static io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor.writeInt;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The layout of {@code struct audit_sig_info} ({@code kernel/audit.h}), in the byte order of the machine.
 * <pre>
 * +----------------+
 * |      uid       |  0
 * +----------------+
 * |      pid       |  4
 * +----------------+
 * |  context …     |  8, to the end
 * +----------------+
 * </pre>
 */
final class AuditSignalInfoDescriptor {
    /** The bytes before the context: the shortest payload. */
    static final int FIXED_LENGTH = 8;

    private static final int UID_OFFSET = 0;
    private static final int PID_OFFSET = 4;

    private AuditSignalInfoDescriptor() {
    }

    /** Reads at least {@link #FIXED_LENGTH} bytes; moves no index. */
    static AuditSignalInfoMessage read(NetlinkHeader header, ByteBuf payload) {
        AuditMessageException.checkLength("signal info", payload, FIXED_LENGTH);
        int start = payload.readerIndex();
        // contexts are ASCII in practice; ISO 8859-1 reads those and keeps every other byte
        return new AuditSignalInfoMessage(header, getInt(payload, start + UID_OFFSET),
                getInt(payload, start + PID_OFFSET), payload.toString(start + FIXED_LENGTH,
                payload.readableBytes() - FIXED_LENGTH, StandardCharsets.ISO_8859_1));
    }

    static int length(AuditSignalInfoMessage message) {
        return FIXED_LENGTH + message.context().length();
    }

    static void write(AuditSignalInfoMessage message, ByteBuf payload) {
        writeInt(payload, message.uid());
        writeInt(payload, message.pid());
        payload.writeCharSequence(message.context(), StandardCharsets.ISO_8859_1);
    }
}
