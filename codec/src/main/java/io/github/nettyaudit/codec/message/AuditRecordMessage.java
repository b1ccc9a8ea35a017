package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * An audit record: a type and a text such as {@code audit(1364481363.243:24287): arch=c000003e syscall=2 …}, which
 * may hold any byte. Also stands for every message type that this library does not know, so that nothing is lost on
 * kernels newer than it.
 *
 * <p>Owns one reference of its {@link #content()}, a view of the received datagram; who takes the record releases it.
 * Not thread-safe.
 */
public final class AuditRecordMessage extends AuditContentMessage<AuditRecordMessage> {
    /** @param message the netlink message whose payload is the record's text, which becomes the record's */
    public AuditRecordMessage(NetlinkMessage message) {
        super(message);
    }

    /**
     * A request to the kernel to record a text of user space; it has no sequence yet. The kernel records at most 8,560
     * bytes of it and adds who sent it.
     *
     * @param type {@link AuditMessageType#USER}, 1100 to 1199 or 2100 to 2999, else the kernel answers EINVAL
     * @param text at least one byte as UTF-8; a NUL is sent after it, as the kernel overwrites the last byte by one
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

    /** The record's text as a new string, bytes that are not UTF-8 replaced by U+FFFD: for people, not for parsing. */
    public String text() {
        return content().toString(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "AuditRecordMessage(" + AuditMessageType.name(type()) + ", text: "
                + (refCnt() == 0 ? "released" : text()) + ')';
    }
}
