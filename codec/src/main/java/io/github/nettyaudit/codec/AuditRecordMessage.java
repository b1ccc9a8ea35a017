package io.github.nettyaudit.codec;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import java.nio.charset.StandardCharsets;

/**
 * An audit record: a type and a text such as {@code audit(1364481363.243:24287): arch=c000003e syscall=2 …}, which
 * may hold any byte. Also stands for every message type that this library does not know, so that nothing is lost on
 * kernels newer than it.
 *
 * <p>Owns one reference of its {@link #content()}, a view of the received datagram; who takes the record releases it.
 * Not thread-safe.
 */
public final class AuditRecordMessage implements AuditMessage, ByteBufHolder {
    private final NetlinkMessage message;

    /** @param message the netlink message whose payload is the record's text, which becomes the record's */
    public AuditRecordMessage(NetlinkMessage message) {
        this.message = message;
    }

    @Override
    public NetlinkHeader header() {
        return message;
    }

    /** The record's text as bytes, between reader and writer index. */
    @Override
    public ByteBuf content() {
        return message.content();
    }

    /** The record's text as a new string, bytes that are not UTF-8 replaced by U+FFFD: for people, not for parsing. */
    public String text() {
        return message.content().toString(StandardCharsets.UTF_8);
    }

    @Override
    public AuditRecordMessage copy() {
        return new AuditRecordMessage(message.copy());
    }

    @Override
    public AuditRecordMessage duplicate() {
        return new AuditRecordMessage(message.duplicate());
    }

    @Override
    public AuditRecordMessage retainedDuplicate() {
        return new AuditRecordMessage(message.retainedDuplicate());
    }

    @Override
    public AuditRecordMessage replace(ByteBuf content) {
        return new AuditRecordMessage(message.replace(content));
    }

    @Override
    public int refCnt() {
        return message.refCnt();
    }

    @Override
    public AuditRecordMessage retain() {
        message.retain();
        return this;
    }

    @Override
    public AuditRecordMessage retain(int increment) {
        message.retain(increment);
        return this;
    }

    @Override
    public AuditRecordMessage touch() {
        message.touch();
        return this;
    }

    @Override
    public AuditRecordMessage touch(Object hint) {
        message.touch(hint);
        return this;
    }

    @Override
    public boolean release() {
        return message.release();
    }

    @Override
    public boolean release(int decrement) {
        return message.release(decrement);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuditRecordMessage that && message.equals(that.message);
    }

    @Override
    public int hashCode() {
        return message.hashCode();
    }

    @Override
    public String toString() {
        return "AuditRecordMessage(type: " + type() + ", text: " + (refCnt() == 0 ? "released" : text()) + ')';
    }
}
