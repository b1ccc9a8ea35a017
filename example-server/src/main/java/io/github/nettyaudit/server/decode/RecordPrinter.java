package io.github.nettyaudit.server.decode;

import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Prints records, whose buffers are valid during the call only. */
interface RecordPrinter {
    /**
     * A line of a log, without its newline, between two absolute indices.
     *
     * @return whether it is an audit record
     */
    boolean line(ByteBuf buffer, int start, int end) throws IOException;

    /** A record as the kernel sent it. */
    void record(int type, ByteBuf content) throws IOException;

    /** The next line or record is the one of this number in its file, and not the one after the last. */
    default void numberOfNextLine(int number) {
    }

    /** One of several files is over, and another may follow. */
    default void fileEnded() throws IOException {
    }

    /** There is no more: prints what was held back. */
    void end() throws IOException;
}
