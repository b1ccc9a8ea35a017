package io.github.nettyaudit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A piece of receive memory of a few slots. The {@link DatagramBuffer}s of its slots keep the memory alive; recvmmsg(2)
 * may write to it again when all of them were released.
 *
 * <p>The memory itself is never handed out. A handler that releases a datagram too often therefore meets the datagram's
 * own reference count, and can neither free this memory nor make it look free.
 *
 * <p>The channel's event loop hands datagrams out and counts them in a plain field. Any thread may release them; an
 * atomic field counts these. The latter is at least 0 while the channel owns the page. {@link #abandon()} subtracts the
 * number of datagrams handed out, so that the field reaches 0 with the last release.
 */
final class ReceivePage {
    private static final AtomicIntegerFieldUpdater<ReceivePage> RELEASED =
            AtomicIntegerFieldUpdater.newUpdater(ReceivePage.class, "released");

    private final ByteBuf memory;
    private volatile int released;
    /** Datagrams handed out since the page was free; confined to the event loop. */
    private int handedOut;

    ReceivePage(ByteBufAllocator allocator, int size) {
        this(allocator.directBuffer(size, size));
    }

    /** @param memory whose reference passes to the page */
    ReceivePage(ByteBuf memory) {
        this.memory = memory;
    }

    /** The page's memory; its reference count is the page's own. */
    ByteBuf memory() {
        return memory;
    }

    /** Whether all datagrams that were handed out have been released. */
    boolean isFree() {
        return released == handedOut;
    }

    /** Starts again with no datagram handed out; the page must be free. */
    void reuse() {
        handedOut = 0;
        RELEASED.lazySet(this, 0);
    }

    /** A new buffer for the {@code length} bytes at {@code offset}; the receiver must release it. */
    DatagramBuffer handOut(int offset, int length) {
        DatagramBuffer datagram = new DatagramBuffer(this, offset, length);
        handedOut++;
        return datagram;
    }

    /** Called once for each datagram, by the thread that released it. */
    void datagramReleased() {
        if (RELEASED.incrementAndGet(this) == 0) {
            memory.release();
        }
    }

    /** Ends the channel's use of the page. The memory is freed now, or with the last datagram. */
    void abandon() {
        if (RELEASED.addAndGet(this, -handedOut) == 0) {
            memory.release();
        }
    }
}
