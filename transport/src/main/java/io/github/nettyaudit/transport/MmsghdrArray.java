package io.github.nettyaudit.transport;

import com.sun.jna.Native;
import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Buffer;
import io.netty.util.internal.CleanableDirectBuffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The native structs that recvmmsg(2) reads and writes: one {@code struct mmsghdr} for each slot of a receive buffer,
 * with a place for the sender's address. Confined to the event loop.
 *
 * <p>A datagram goes to its slot; with an overflow, the part that does not fit goes there, so that slots can be small
 * without cutting anything off.
 *
 * <p>{@code struct mmsghdr} of 64-bit Linux (recvmmsg(2), {@code struct msghdr} in recvmsg(2)), 64 bytes:
 * <pre>
 *   0 msg_name  →  sockaddr_nl     8 msg_namelen (4)
 *  16 msg_iov   →  1 or 2 iovec   24 msg_iovlen
 *  32 msg_control = 0             40 msg_controllen = 0
 *  48 msg_flags (4)               56 msg_len (4)
 * </pre>
 */
final class MmsghdrArray {
    static final int HEADER_LENGTH = 64;
    private static final int NAME_OFFSET = 0;
    private static final int NAME_LENGTH_OFFSET = 8;
    private static final int VECTOR_OFFSET = 16;
    private static final int VECTOR_COUNT_OFFSET = 24;
    private static final int CONTROL_OFFSET = 32;
    private static final int CONTROL_LENGTH_OFFSET = 40;
    private static final int LENGTH_OFFSET = 56;
    /** struct iovec: base address, length. */
    static final int VECTOR_LENGTH = 16;
    static final int VECTORS_PER_MESSAGE = 2;
    /** sockaddr_nl, rounded up. */
    private static final int NAME_STRIDE = 16;

    private final int slots;
    private final int slotSize;
    private final int overflowSize;
    private final @Nullable CleanableDirectBuffer memory;
    private final ByteBuffer structs;
    private final long address;
    private final int vectorsIndex;
    private final int namesIndex;
    private final int overflowIndex;

    /** @param overflowSize bytes of a datagram beyond its slot that are received; 0 = none, and one iovec less */
    MmsghdrArray(int slots, int slotSize, int overflowSize) {
        this(slots, slotSize, overflowSize,
                Buffer.allocateDirectBufferWithNativeOrder(length(slots, overflowSize)));
    }

    private MmsghdrArray(int slots, int slotSize, int overflowSize, CleanableDirectBuffer memory) {
        this(slots, slotSize, overflowSize, memory.buffer(), memory);
    }

    /** @param given memory of {@link #length} bytes, which stays the caller's */
    MmsghdrArray(int slots, int slotSize, int overflowSize, ByteBuffer given) {
        this(slots, slotSize, overflowSize, given, null);
    }

    private MmsghdrArray(int slots, int slotSize, int overflowSize, ByteBuffer structs,
            @Nullable CleanableDirectBuffer memory) {
        this.slots = slots;
        this.slotSize = slotSize;
        this.overflowSize = overflowSize;
        vectorsIndex = slots * HEADER_LENGTH;
        namesIndex = vectorsIndex + slots * VECTORS_PER_MESSAGE * VECTOR_LENGTH;
        overflowIndex = namesIndex + slots * NAME_STRIDE;
        this.memory = memory;
        this.structs = structs;
        address = Buffer.memoryAddress(structs);
        for (int slot = 0; slot < slots; slot++) {
            writeHeader(slot);
        }
    }

    /** How much memory the structs and the overflow need. */
    static int length(int slots, int overflowSize) {
        return Math.addExact(slots * (HEADER_LENGTH + VECTORS_PER_MESSAGE * VECTOR_LENGTH + NAME_STRIDE),
                Math.multiplyExact(slots, overflowSize));
    }

    /** Where the length of a slot's datagram lies. */
    static int lengthOffset(int slot) {
        return slot * HEADER_LENGTH + LENGTH_OFFSET;
    }

    /** Where the vectors of a slot lie. */
    static int vectorOffset(int slots, int slot) {
        return slots * HEADER_LENGTH + slot * VECTORS_PER_MESSAGE * VECTOR_LENGTH;
    }

    private void writeHeader(int slot) {
        int header = slot * HEADER_LENGTH;
        int vector = vectorOf(slot);
        writeName(slot, true);
        structs.putLong(header + VECTOR_OFFSET, address + vector);
        structs.putLong(header + VECTOR_COUNT_OFFSET, overflowSize == 0 ? 1 : VECTORS_PER_MESSAGE);
        structs.putLong(header + CONTROL_OFFSET, 0);
        structs.putLong(header + CONTROL_LENGTH_OFFSET, 0);
        structs.putLong(vector + 8, slotSize);
        structs.putLong(vector + VECTOR_LENGTH, address + overflowOf(slot));
        structs.putLong(vector + VECTOR_LENGTH + 8, overflowSize);
    }

    private void writeName(int slot, boolean wanted) {
        int header = slot * HEADER_LENGTH;
        structs.putLong(header + NAME_OFFSET, wanted ? address + nameOf(slot) : 0);
        // the kernel writes back the length of a sockaddr_nl, so this stays as it is
        structs.putLong(header + NAME_LENGTH_OFFSET, 0);
        structs.putInt(header + NAME_LENGTH_OFFSET, wanted ? SocketAddressDescriptor.LENGTH : 0);
    }

    /** Whether to receive the senders' addresses, which costs some 20 ns a datagram; they are received at first. */
    void captureSourceAddress(boolean wanted) {
        for (int slot = 0; slot < slots; slot++) {
            writeName(slot, wanted);
        }
    }

    private int vectorOf(int slot) {
        return vectorsIndex + slot * VECTORS_PER_MESSAGE * VECTOR_LENGTH;
    }

    private int nameOf(int slot) {
        return namesIndex + slot * NAME_STRIDE;
    }

    private int overflowOf(int slot) {
        return overflowIndex + slot * overflowSize;
    }

    /** Points {@code count} slots from {@code first} on at {@code memory}, one after the other. */
    void receiveInto(ByteBuf memory, int first, int count) {
        long base = addressOf(memory, 0, count * slotSize);
        for (int i = 0; i < count; i++) {
            structs.putLong(vectorOf(first + i), base + (long) i * slotSize);
        }
    }

    /** Where a direct buffer's bytes from {@code index} on lie in memory. */
    static long addressOf(ByteBuf buffer, int index, int length) {
        if (buffer.hasMemoryAddress()) {
            return buffer.memoryAddress() + index;
        }
        ByteBuffer view = buffer.nioBuffer(index, length);
        return Buffer.memoryAddress(view) + view.position();
    }

    /**
     * Receives what is in the socket into at most {@code count} slots from {@code first} on.
     *
     * @return the number of datagrams, or a negative errno
     */
    int receive(int fd, int first, int count) {
        int received = LibC.recvmmsg(fd, address + (long) first * HEADER_LENGTH, count,
                LibC.MSG_DONTWAIT | LibC.MSG_TRUNC, 0);
        return received < 0 ? -Native.getLastError() : received;
    }

    /** Valid only while source addresses are captured. */
    int senderPortId(int slot) {
        return structs.getInt(nameOf(slot) + SocketAddressDescriptor.PORT_ID_OFFSET);
    }

    NetlinkAddress sender(int slot) {
        return SocketAddressDescriptor.read(structs, nameOf(slot));
    }

    /** The length of the datagram, received or not (the kernel returns it because of {@code MSG_TRUNC}). */
    int datagramLength(int slot) {
        return structs.getInt(slot * HEADER_LENGTH + LENGTH_OFFSET);
    }

    /** Appends {@code length} bytes of a slot's overflow to {@code target}. */
    void copyOverflow(int slot, int length, ByteBuf target) {
        ByteBuffer view = structs.duplicate();
        view.limit(overflowOf(slot) + length).position(overflowOf(slot));
        target.writeBytes(view);
    }

    /** To be called when nothing can receive any more. */
    void free() {
        if (memory != null) {
            memory.clean();
        }
    }
}
