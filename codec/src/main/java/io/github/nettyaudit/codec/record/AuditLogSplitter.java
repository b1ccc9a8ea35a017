package io.github.nettyaudit.codec.record;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a log into lines without copying them, but for a line that spans two pieces. A carriage return
 * before the newline, the byte order mark of UTF-8, and white space or zeros before the text are not part of a line:
 * file systems leave zeros in a log that was written to when the machine lost its power. Not thread-safe.
 */
public final class AuditLogSplitter implements AutoCloseable {
    /** Longest line that is kept whole; the kernel's records have at most some 9,000 bytes. */
    public static final int MAX_LINE = 1 << 20;

    /** Who gets the lines. */
    @FunctionalInterface
    public interface Lines {
        /**
         * A line, without its newline, between two absolute indices of a buffer that is valid during the call only,
         * unless it is retained. The bytes before {@code start} and after {@code end} may be anything.
         *
         * @param buffer holds the line; the splitter releases it
         * @param start  the index of the first byte of the line
         * @param end    the index after the last byte of the line
         */
        void line(ByteBuf buffer, int start, int end);
    }

    private static final int BYTE_ORDER_MARK = 0xefbbbf;
    private static final int MARK_LENGTH = 3;

    private final Lines lines;
    private final int longestObject;
    private @Nullable ByteBuf rest;
    /** Whether the rest has lost bytes. */
    private boolean isCut;
    private long cutLines;
    /** The bytes of all pieces before the present one, and those up to the end of the line that is given. */
    private long before;
    private long position;

    /**
     * A splitter that gives its lines to {@code lines}.
     *
     * @param lines receives each line on the thread that calls {@link #read} or {@link #close}
     */
    public AuditLogSplitter(Lines lines) {
        this(lines, MAX_LINE);
    }

    /**
     * A splitter that keeps longer lines whole if they begin with a brace, as a JSON object does, which may have all
     * records of an event.
     *
     * @param lines         receives each line on the thread that calls {@link #read} or {@link #close}
     * @param longestObject longest line beginning with a brace that is kept whole
     */
    public AuditLogSplitter(Lines lines, int longestObject) {
        this.lines = lines;
        this.longestObject = longestObject;
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
                position = before + newline + 1 - bytes.readerIndex();
                give(bytes, start, newline);
                start = newline + 1;
            }
        } finally {
            before += bytes.readableBytes();
            bytes.release();
        }
    }

    private int finishRest(ByteBuf bytes, int start, int end) {
        int newline = bytes.indexOf(start, end, (byte) '\n');
        keepRest(bytes, start, newline < 0 ? end : newline);
        if (newline < 0) {
            return end;
        }
        position = before + newline + 1 - bytes.readerIndex();
        giveRest();
        return newline + 1;
    }

    private void keepRest(ByteBuf bytes, int start, int end) {
        ByteBuf kept = rest;
        if (kept == null) {
            kept = bytes.alloc().buffer();
            rest = kept;
        }
        byte first = kept.isReadable() ? kept.getByte(kept.readerIndex()) : start < end ? bytes.getByte(start) : 0;
        int longest = first == '{' ? longestObject : MAX_LINE;
        int length = Math.min(end - start, longest - kept.readableBytes());
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
                give(line, line.readerIndex(), line.writerIndex());
            } finally {
                line.release();
            }
        }
    }

    private void give(ByteBuf buffer, int from, int to) {
        int start = from;
        int end = to;
        if (start < end) {
            while (end > start && buffer.getByte(end - 1) == '\r') {
                end--;
            }
            // most lines begin with a letter; the first byte of the mark is negative
            if (start < end && buffer.getByte(start) <= ' ') {
                start = textStart(buffer, start, end);
            }
        }
        lines.line(buffer, start, end);
    }

    /** The index after a byte order mark, white space and zeros. */
    private static int textStart(ByteBuf buffer, int from, int end) {
        int start = from;
        while (start < end) {
            byte b = buffer.getByte(start);
            if (b == ' ' || b == '\t' || b == 0) {
                start++;
            } else if (end - start >= MARK_LENGTH && buffer.getUnsignedMedium(start) == BYTE_ORDER_MARK) {
                start += MARK_LENGTH;
            } else {
                break;
            }
        }
        return start;
    }

    /**
     * The number of lines whose end is missing, because they were longer than {@link #MAX_LINE}.
     *
     * @return the number of these lines, 0 or more
     */
    public long cutLines() {
        return cutLines;
    }

    /**
     * Returns where the line ends that is being given, or was given last.
     *
     * @return the number of bytes read up to there, with the line's newline
     */
    public long position() {
        return position;
    }

    /** The log is over: gives the last line, if it had no newline. */
    @Override
    public void close() {
        if (rest != null) {
            position = before;
        }
        giveRest();
    }
}
