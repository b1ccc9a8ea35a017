package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * An audit record: a type and a text such as {@code audit(1364481363.243:24287): arch=c000003e syscall=2 …}, which may
 * contain any byte. The class is also used for every message type that this library does not know, so that no message
 * is lost on newer kernels.
 *
 * <p>The record owns one reference of its {@link #content()}, a view of the received datagram; the receiver releases
 * the record. With netty-audit-transport the datagram lies in a receive buffer of 64 KiB that it shares with others: a
 * record that is kept for longer than a moment keeps that buffer alive, so keep a {@link #copy()} instead. Not
 * thread-safe.
 */
public final class AuditRecordMessage extends AuditContentMessage<AuditRecordMessage> {
    /**
     * Creates a record.
     *
     * @param message the netlink message with the record's text, whose reference passes to the record
     */
    public AuditRecordMessage(NetlinkMessage message) {
        super(message);
    }

    /**
     * Creates a request without a sequence that asks the kernel to record a text of user space. The kernel records at
     * most 8,560 bytes of it and adds the sending process. Package {@code codec.user} builds such texts.
     *
     * @param type {@link AuditMessageType#USER}, 1100 to 1199 or 2100 to 2999; the kernel refuses others with EINVAL
     * @param text the text, at least one byte in UTF-8; a NUL is sent after it, because the kernel overwrites the last
     *             byte of the payload with NUL
     * @return the request
     */
    public static AuditRecordMessage user(int type, String text) {
        ByteBuf content = Unpooled.buffer(ByteBufUtil.utf8Bytes(text) + 1);
        content.writeCharSequence(text, StandardCharsets.UTF_8);
        content.writeByte(0);
        return new AuditRecordMessage(AuditHeaders.request(type, content));
    }

    @Override
    AuditRecordMessage with(NetlinkMessage message) {
        return new AuditRecordMessage(message);
    }

    /**
     * Returns the record's text as a new string, for people. To parse a record use {@code codec.record.AuditRecord}.
     *
     * @return the text; bytes that are not UTF-8 are replaced by U+FFFD
     */
    public String text() {
        return content().toString(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "AuditRecordMessage(" + AuditMessageType.name(type()) + ", text: "
                + (refCnt() == 0 ? "released" : text()) + ')';
    }
}
