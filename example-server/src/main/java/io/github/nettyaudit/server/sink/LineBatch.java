package io.github.nettyaudit.server.sink;

import io.netty.buffer.ByteBuf;

/**
 * Some whole lines of the stream. Lent to the sinks during {@link LineSink#offer}: who keeps the bytes takes a
 * {@linkplain ByteBuf#retainedDuplicate() retained duplicate}.
 *
 * @param lines   the bytes
 * @param records how many of the lines are records
 * @param events  how many are the server's own
 */
public record LineBatch(ByteBuf lines, int records, int events) {
    /** Bytes of all lines. */
    public int bytes() {
        return lines.readableBytes();
    }
}
