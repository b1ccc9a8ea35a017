package io.github.nettyaudit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Pooled buffers that datagrams are received into, one recvmmsg(2) at a time. Of the event loop alone.
 *
 * <p>There are two layouts, because what is best depends on what handlers do:
 * <pre>
 *  wide    |        slot 0        |        slot 1        | …   each as long as the longest datagram
 *  dense   | slot 0 | slot 1 | slot 2 | …   and an overflow for the part of a large datagram that does not fit
 * </pre>
 * Handlers that release what they get before the next read (counting, encoding) are served by the wide buffer, which
 * is used again and again; every datagram is a slice of it. Where somebody still holds a slice at the next read, so
 * many bytes for so few would soon use up memory, so reading goes on with dense buffers: behind the slots that are
 * taken, and in a new one when few are left. A datagram that does not fit its slot is then put together in a buffer of
 * its own, the one case of a copy. When handlers have released in time for a while, the wide buffer returns.
 */
final class ReceiveBatch {
    /** So many dense batches in a row must have been released in time before the wide buffer is used again. */
    private static final int TRUST = 16;

    private final ByteBufAllocator allocator;
    private final int slots;
    private final int denseSlotSize;
    private final int maximumLength;
    private final MessageVector wideVector;
    private final ByteBuf wideBuffer;
    private @Nullable MessageVector denseVector;
    private @Nullable ByteBuf denseBuffer;
    /** The first slot of the dense buffer that no slice is taken from. */
    private int denseNext;
    private int releasedInTime = TRUST;

    // the present batch
    private MessageVector vector;
    private ByteBuf buffer;
    private int slotSize;
    private int first;

    ReceiveBatch(ByteBufAllocator allocator, int slots, int denseSlotSize, int maximumLength) {
        this.allocator = allocator;
        this.slots = slots;
        this.denseSlotSize = Math.min(denseSlotSize, maximumLength);
        this.maximumLength = maximumLength;
        wideBuffer = allocator.directBuffer(slots * maximumLength, slots * maximumLength);
        wideVector = new MessageVector(slots, maximumLength, 0);
        wideVector.receiveInto(wideBuffer);
        vector = wideVector;
        buffer = wideBuffer;
        slotSize = maximumLength;
    }

    /**
     * Receives what is there, as far as there is room.
     *
     * @return the number of datagrams, or a negative errno
     */
    int receive(int fd) {
        if (releasedInTime >= TRUST && wideBuffer.refCnt() == 1) {
            vector = wideVector;
            buffer = wideBuffer;
            slotSize = maximumLength;
            first = 0;
            return vector.receive(fd, 0);
        }
        useDense();
        int received = vector.receive(fd, first);
        denseNext = first + Math.max(0, received);
        return received;
    }

    private void useDense() {
        if (releasedInTime >= TRUST) {
            releasedInTime = 0; // the wide buffer was not
        }
        MessageVector vector = denseVector;
        if (vector == null) {
            denseVector = vector = new MessageVector(slots, denseSlotSize, maximumLength - denseSlotSize);
        }
        ByteBuf buffer = denseBuffer;
        if (buffer != null && buffer.refCnt() == 1) {
            releasedInTime++;
            denseNext = 0;
        } else if (buffer == null || slots - denseNext < slots + 3 >>> 2) {
            ByteBuf fresh = allocator.directBuffer(slots * denseSlotSize, slots * denseSlotSize);
            vector.receiveInto(fresh);
            if (buffer != null) {
                buffer.release();
                releasedInTime = 0;
            }
            denseBuffer = buffer = fresh;
            denseNext = 0;
        } else {
            releasedInTime = 0;
        }
        this.vector = vector;
        this.buffer = buffer;
        slotSize = denseSlotSize;
        first = denseNext;
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
        if (length <= slotSize || slotSize == maximumLength) {
            return buffer.retainedSlice(slot * slotSize, Math.min(length, slotSize));
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
        wideBuffer.release();
        wideVector.free();
        if (denseBuffer != null) {
            denseBuffer.release();
        }
        if (denseVector != null) {
            denseVector.free();
        }
    }
}
