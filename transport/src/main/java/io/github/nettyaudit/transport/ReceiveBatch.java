package io.github.nettyaudit.transport;

import com.sun.jna.Native;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.unix.Buffer;
import io.netty.util.internal.CleanableDirectBuffer;
import java.nio.ByteBuffer;

/**
 * The native memory of recvmmsg(2) and the pooled buffer that datagrams are received into. Of the event loop alone.
 *
 * <p>Each message has two places to go, so that a batch of usual records lies dense and may be handed on without a
 * copy, and yet no large one is cut:
 * <pre>
 *  pooled receive buffer   | slot 0 | slot 1 | slot 2 | …   slotSize bytes each; datagrams are slices of it
 *  overflow (native)       |  message 0: maximum - slotSize |  message 1 | …      touched by large datagrams only
 * </pre>
 * A datagram that does not fit its slot is put together in a buffer of its own: the one case of a copy.
 *
 * <p>The receive buffer is used again, from the start, when all slices of it were released by the next read, which is
 * so for handlers that do not keep what they get. Otherwise the next read goes on behind the slots that are taken, and
 * a new buffer is allocated when few are left.
 *
 * <p>{@code struct mmsghdr} of 64-bit Linux ({@code bits/types/struct_msghdr}, recvmmsg(2)), 64 bytes:
 * <pre>
 *   0 msg_name  →  sockaddr_nl     8 msg_namelen (4)
 *  16 msg_iov   →  2 × iovec      24 msg_iovlen
 *  32 msg_control = 0             40 msg_controllen = 0
 *  48 msg_flags (4)               56 msg_len (4)
 * </pre>
 */
final class ReceiveBatch {
    private static final int HEADER_LENGTH = 64;
    private static final int NAME_OFFSET = 0;
    private static final int NAME_LENGTH_OFFSET = 8;
    private static final int VECTOR_OFFSET = 16;
    private static final int VECTOR_COUNT_OFFSET = 24;
    private static final int CONTROL_OFFSET = 32;
    private static final int CONTROL_LENGTH_OFFSET = 40;
    private static final int LENGTH_OFFSET = 56;
    /** struct iovec: base address, length. */
    private static final int VECTOR_LENGTH = 16;
    private static final int VECTORS_PER_MESSAGE = 2;
    /** sockaddr_nl, rounded up. */
    private static final int NAME_STRIDE = 16;

    private final ByteBufAllocator allocator;
    private final int slots;
    private final int slotSize;
    private final int maximumLength;

    private final CleanableDirectBuffer nativeMemory;
    private final ByteBuffer structs;
    private final long headersAddress;
    private final int vectorsIndex;
    private final int namesIndex;
    private final int overflowIndex;

    private ByteBuf buffer;
    /** The first slot of the present batch. */
    private int first;
    /** The first slot that no slice is taken from. */
    private int next;

    ReceiveBatch(ByteBufAllocator allocator, int slots, int slotSize, int maximumLength) {
        this.allocator = allocator;
        this.slots = slots;
        this.slotSize = slotSize;
        this.maximumLength = Math.max(slotSize, maximumLength);
        vectorsIndex = slots * HEADER_LENGTH;
        namesIndex = vectorsIndex + slots * VECTORS_PER_MESSAGE * VECTOR_LENGTH;
        overflowIndex = namesIndex + slots * NAME_STRIDE;
        nativeMemory = Buffer.allocateDirectBufferWithNativeOrder(
                Math.addExact(overflowIndex, Math.multiplyExact(slots, this.maximumLength - slotSize)));
        structs = nativeMemory.buffer();
        headersAddress = Buffer.memoryAddress(structs);
        for (int slot = 0; slot < slots; slot++) {
            writeHeader(slot);
        }
        buffer = allocate();
    }

    private void writeHeader(int slot) {
        int header = slot * HEADER_LENGTH;
        int vector = vectorsIndex + slot * VECTORS_PER_MESSAGE * VECTOR_LENGTH;
        structs.putLong(header + NAME_OFFSET, headersAddress + namesIndex + slot * NAME_STRIDE);
        // the kernel writes back the length of a sockaddr_nl, so this stays as it is
        structs.putLong(header + NAME_LENGTH_OFFSET, 0);
        structs.putInt(header + NAME_LENGTH_OFFSET, SocketAddressDescriptor.LENGTH);
        structs.putLong(header + VECTOR_OFFSET, headersAddress + vector);
        structs.putLong(header + VECTOR_COUNT_OFFSET, VECTORS_PER_MESSAGE);
        structs.putLong(header + CONTROL_OFFSET, 0);
        structs.putLong(header + CONTROL_LENGTH_OFFSET, 0);
        structs.putLong(vector + 8, slotSize);
        structs.putLong(vector + VECTOR_LENGTH, headersAddress + overflow(slot));
        structs.putLong(vector + VECTOR_LENGTH + 8, maximumLength - slotSize);
    }

    private ByteBuf allocate() {
        ByteBuf fresh = allocator.directBuffer(slots * slotSize, slots * slotSize);
        long address = addressOf(fresh, 0, slots * slotSize);
        for (int slot = 0; slot < slots; slot++) {
            int vector = vectorsIndex + slot * VECTORS_PER_MESSAGE * VECTOR_LENGTH;
            structs.putLong(vector, address + (long) slot * slotSize);
        }
        return fresh;
    }

    /** Where a direct buffer's bytes from {@code index} on lie in memory. */
    static long addressOf(ByteBuf buffer, int index, int length) {
        if (buffer.hasMemoryAddress()) {
            return buffer.memoryAddress() + index;
        }
        ByteBuffer view = buffer.nioBuffer(index, length);
        return Buffer.memoryAddress(view) + view.position();
    }

    private int overflow(int slot) {
        return overflowIndex + slot * (maximumLength - slotSize);
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
            next = 0;
        }
        first = next;
        int received = LibC.recvmmsg(fd, headersAddress + (long) first * HEADER_LENGTH, slots - first,
                LibC.MSG_DONTWAIT | LibC.MSG_TRUNC, 0);
        if (received < 0) {
            return -Native.getLastError();
        }
        next = first + received;
        return received;
    }

    /** How many datagrams the last {@link #receive} had room for. */
    int room() {
        return slots - first;
    }

    /** Port id of the sender of the i-th datagram of the batch. */
    int senderPortId(int i) {
        return structs.getInt(namesIndex + (first + i) * NAME_STRIDE + SocketAddressDescriptor.PORT_ID_OFFSET);
    }

    NetlinkAddress sender(int i) {
        return SocketAddressDescriptor.read(structs, namesIndex + (first + i) * NAME_STRIDE);
    }

    /** Bytes that the i-th datagram had, received or not. */
    int datagramLength(int i) {
        return structs.getInt((first + i) * HEADER_LENGTH + LENGTH_OFFSET);
    }

    /**
     * The i-th datagram as a buffer of the caller's; less than {@link #datagramLength} of it where only a part was
     * received, or where there is no memory to put a large one together.
     */
    ByteBuf take(int i) {
        int slot = first + i;
        int length = datagramLength(i);
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
        ByteBuffer rest = structs.duplicate();
        rest.limit(overflow(slot) + received - slotSize).position(overflow(slot));
        joined.writeBytes(rest);
        return joined;
    }

    /** Gives back all memory that no slice is taken from. To be called when the event loop has let go of the socket. */
    void free() {
        buffer.release();
        nativeMemory.clean();
    }
}
