package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.SpoolBlockDescriptor.ENTRY_HEADER_LENGTH;
import static io.github.nettyaudit.daemon.spool.SpoolBlockDescriptor.HEADER_LENGTH;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the entries of a block in a buffer that is used again for the next one. Sealing makes the block ready to be
 * written, as often as it takes; then it takes no entries until it is cleared. Not thread-safe.
 */
final class BlockBuilder implements AutoCloseable {
    private final int blockSize;
    private final @Nullable ZstdCompressor compressor;
    private ByteBuffer plain;
    private ByteBuffer packed;
    private @Nullable ByteBuffer sealed;
    private int entries;

    BlockBuilder(int blockSize, SpoolCompression compression) {
        this.blockSize = blockSize;
        compressor = compression == SpoolCompression.ZSTD ? new ZstdCompressor() : null;
        plain = ByteBuffer.allocateDirect(HEADER_LENGTH + blockSize);
        packed = ByteBuffer.allocateDirect(compressor == null ? 0 : HEADER_LENGTH + ZstdCompressor.bound(blockSize));
        clear();
    }

    int entries() {
        return entries;
    }

    /** The length of the body before compression. */
    int bodyLength() {
        return plain.position() - HEADER_LENGTH;
    }

    /** Whether there is room for an entry of that length; an empty block takes any. */
    boolean fits(int length) {
        return sealed == null && (entries == 0 || bodyLength() + ENTRY_HEADER_LENGTH + length <= blockSize);
    }

    void add(ByteBuf entry) {
        int length = entry.readableBytes();
        int end = plain.position() + ENTRY_HEADER_LENGTH + length;
        if (end > plain.capacity()) {
            grow(end);
        }
        plain.putInt(length).limit(end);
        entry.getBytes(entry.readerIndex(), plain);
        plain.limit(plain.capacity());
        entries++;
    }

    /** Only for the first entry, which may be longer than a block otherwise is. */
    private void grow(int capacity) {
        plain = ByteBuffer.allocateDirect(capacity);
        plain.position(HEADER_LENGTH);
    }

    /** Returns the block, from 0 to the limit, with everything in its header but where it lies. */
    ByteBuffer seal() {
        ByteBuffer block = sealed;
        if (block == null) {
            block = compressor == null || entries == 0 ? plainBlock() : packedBlock(compressor);
            sealed = block;
        }
        return block;
    }

    private ByteBuffer plainBlock() {
        int length = bodyLength();
        ByteBuffer block = plain.duplicate();
        block.limit(HEADER_LENGTH + length).position(0);
        SpoolBlockDescriptor.write(block, SpoolCompression.NONE, length, length, entries);
        return block;
    }

    private ByteBuffer packedBlock(ZstdCompressor zstd) {
        int length = bodyLength();
        int most = HEADER_LENGTH + ZstdCompressor.bound(length);
        if (packed.capacity() < most) {
            packed = ByteBuffer.allocateDirect(most);
        }
        int stored = zstd.compress(plain, HEADER_LENGTH, length, packed, HEADER_LENGTH);
        packed.limit(HEADER_LENGTH + stored).position(0);
        SpoolBlockDescriptor.write(packed, SpoolCompression.ZSTD, stored, length, entries);
        return packed;
    }

    /** Forgets the entries; the buffers stay, unless a long entry made them larger than usual. */
    void clear() {
        sealed = null;
        entries = 0;
        if (plain.capacity() > HEADER_LENGTH + blockSize) {
            plain = ByteBuffer.allocateDirect(HEADER_LENGTH + blockSize);
            packed = ByteBuffer.allocateDirect(compressor == null ? 0 : HEADER_LENGTH + ZstdCompressor.bound(blockSize));
        }
        plain.clear().position(HEADER_LENGTH);
        packed.clear();
    }

    @Override
    public void close() {
        if (compressor != null) {
            compressor.close();
        }
    }
}
