package io.github.nettyaudit.server.sink;

import io.netty.buffer.ByteBuf;

/**
 * Some whole lines of the stream. It is lent to the sinks for the duration of {@link LineSink#offer}; a sink that keeps
 * it takes a {@linkplain #retained() retained} one.
 *
 * @param lines   the bytes
 * @param records how many of the lines are records
 * @param events  how many of the lines are the server's own
 */
public record LineBatch(ByteBuf lines, int records, int events) {
    /**
     * Returns the bytes of all lines.
     *
     * @return a number of bytes
     */
    public int bytes() {
        return lines.readableBytes();
    }

    /**
     * Returns the same lines in a buffer of the caller's own, which the caller releases.
     *
     * @return a batch that may be kept
     */
    public LineBatch retained() {
        return new LineBatch(lines.retainedDuplicate(), records, events);
    }
}
