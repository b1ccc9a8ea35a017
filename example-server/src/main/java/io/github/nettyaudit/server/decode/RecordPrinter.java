package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.schema.EventContext;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Prints records. */
interface RecordPrinter {
    /**
     * A record in the form of a line of a log, without its newline, between two absolute indices. The buffer does not
     * change after the call, if it is retained.
     *
     * @param line   the start of the line, as it was read
     * @param number the number of the line in its file, from 1
     */
    void line(AuditLogLine line, ByteBuf buffer, int start, int end, long number) throws IOException;

    /** A record as the kernel sent it, in a buffer that is valid during the call only. */
    void record(int type, ByteBuf content) throws IOException;

    /**
     * An event that was read as a whole. The caller keeps its reference; the buffers do not change.
     *
     * @param context what is known of it beside its records
     * @param number the number of its line in its file, from 1
     */
    default void event(AuditEvent event, EventContext context, long number) throws IOException {
        AuditLogLine line = new AuditLogLine();
        for (int i = 0; i < event.size(); i++) {
            ByteBuf content = event.content(i);
            if (event.isLog() && line.read(content)) {
                line(line, content, content.readerIndex(), content.writerIndex(), number);
            } else {
                numberOfNextRecord(number);
                record(event.type(i), content);
            }
        }
    }

    /** The next record is the one of this number in its file, and not the one after the last. */
    default void numberOfNextRecord(long number) {
    }

    /**
     * A file begins.
     *
     * @param name the file's name, if there are several; {@code null} if it is the only one
     */
    default void fileStarted(@Nullable String name) throws IOException {
    }

    /** No record follows from the buffer of those before: what is kept of it is copied, as far as it is a small part. */
    default void bufferEnded() {
    }

    /** Nothing more can be read at the moment: what is printed so far leaves the program. */
    default void flush() throws IOException {
    }

    /** Nothing has come for a moment: prints complete events that wait for others. */
    default void paused() throws IOException {
    }

    /** Nothing has come for half of the time-out of events, again. */
    default void halfTimeoutPassed() throws IOException {
    }

    /** There is no more: prints what was held back. */
    void end() throws IOException;
}
