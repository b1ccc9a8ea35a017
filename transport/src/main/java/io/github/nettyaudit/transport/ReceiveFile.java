package io.github.nettyaudit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.unix.Buffer;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Receive memory that outlives the process: a mapped file, into which recvmmsg(2) writes datagrams and their lengths.
 * The length of a datagram is set to 0 when its delivery has ended. So what is there with a length was received by a
 * process that was killed before it could deliver it; {@link #undelivered} reads that.
 *
 * <pre>
 *  0 mark and version (8)   8 address of the file in memory (8)   16 slots (4)   20 overflow of a slot in bytes (4)
 * 64 structs, as in {@link MmsghdrArray}, with the overflow of each slot
 *  … pages of slots
 * </pre>
 */
public final class ReceiveFile {
    private static final long MARK = 0x31564345_52414e00L;
    private static final int ADDRESS_OFFSET = 8;
    private static final int SLOTS_OFFSET = 16;
    private static final int OVERFLOW_OFFSET = 20;
    private static final int HEADER_LENGTH = 64;
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;
    private final int pagesIndex;
    private final int pageSize;

    private ReceiveFile(ByteBuffer memory, int pagesIndex, int pageSize) {
        this.memory = memory;
        this.pagesIndex = pagesIndex;
        this.pageSize = pageSize;
    }

    /** Makes the file, mode 0600; there must be none. */
    static ReceiveFile create(Path file, int slots, int overflowSize, int pages, int pageSize) throws IOException {
        int structs = MmsghdrArray.length(slots, overflowSize);
        int pagesIndex = Math.addExact(HEADER_LENGTH, structs) + HEADER_LENGTH - 1 & -HEADER_LENGTH;
        int length = Math.addExact(pagesIndex, Math.multiplyExact(pages, pageSize));
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer zeros = ByteBuffer.allocate(1 << 16); // so that there is space when the kernel writes
            for (int written = 0; written < length; written += zeros.limit()) {
                zeros.clear().limit(Math.min(zeros.capacity(), length - written));
                while (zeros.hasRemaining()) {
                    channel.write(zeros);
                }
            }
            ByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, length).order(ByteOrder.nativeOrder());
            memory.putLong(ADDRESS_OFFSET, Buffer.memoryAddress(memory));
            memory.putInt(SLOTS_OFFSET, slots);
            memory.putInt(OVERFLOW_OFFSET, overflowSize);
            memory.putLong(0, MARK);
            return new ReceiveFile(memory, pagesIndex, pageSize);
        }
    }

    /** Where the structs lie. */
    ByteBuffer structs() {
        return memory.slice(HEADER_LENGTH, pagesIndex - HEADER_LENGTH).order(ByteOrder.nativeOrder());
    }

    /** The memory of a page, whose release frees nothing. */
    ByteBuf page(int index) {
        return Unpooled.wrappedBuffer(memory.slice(pagesIndex + index * pageSize, pageSize)).clear();
    }

    /** Says that a slot's datagram was delivered. What was done to deliver it cannot appear to come later. */
    void delivered(int slot) {
        INTS.setRelease(memory, HEADER_LENGTH + MmsghdrArray.lengthOffset(slot), 0);
    }

    /**
     * Reads the datagrams that were received and not delivered. To be called when the process that wrote the file has
     * ended.
     *
     * @param file the file
     * @return copies of the datagrams, in the order in which they were received; none if the file was not completed
     * @throws IOException if the file cannot be read
     */
    public static List<ByteBuf> undelivered(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < HEADER_LENGTH || channel.size() > Integer.MAX_VALUE) {
                return List.of();
            }
            ByteBuffer memory = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                    .order(ByteOrder.nativeOrder());
            int slots = memory.getInt(SLOTS_OFFSET);
            int overflow = memory.getInt(OVERFLOW_OFFSET);
            if (memory.getLong(0) != MARK || slots < 0 || overflow < 0
                    || (long) slots * (MmsghdrArray.HEADER_LENGTH + overflow) > memory.capacity()) {
                return List.of();
            }
            List<ByteBuf> datagrams = new ArrayList<>();
            for (int slot = 0; slot < slots; slot++) {
                int length = memory.getInt(HEADER_LENGTH + MmsghdrArray.lengthOffset(slot));
                if (length > 0) {
                    ByteBuf datagram = read(memory, slots, slot, length);
                    if (datagram.isReadable()) {
                        datagrams.add(datagram);
                    }
                }
            }
            return datagrams;
        }
    }

    private static ByteBuf read(ByteBuffer memory, int slots, int slot, int length) {
        ByteBuf datagram = Unpooled.buffer(Math.min(length, memory.capacity()));
        int vector = HEADER_LENGTH + MmsghdrArray.vectorOffset(slots, slot);
        int left = length;
        for (int part = 0; part < MmsghdrArray.VECTORS_PER_MESSAGE && left > 0; part++) {
            long start = memory.getLong(vector + part * MmsghdrArray.VECTOR_LENGTH) - memory.getLong(ADDRESS_OFFSET);
            int size = (int) Math.min(left, memory.getLong(vector + part * MmsghdrArray.VECTOR_LENGTH + 8));
            if (start < 0 || size < 0 || start + size > memory.capacity()) {
                break; // memory beside the file, which has ended with the process
            }
            datagram.writeBytes(memory.slice((int) start, size));
            left -= size;
        }
        return datagram;
    }
}
