package io.github.nettyaudit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The memory that datagrams are received into, one recvmmsg(2) at a time. Confined to the event loop.
 *
 * <pre>
 *  pages (pooled)     | slot 0 | slot 1 | slot 2 | slot 3 |   | slot 4 | …     a datagram is delivered where it lies
 *  overflow (native)  |  rest of datagram 0  |  rest of datagram 1  | …         touched by large datagrams only
 * </pre>
 * A slot has SLOT_SIZE bytes, so that a batch of usual records lies in a few pages of memory. A datagram that does not
 * fit its slot is put together in a buffer of its own; this is the only copy.
 *
 * <p>A page has some 4 KiB and is used again when all datagrams in it were released by the next read, which is so for
 * handlers that do not keep them. Otherwise the page stays with the datagrams that are kept, and is replaced. A kept
 * datagram therefore pins one page, not the memory of the whole batch. The page in which a batch ended is used up
 * before it is replaced, so that datagrams that come one by one share pages.
 */
final class ReceiveBatch {
    private static final int PAGE_SIZE = DatagramBuffer.MAX_OFFSET + 1;

    private final ByteBufAllocator allocator;
    private final @Nullable ReceiveFile file;
    private final int slots;
    private final int slotSize;
    private final int maximumLength;
    private final MmsghdrArray messages;
    /** Page p has the slots from {@code p << pageShift} on. */
    private final ReceivePage[] pages;
    /** The number of slots of a page is a power of two. */
    private final int pageShift;
    /** Slots of the present batch: from {@code first} on, to below {@code limit}; received to below {@code end}. */
    private int first;
    private int limit;
    private int end;
    /** The number of pages, from the first one on, that may have datagrams which are not released. */
    private int usedPages;

    ReceiveBatch(ByteBufAllocator allocator, int slots, int slotSize, int maximumLength) {
        this(allocator, slots, slotSize, maximumLength, (ReceiveFile) null);
    }

    /** @param path of a file that holds the memory, so that it outlives the process; {@code null} for none */
    ReceiveBatch(ByteBufAllocator allocator, int slots, int slotSize, int maximumLength, @Nullable Path path)
            throws IOException {
        this(allocator, slots, slotSize, maximumLength, path == null ? null : file(path, slots, slotSize, maximumLength));
    }

    private static ReceiveFile file(Path path, int slots, int slotSize, int maximumLength) throws IOException {
        int size = Math.min(slotSize, maximumLength);
        int pageSlots = pageSlots(size);
        return ReceiveFile.create(path, slots, maximumLength - size, (slots + pageSlots - 1) / pageSlots,
                pageSlots * size);
    }

    private static int pageSlots(int slotSize) {
        return Integer.highestOneBit(Math.max(1, PAGE_SIZE / slotSize));
    }

    private ReceiveBatch(ByteBufAllocator allocator, int slots, int slotSize, int maximumLength,
            @Nullable ReceiveFile file) {
        this.file = file;
        this.allocator = allocator;
        this.slots = slots;
        this.slotSize = Math.min(slotSize, maximumLength);
        this.maximumLength = maximumLength;
        int pageSlots = pageSlots(this.slotSize);
        pageShift = Integer.numberOfTrailingZeros(pageSlots);
        pages = new ReceivePage[(slots + pageSlots - 1) / pageSlots];
        messages = file == null ? new MmsghdrArray(slots, this.slotSize, maximumLength - this.slotSize)
                : new MmsghdrArray(slots, this.slotSize, maximumLength - this.slotSize, file.structs());
        int allocated = 0;
        try {
            for (; allocated < pages.length; allocated++) {
                place(file == null ? newPage() : new ReceivePage(file.page(allocated)), allocated);
            }
        } catch (Throwable noMemory) {
            while (allocated > 0) {
                pages[--allocated].abandon();
            }
            messages.free();
            throw noMemory;
        }
    }

    private ReceivePage newPage() {
        return new ReceivePage(allocator, slotSize << pageShift);
    }

    private void place(ReceivePage page, int index) {
        pages[index] = page;
        int slot = index << pageShift;
        messages.receiveInto(page.memory(), slot, Math.min(1 << pageShift, slots - slot));
    }

    /**
     * Receives what is in the socket, as far as there is room.
     *
     * @return the number of datagrams, or a negative errno
     */
    int receive(int fd) {
        makeRoom();
        int received = messages.receive(fd, first, limit - first);
        end = first + Math.max(0, received);
        usedPages = Math.max(usedPages, end + (1 << pageShift) - 1 >> pageShift);
        return received;
    }

    private void makeRoom() {
        int lastPage = end - 1 >> pageShift;
        int usedSlots = end & (1 << pageShift) - 1;
        first = 0;
        if (usedSlots > 0 && !pages[lastPage].isFree()) {
            ReceivePage begun = pages[lastPage];
            place(pages[0], lastPage);
            place(begun, 0);
            first = usedSlots;
        }
        end = first;
        limit = slots;
        for (int index = first == 0 ? 0 : 1; index < usedPages; index++) {
            if (pages[index].isFree()) {
                pages[index].reuse();
                continue;
            }
            try {
                ReceivePage fresh = newPage();
                pages[index].abandon();
                place(fresh, index);
            } catch (Throwable noMemory) {
                if (index == 0) {
                    throw noMemory;
                }
                limit = index << pageShift; // receives less at a time until there is memory
                return;
            }
        }
        usedPages = first == 0 ? 0 : 1;
    }

    /** Whether {@link #senderPortId} and {@link #sender} are to be known; they are at first. */
    void captureSourceAddress(boolean wanted) {
        messages.captureSourceAddress(wanted);
    }

    /** How many datagrams the last {@link #receive} had room for. */
    int room() {
        return limit - first;
    }

    /** Port id of the sender of the i-th datagram of the batch. */
    int senderPortId(int i) {
        return messages.senderPortId(first + i);
    }

    NetlinkAddress sender(int i) {
        return messages.sender(first + i);
    }

    /** The length of the i-th datagram, received or not. */
    int datagramLength(int i) {
        return messages.datagramLength(first + i);
    }

    /** The sum of the lengths of the first {@code count} datagrams. */
    long bytes(int count) {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += datagramLength(i);
        }
        return bytes;
    }

    /**
     * The i-th datagram, which the caller must release; less than {@link #datagramLength} of it if only a part was
     * received, or if there is no memory to put a large one together. To be called once for each datagram.
     */
    ByteBuf take(int i) {
        int slot = first + i;
        int length = messages.datagramLength(slot);
        ReceivePage page = pages[slot >> pageShift];
        int offset = (slot & (1 << pageShift) - 1) * slotSize;
        if (length <= slotSize) {
            return page.handOut(offset, length);
        }
        int received = Math.min(length, maximumLength);
        ByteBuf joined;
        try {
            joined = allocator.directBuffer(received, received);
        } catch (OutOfMemoryError noRoom) {
            return page.handOut(offset, slotSize);
        }
        joined.writeBytes(page.memory(), offset, slotSize);
        messages.copyOverflow(slot, received - slotSize, joined);
        return joined;
    }

    /** The delivery of the i-th datagram has ended. */
    void delivered(int i) {
        if (file != null) {
            file.delivered(first + i);
        }
    }

    /** Gives back all memory that no datagram needs. To be called when nothing can receive any more. */
    void free() {
        for (ReceivePage page : pages) {
            page.abandon();
        }
        messages.free();
    }
}
