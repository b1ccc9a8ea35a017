package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.SpoolBlockDescriptor.HEADER_LENGTH;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;

/**
 * Goes from block to block in a segment. Where the bytes are not a block, it can search for the next one: only a block
 * with the id of the spool counts, so bytes within an entry cannot be taken for one. One thread;
 * {@link #close()} may be called by any.
 */
final class BlockCursor implements AutoCloseable {
    /** What is at the offset. */
    enum Step { BLOCK, END, DAMAGE }

    private static final int WINDOW = 64 << 10;

    private final Segment segment;
    private final FileChannel channel;
    private final ByteBuffer header = ByteBuffer.allocateDirect(HEADER_LENGTH);
    private final Checksum checksum = new Checksum();
    private long offset;
    private long id;

    /** @param id the id of the spool, until a block was seen; 0 if it is not known */
    BlockCursor(Segment segment, long id) throws IOException {
        this.segment = segment;
        this.id = id;
        channel = FileChannel.open(segment.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    Segment segment() {
        return segment;
    }

    FileChannel channel() {
        return channel;
    }

    long offset() {
        return offset;
    }

    void offset(long newOffset) {
        offset = newOffset;
    }

    /** The header of the block at the offset, after {@link Step#BLOCK}. */
    ByteBuffer header() {
        return header;
    }

    /** Looks at the block at the offset, of which header and body must end before the limit. */
    Step look(long limit) throws IOException {
        if (offset >= limit) {
            return Step.END;
        }
        if (!isHeader(offset, limit) || offset > 0 && !hasId() || offset + length() > limit) {
            return Step.DAMAGE;
        }
        id = SpoolBlockDescriptor.spoolId(header);
        return Step.BLOCK;
    }

    /** Reads what may be a header, whose block need not be whole. */
    boolean isHeader(long at, long limit) throws IOException {
        return at + HEADER_LENGTH <= limit && readAll(header, HEADER_LENGTH, at)
                && SpoolBlockDescriptor.isHeader(header, checksum);
    }

    private boolean hasId() {
        return id == SpoolBlockDescriptor.spoolId(header);
    }

    /** The length of the block of {@link #header()}. */
    long length() {
        return HEADER_LENGTH + (long) SpoolBlockDescriptor.storedLength(header);
    }

    /** Goes to the end of the block of {@link #header()}. */
    void skip() {
        offset += length();
    }

    /** Reads the stored body of the block of {@link #header()}; returns whether it is what was written. */
    boolean readBody(ByteBuffer body) throws IOException {
        return readAll(body, SpoolBlockDescriptor.storedLength(header), offset + HEADER_LENGTH)
                && SpoolBlockDescriptor.isWhole(header, body, checksum);
    }

    private boolean readAll(ByteBuffer buffer, int length, long from) throws IOException {
        buffer.clear().limit(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                return false;
            }
        }
        buffer.flip();
        return true;
    }

    /** Goes to the next block after damage, or to the limit if there is none. */
    void search(long limit) throws IOException {
        long found = find(limit);
        offset = found < 0 ? limit : found;
    }

    /** Whether there is a block after damage. */
    boolean hasNext(long limit) throws IOException {
        return find(limit) >= 0;
    }

    private long find(long limit) throws IOException {
        ByteBuffer window = ByteBuffer.allocate(WINDOW);
        long from = offset + 1;
        while (from + HEADER_LENGTH <= limit) {
            window.clear();
            int read = channel.read(window, from);
            for (int i = 0; i + Integer.BYTES <= read; i++) {
                if (window.getInt(i) == SpoolBlockDescriptor.MAGIC && isHeader(from + i, limit)
                        && hasId() && from + i + length() <= limit) {
                    return from + i;
                }
            }
            if (read < Integer.BYTES) {
                return -1;
            }
            from += read - Integer.BYTES + 1;
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
