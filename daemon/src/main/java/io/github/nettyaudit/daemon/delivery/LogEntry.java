package io.github.nettyaudit.daemon.delivery;

import io.netty.buffer.ByteBuf;

/**
 * An entry of a log.
 *
 * @param sequence   its number
 * @param timeMillis when it was stored, in milliseconds since 1970
 * @param content    its bytes, between reader and writer index; the reader's, not to be released or changed
 */
public record LogEntry(long sequence, long timeMillis, ByteBuf content) implements LogItem {
    @Override
    public long nextSequence() {
        return sequence + 1;
    }
}
