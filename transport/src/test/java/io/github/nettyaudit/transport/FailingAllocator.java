package io.github.nettyaudit.transport;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

/** An allocator that fails for direct buffers when a test says so, and counts what it has allocated. */
final class FailingAllocator extends AbstractByteBufAllocator {
    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
    /** What allocations fail with; {@code null} lets them succeed. */
    volatile Throwable failure;
    /** The number of allocations that succeed before the failure. */
    volatile int succeedBefore;

    FailingAllocator() {
        super(true);
    }

    /** Bytes of direct buffers that are not released. */
    long used() {
        return memory.metric().usedDirectMemory();
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return memory.heapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one event loop at a time
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        Throwable failure = this.failure;
        if (failure != null && succeedBefore-- <= 0) {
            throw FailingAllocator.<RuntimeException>unchecked(failure);
        }
        return memory.directBuffer(initialCapacity, maxCapacity);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable failure) throws T {
        throw (T) failure;
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }
}
