package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The kernel's answer to SIGNAL_INFO: who last sent a signal to the audit daemon ({@code struct audit_sig_info} of
 * {@code kernel/audit.h}). Immutable.
 * <pre>
 * +----------------+
 * |      uid       |  0
 * +----------------+
 * |      pid       |  4
 * +----------------+
 * |  context …     |  8, to the end
 * +----------------+
 * </pre>
 *
 * @param header  a header of type {@link AuditMessageType#SIGNAL_INFO}
 * @param uid     login uid of the sender, or its uid where that is not set; unsigned
 * @param pid     process id of the sender; 0 when there was no signal yet
 * @param context the sender's security context, one character (0 to 255) per byte; empty without a security module
 */
public record AuditSignalInfoMessage(NetlinkHeader header, int uid, int pid, String context) implements AuditMessage {
    /** Bytes before the context: the shortest payload. */
    public static final int FIXED_LENGTH = 8;

    /** @throws IllegalArgumentException when the header is of another type */
    public AuditSignalInfoMessage {
        header = AuditHeaders.check(header, AuditMessageType.SIGNAL_INFO);
    }

    static AuditSignalInfoMessage read(NetlinkHeader header, ByteBuf payload) {
        int length = payload.readableBytes();
        if (length < FIXED_LENGTH) {
            throw new AuditMessageException("signal info of " + length + " bytes (expected: at least "
                    + FIXED_LENGTH + ')');
        }
        int start = payload.readerIndex();
        // contexts are ASCII in practice; ISO 8859-1 reads those right and loses nothing of any other
        return new AuditSignalInfoMessage(header,
                NetlinkHeaderDescriptor.getInt(payload, start),
                NetlinkHeaderDescriptor.getInt(payload, start + 4),
                payload.toString(start + FIXED_LENGTH, length - FIXED_LENGTH, StandardCharsets.ISO_8859_1));
    }

    int payloadLength() {
        return FIXED_LENGTH + context.length();
    }

    void write(ByteBuf payload) {
        NetlinkHeaderDescriptor.writeInt(payload, uid);
        NetlinkHeaderDescriptor.writeInt(payload, pid);
        payload.writeCharSequence(context, StandardCharsets.ISO_8859_1);
    }

    @Override
    public AuditSignalInfoMessage withHeader(NetlinkHeader header) {
        return new AuditSignalInfoMessage(header, uid, pid, context);
    }
}
