package io.github.nettyaudit.daemon.intake;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The side of a ring that reads entries, one after another. Entries are copied out in chunks, so that records can be
 * parts of a chunk while the ring's space is used again. One thread at a time.
 */
final class RingReader implements AutoCloseable {
    private static final int CHUNK = 256 << 10;

    private final IntakeRing ring;
    private final ByteBuffer source;
    private final int capacity;
    private final ByteBufAllocator allocator;
    private ByteBuf chunk;
    private ByteBuffer view;
    /** Where the chunk begins, and where its bytes end. */
    private long chunkStart;
    private long chunkEnd;
    /** The entry, and the position after it. */
    private long entry;
    private long next;
    private int at;

    RingReader(IntakeRing ring, ByteBuffer bytes, ByteBufAllocator allocator) {
        this.ring = ring;
        this.allocator = allocator;
        source = bytes;
        capacity = ring.capacity();
        chunk = allocator.heapBuffer(0);
        view = ByteBuffer.allocate(0);
        next = ring.released();
        chunkStart = next;
        chunkEnd = next;
    }

    /** The position after the entry that was read last. */
    long position() {
        return next;
    }

    /** Continues at a position at which an entry begins, or at the end of all entries. */
    void seek(long position) {
        next = position;
        chunkStart = position;
        chunkEnd = position;
    }

    /** Whether the next entry lies in the chunk already, so that {@link #next()} does not replace the chunk. */
    boolean isInChunk() {
        return EntryDescriptor.check(view, (int) (next - chunkStart), (int) (chunkEnd - next), next)
                != EntryDescriptor.INVALID;
    }

    /**
     * Goes to the next entry, which is not padding.
     *
     * @return whether there is one
     * @throws DamagedEntryException if what follows is no entry
     */
    boolean next() throws DamagedEntryException {
        do {
            int length = lengthInChunk();
            if (length == EntryDescriptor.INVALID) {
                if (!readChunk()) {
                    return false;
                }
                length = lengthInChunk();
                if (length == EntryDescriptor.INVALID) {
                    throw new DamagedEntryException(next);
                }
            }
            at = (int) (next - chunkStart);
            entry = next;
            next += length;
        } while (kind() == EntryDescriptor.PADDING);
        return true;
    }

    private int lengthInChunk() {
        return EntryDescriptor.check(view, (int) (next - chunkStart), (int) (chunkEnd - next), next);
    }

    private boolean readChunk() throws DamagedEntryException {
        long produced = ring.produced();
        ring.counters().used(produced - ring.released());
        if (produced == next) {
            return false;
        }
        int place = (int) (next & capacity - 1);
        int available = (int) Math.min(produced - next, capacity - place);
        int start = RingDescriptor.HEADER_LENGTH + place;
        int first = EntryDescriptor.check(source, start, available, next);
        if (first == EntryDescriptor.INVALID) {
            throw new DamagedEntryException(next);
        }
        chunk.release();
        boolean padding = EntryDescriptor.kind(source, start) == EntryDescriptor.PADDING;
        int length = padding ? EntryDescriptor.ALIGNMENT : Math.min(available, Math.max(first, CHUNK));
        chunk = allocator.heapBuffer(length, length);
        source.get(start, chunk.array(), chunk.arrayOffset(), length);
        chunk.writerIndex(length);
        view = ByteBuffer.wrap(chunk.array(), chunk.arrayOffset(), length).slice().order(ByteOrder.nativeOrder());
        chunkStart = next;
        chunkEnd = padding ? next + first : next + length;
        return true;
    }

    /** The position of the entry. */
    long entry() {
        return entry;
    }

    int kind() {
        return EntryDescriptor.kind(view, at);
    }

    int type() {
        return EntryDescriptor.type(view, at);
    }

    long time() {
        return EntryDescriptor.time(view, at);
    }

    /** The bytes of the entry, as a part of the chunk, which the caller releases. */
    ByteBuf content() {
        return chunk.retainedSlice(at + EntryDescriptor.HEADER_LENGTH, EntryDescriptor.contentLength(view, at));
    }

    @Override
    public void close() {
        chunk.release();
    }
}
