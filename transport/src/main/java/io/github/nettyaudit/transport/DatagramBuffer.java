package io.github.nettyaudit.transport;

import io.netty.buffer.AbstractByteBuf;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ByteProcessor;
import io.netty.util.IllegalReferenceCountException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A received datagram: some bytes of a {@link ReceivePage}, with a reference count of its own.
 *
 * <p>Netty's unpooled slices share the reference count of the buffer they are taken from, so that one release too many
 * frees the memory of all of them; its pooled slices are used again for other owners. Here a second release meets a
 * dead object, fails in the handler that made it, and changes nothing for anybody else.
 *
 * <p>{@link #state} holds the offset in the page in its lower 12 bits (a page with more than one slot has at most 4,096
 * bytes) and the reference count above. So the object has 40 bytes, as many as Netty's own slices.
 */
final class DatagramBuffer extends AbstractByteBuf {
    private static final int OFFSET_BITS = 12;
    /** The largest offset of a datagram in its page. */
    static final int MAX_OFFSET = (1 << OFFSET_BITS) - 1;
    private static final int ONE_REFERENCE = 1 << OFFSET_BITS;
    private static final int MAX_REFERENCES = -1 >>> OFFSET_BITS;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(DatagramBuffer.class, "state", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final ReceivePage page;
    private int state;

    DatagramBuffer(ReceivePage page, int offset, int length) {
        super(length);
        assert offset >= 0 && offset <= MAX_OFFSET;
        this.page = page;
        state = offset | ONE_REFERENCE;
        writerIndex(length);
    }

    // ---- reference count ----

    @Override
    public int refCnt() {
        return state >>> OFFSET_BITS;
    }

    @Override
    public ByteBuf retain() {
        return retain(1);
    }

    @Override
    public ByteBuf retain(int increment) {
        for (;;) {
            int now = (int) STATE.getAcquire(this);
            int references = now >>> OFFSET_BITS;
            if (references == 0 || increment <= 0 || increment > MAX_REFERENCES - references) {
                throw increment > 0 ? new IllegalReferenceCountException(references, increment)
                        : new IllegalArgumentException("increment: " + increment + " (expected: > 0)");
            }
            if (STATE.compareAndSet(this, now, now + increment * ONE_REFERENCE)) {
                return this;
            }
        }
    }

    @Override
    public boolean release() {
        return release(1);
    }

    @Override
    public boolean release(int decrement) {
        for (;;) {
            int now = (int) STATE.getAcquire(this);
            int references = now >>> OFFSET_BITS;
            if (decrement <= 0 || decrement > references) {
                throw decrement > 0 ? new IllegalReferenceCountException(references, -decrement)
                        : new IllegalArgumentException("decrement: " + decrement + " (expected: > 0)");
            }
            if (STATE.compareAndSet(this, now, now - decrement * ONE_REFERENCE)) {
                if (decrement < references) {
                    return false;
                }
                page.datagramReleased();
                return true;
            }
        }
    }

    @Override
    public ByteBuf touch() {
        page.memory().touch();
        return this;
    }

    @Override
    public ByteBuf touch(Object hint) {
        page.memory().touch(hint);
        return this;
    }

    // ---- shape ----

    private ByteBuf memory() {
        return page.memory();
    }

    /** The place in the page's memory of a position in this buffer. */
    private int at(int index) {
        return (state & MAX_OFFSET) + index;
    }

    /** The same, checked: the buffer is not released and has the bytes. */
    private int at(int index, int length) {
        checkIndex(index, length);
        return at(index);
    }

    @Override
    public int capacity() {
        return maxCapacity();
    }

    @Override
    public ByteBuf capacity(int newCapacity) {
        throw new UnsupportedOperationException("the buffer of a received datagram has a fixed capacity; copy() it");
    }

    @Override
    public ByteBufAllocator alloc() {
        return memory().alloc();
    }

    @Override
    @Deprecated
    public ByteOrder order() {
        return ByteOrder.BIG_ENDIAN;
    }

    @Override
    public @Nullable ByteBuf unwrap() {
        return null;
    }

    @Override
    public boolean isDirect() {
        return memory().isDirect();
    }

    @Override
    public boolean isContiguous() {
        return true;
    }

    @Override
    public boolean hasArray() {
        return false;
    }

    @Override
    public byte[] array() {
        throw new UnsupportedOperationException("direct buffer");
    }

    @Override
    public int arrayOffset() {
        throw new UnsupportedOperationException("direct buffer");
    }

    @Override
    public boolean hasMemoryAddress() {
        return memory().hasMemoryAddress();
    }

    @Override
    public long memoryAddress() {
        ensureAccessible();
        return memory().memoryAddress() + at(0);
    }

    @Override
    public int nioBufferCount() {
        return 1;
    }

    @Override
    public ByteBuffer nioBuffer(int index, int length) {
        return memory().nioBuffer(at(index, length), length);
    }

    @Override
    public ByteBuffer internalNioBuffer(int index, int length) {
        return nioBuffer(index, length);
    }

    @Override
    public ByteBuffer[] nioBuffers(int index, int length) {
        return new ByteBuffer[] {nioBuffer(index, length)};
    }

    @Override
    public ByteBuf copy(int index, int length) {
        return memory().copy(at(index, length), length);
    }

    @Override
    public int forEachByte(int index, int length, ByteProcessor processor) {
        int start = at(index, length);
        int found = memory().forEachByte(start, length, processor);
        return found < 0 ? found : found - start + index;
    }

    @Override
    public int forEachByteDesc(int index, int length, ByteProcessor processor) {
        int start = at(index, length);
        int found = memory().forEachByteDesc(start, length, processor);
        return found < 0 ? found : found - start + index;
    }

    // ---- single values; AbstractByteBuf has checked the index ----

    @Override
    protected byte _getByte(int index) {
        return memory().getByte(at(index));
    }

    @Override
    protected short _getShort(int index) {
        return memory().getShort(at(index));
    }

    @Override
    protected short _getShortLE(int index) {
        return memory().getShortLE(at(index));
    }

    @Override
    protected int _getUnsignedMedium(int index) {
        return memory().getUnsignedMedium(at(index));
    }

    @Override
    protected int _getUnsignedMediumLE(int index) {
        return memory().getUnsignedMediumLE(at(index));
    }

    @Override
    protected int _getInt(int index) {
        return memory().getInt(at(index));
    }

    @Override
    protected int _getIntLE(int index) {
        return memory().getIntLE(at(index));
    }

    @Override
    protected long _getLong(int index) {
        return memory().getLong(at(index));
    }

    @Override
    protected long _getLongLE(int index) {
        return memory().getLongLE(at(index));
    }

    @Override
    protected void _setByte(int index, int value) {
        memory().setByte(at(index), value);
    }

    @Override
    protected void _setShort(int index, int value) {
        memory().setShort(at(index), value);
    }

    @Override
    protected void _setShortLE(int index, int value) {
        memory().setShortLE(at(index), value);
    }

    @Override
    protected void _setMedium(int index, int value) {
        memory().setMedium(at(index), value);
    }

    @Override
    protected void _setMediumLE(int index, int value) {
        memory().setMediumLE(at(index), value);
    }

    @Override
    protected void _setInt(int index, int value) {
        memory().setInt(at(index), value);
    }

    @Override
    protected void _setIntLE(int index, int value) {
        memory().setIntLE(at(index), value);
    }

    @Override
    protected void _setLong(int index, long value) {
        memory().setLong(at(index), value);
    }

    @Override
    protected void _setLongLE(int index, long value) {
        memory().setLongLE(at(index), value);
    }

    // ---- many bytes ----

    @Override
    public ByteBuf getBytes(int index, ByteBuf target, int targetIndex, int length) {
        memory().getBytes(at(index, length), target, targetIndex, length);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, byte[] target, int targetIndex, int length) {
        memory().getBytes(at(index, length), target, targetIndex, length);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, ByteBuffer target) {
        memory().getBytes(at(index, target.remaining()), target);
        return this;
    }

    @Override
    public ByteBuf getBytes(int index, OutputStream target, int length) throws IOException {
        memory().getBytes(at(index, length), target, length);
        return this;
    }

    @Override
    public int getBytes(int index, GatheringByteChannel target, int length) throws IOException {
        return memory().getBytes(at(index, length), target, length);
    }

    @Override
    public int getBytes(int index, FileChannel target, long position, int length) throws IOException {
        return memory().getBytes(at(index, length), target, position, length);
    }

    @Override
    public ByteBuf setBytes(int index, ByteBuf source, int sourceIndex, int length) {
        memory().setBytes(at(index, length), source, sourceIndex, length);
        return this;
    }

    @Override
    public ByteBuf setBytes(int index, byte[] source, int sourceIndex, int length) {
        memory().setBytes(at(index, length), source, sourceIndex, length);
        return this;
    }

    @Override
    public ByteBuf setBytes(int index, ByteBuffer source) {
        memory().setBytes(at(index, source.remaining()), source);
        return this;
    }

    @Override
    public int setBytes(int index, InputStream source, int length) throws IOException {
        return memory().setBytes(at(index, length), source, length);
    }

    @Override
    public int setBytes(int index, ScatteringByteChannel source, int length) throws IOException {
        return memory().setBytes(at(index, length), source, length);
    }

    @Override
    public int setBytes(int index, FileChannel source, long position, int length) throws IOException {
        return memory().setBytes(at(index, length), source, position, length);
    }
}
