package io.github.nettyaudit.codec.record;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a log into lines without copying them, but for a line that spans two pieces. Not thread-safe.
 */
public final class AuditLogSplitter implements AutoCloseable {
    /** Longest line that is kept whole; the kernel's records have at most some 9,000 bytes. */
    public static final int MAX_LINE = 1 << 20;

    /** Who gets the lines. */
    @FunctionalInterface
    public interface Lines {
        /**
         * A line, without its newline, between two absolute indices of a buffer that is valid during the call only,
         * unless it is retained.
         *
         * @param buffer holds the line; the splitter releases it
         * @param start  the index of the first byte of the line
         * @param end    the index after the last byte of the line
         */
        void line(ByteBuf buffer, int start, int end);
    }

    private final Lines lines;
    private @Nullable ByteBuf rest;
    /** Whether the rest has lost bytes. */
    private boolean isCut;
    private long cutLines;

    /**
     * A splitter that gives its lines to {@code lines}.
     *
     * @param lines receives each line on the thread that calls {@link #read} or {@link #close}
     */
    public AuditLogSplitter(Lines lines) {
        this.lines = lines;
    }

    /**
     * Cuts the next bytes of the log. The buffer becomes the splitter's.
     *
     * @param bytes the readable bytes are read; this method releases the buffer, also if it throws
     */
    public void read(ByteBuf bytes) {
        try {
            int start = bytes.readerIndex();
            int end = bytes.writerIndex();
            if (rest != null) {
                start = finishRest(bytes, start, end);
            }
            while (start < end) {
                int newline = bytes.indexOf(start, end, (byte) '\n');
                if (newline < 0) {
                    keepRest(bytes, start, end);
                    return;
                }
                lines.line(bytes, start, newline);
                start = newline + 1;
            }
        } finally {
            bytes.release();
        }
    }

    private int finishRest(ByteBuf bytes, int start, int end) {
        int newline = bytes.indexOf(start, end, (byte) '\n');
        keepRest(bytes, start, newline < 0 ? end : newline);
        if (newline < 0) {
            return end;
        }
        giveRest();
        return newline + 1;
    }

    private void keepRest(ByteBuf bytes, int start, int end) {
        ByteBuf kept = rest;
        if (kept == null) {
            kept = bytes.alloc().buffer();
            rest = kept;
        }
        int length = Math.min(end - start, MAX_LINE - kept.readableBytes());
        if (length < end - start && !isCut) {
            isCut = true;
            cutLines++;
        }
        kept.writeBytes(bytes, start, length);
    }

    private void giveRest() {
        ByteBuf line = rest;
        rest = null;
        isCut = false;
        if (line != null) {
            try {
                lines.line(line, line.readerIndex(), line.writerIndex());
            } finally {
                line.release();
            }
        }
    }

    /**
     * The number of lines whose end is missing, because they were longer than {@link #MAX_LINE}.
     *
     * @return the number of these lines, 0 or more
     */
    public long cutLines() {
        return cutLines;
    }

    /** The log is over: gives the last line, if it had no newline. */
    @Override
    public void close() {
        giveRest();
    }
}
