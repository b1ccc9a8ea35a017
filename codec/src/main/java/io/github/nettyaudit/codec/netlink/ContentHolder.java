package io.github.nettyaudit.codec.netlink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;

/**
 * A message that owns one reference of a buffer, its {@link #content()}. Reference counting is that of the buffer:
 * the receiver of the message releases it once or passes it on. Not thread-safe, because buffers are not.
 *
 * @param <M> the class of the message itself
 */
public interface ContentHolder<M extends ContentHolder<M>> extends ByteBufHolder {
    /**
     * Returns a message with the same header and other content.
     *
     * @param content the new content; the returned message owns one reference of it
     * @return the new message; this message keeps its own content
     */
    @Override
    M replace(ByteBuf content);

    @Override
    default M copy() {
        return replace(content().copy());
    }

    @Override
    default M duplicate() {
        return replace(content().duplicate());
    }

    @Override
    default M retainedDuplicate() {
        return replace(content().retainedDuplicate());
    }

    @Override
    default int refCnt() {
        return content().refCnt();
    }

    @Override
    default M retain() {
        content().retain();
        return self();
    }

    @Override
    default M retain(int increment) {
        content().retain(increment);
        return self();
    }

    @Override
    default M touch() {
        content().touch();
        return self();
    }

    @Override
    default M touch(Object hint) {
        content().touch(hint);
        return self();
    }

    @Override
    default boolean release() {
        return content().release();
    }

    @Override
    default boolean release(int decrement) {
        return content().release(decrement);
    }

    @SuppressWarnings("unchecked") // M is the class of the message itself
    private M self() {
        return (M) this;
    }
}
