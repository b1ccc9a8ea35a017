package io.github.nettyaudit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The pooled buffer that datagrams are received into, one recvmmsg(2) at a time. Of the event loop alone.
 *
 * <pre>
 *  pooled receive buffer   | slot 0 | slot 1 | slot 2 | …      SLOT_SIZE bytes each; datagrams are slices of it
 *  overflow (native)       |  rest of datagram 0  |  rest of datagram 1  | …     touched by large datagrams only
 * </pre>
 * Slots are small, so that a batch of usual records lies in a few pages, which is measurably faster than room for the
 * longest datagram in each slot, and so that somebody who keeps one record does not keep a megabyte. The price is that
 * a datagram which does not fit its slot is put together in a buffer of its own: the one case of a copy.
 *
 * <p>The buffer is used again, from the start, when all slices of it were released by the next read, which is so for
 * handlers that do not keep what they get. Otherwise the next read goes on behind the slots that are taken, and a new
 * buffer is allocated when few are left.
 */
final class ReceiveBatch {
    private final ByteBufAllocator allocator;
    private final int slots;
    private final int slotSize;
    private final int maximumLength;
    private final MmsghdrArray vector;
    private ByteBuf buffer;
    /** The first slot of the present batch. */
    private int first;
    /** The first slot that no slice is taken from. */
    private int next;

    ReceiveBatch(ByteBufAllocator allocator, int slots, int slotSize, int maximumLength) {
        this.allocator = allocator;
        this.slots = slots;
        this.slotSize = Math.min(slotSize, maximumLength);
        this.maximumLength = maximumLength;
        vector = new MmsghdrArray(slots, this.slotSize, maximumLength - this.slotSize);
        try {
            buffer = allocate();
        } catch (Throwable noMemory) {
            vector.free();
            throw noMemory;
        }
        vector.receiveInto(buffer);
    }

    private ByteBuf allocate() {
        return allocator.directBuffer(slots * slotSize, slots * slotSize);
    }

    /**
     * Receives what is there, as far as there is room.
     *
     * @return the number of datagrams, or a negative errno
     */
    int receive(int fd) {
        if (buffer.refCnt() == 1) {
            next = 0; // nobody holds a slice any more
        } else if (slots - next < slots + 3 >>> 2) {
            ByteBuf fresh = allocate();
            buffer.release();
            buffer = fresh;
            vector.receiveInto(fresh);
            next = 0;
        }
        first = next;
        int received = vector.receive(fd, first);
        next = first + Math.max(0, received);
        return received;
    }

    /** Whether {@link #senderPortId} and {@link #sender} shall be known; they are at first. */
    void captureSourceAddress(boolean wanted) {
        vector.captureSourceAddress(wanted);
    }

    /** How many datagrams the last {@link #receive} had room for. */
    int room() {
        return slots - first;
    }

    /** Port id of the sender of the i-th datagram of the batch. */
    int senderPortId(int i) {
        return vector.senderPortId(first + i);
    }

    NetlinkAddress sender(int i) {
        return vector.sender(first + i);
    }

    /** Bytes that the i-th datagram had, received or not. */
    int datagramLength(int i) {
        return vector.datagramLength(first + i);
    }

    /**
     * The i-th datagram as a buffer of the caller's; less than {@link #datagramLength} of it where only a part was
     * received, or where there is no memory to put a large one together.
     */
    ByteBuf take(int i) {
        int slot = first + i;
        int length = vector.datagramLength(slot);
        if (length <= slotSize) {
            return buffer.retainedSlice(slot * slotSize, length);
        }
        int received = Math.min(length, maximumLength);
        ByteBuf joined;
        try {
            joined = allocator.directBuffer(received, received);
        } catch (OutOfMemoryError noRoom) {
            return buffer.retainedSlice(slot * slotSize, slotSize);
        }
        joined.writeBytes(buffer, slot * slotSize, slotSize);
        vector.copyOverflow(slot, received - slotSize, joined);
        return joined;
    }

    /** Gives back all memory that no slice is taken from. To be called when the event loop has let go of the socket. */
    void free() {
        buffer.release();
        vector.free();
    }
}
