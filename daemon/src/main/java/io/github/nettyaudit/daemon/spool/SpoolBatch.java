package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.SpoolBlockDescriptor.ENTRY_HEADER_LENGTH;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.NoSuchElementException;

/**
 * Entries of one block, in the order of their sequences. The reader uses the same object and buffer for its next batch.
 * <pre>{@code
 * while (batch.next()) {
 *     deliver(batch.sequence(), batch.entry());
 * }
 * }</pre>
 */
public final class SpoolBatch implements SpoolItem {
    private ByteBuf body = Unpooled.EMPTY_BUFFER;
    private ByteBuffer wrapped = ByteBuffer.allocate(0);
    private long first;
    private int size;
    private int start;
    private int entryEnd;
    private long sequence;
    private long time;

    SpoolBatch() {
    }

    /**
     * Takes the entries from a sequence on.
     *
     * @return whether the body consists of as many entries as the header says
     */
    boolean wrap(ByteBuffer block, ByteBuffer header, long from) {
        if (block != wrapped) {
            wrapped = block;
            body = Unpooled.wrappedBuffer(block.duplicate().clear());
        }
        int entries = SpoolBlockDescriptor.entries(header);
        int end = block.limit();
        int skipped = (int) (from - SpoolBlockDescriptor.firstSequence(header));
        int at = 0;
        for (int i = 0; i < entries; i++) {
            if (i == skipped) {
                start = at;
            }
            if (end - at < ENTRY_HEADER_LENGTH) {
                return false;
            }
            int length = block.getInt(at);
            at += ENTRY_HEADER_LENGTH;
            if (length < 0 || length > end - at) {
                return false;
            }
            at += length;
        }
        first = from;
        size = entries - skipped;
        time = SpoolBlockDescriptor.time(header);
        rewind();
        return at == end;
    }

    @Override
    public long firstSequence() {
        return first;
    }

    @Override
    public long lastSequence() {
        return first + size - 1;
    }

    /**
     * Returns how many entries there are.
     *
     * @return 1 or more
     */
    public int size() {
        return size;
    }

    /**
     * Returns the time at which the block was written, as the clock of the machine was.
     *
     * @return milliseconds since 1970; for people only
     */
    public long timeMillis() {
        return time;
    }

    /** Goes before the first entry. */
    public void rewind() {
        sequence = first - 1;
        entryEnd = start;
    }

    /**
     * Goes to the next entry.
     *
     * @return {@code false} if there is none
     */
    public boolean next() {
        if (sequence == lastSequence()) {
            return false;
        }
        int entry = entryEnd + ENTRY_HEADER_LENGTH;
        entryEnd = entry + wrapped.getInt(entryEnd);
        body.setIndex(entry, entryEnd);
        sequence++;
        return true;
    }

    /**
     * Returns the sequence of the entry.
     *
     * @return a sequence of this batch
     * @throws NoSuchElementException before the first {@link #next()}
     */
    public long sequence() {
        requireEntry();
        return sequence;
    }

    /**
     * Returns the bytes of the entry, between the reader and the writer index.
     *
     * @return the same buffer for each entry, which remains the batch's: it is overwritten by the next
     * {@link SpoolReader#read}, and must be neither written nor released. {@link #next()} sets its indexes
     * @throws NoSuchElementException before the first {@link #next()}
     */
    public ByteBuf entry() {
        requireEntry();
        return body;
    }

    private void requireEntry() {
        if (sequence < first) {
            throw new NoSuchElementException("next() was not called");
        }
    }
}
