package io.github.nettyaudit.codec.pcapng;

import static io.github.nettyaudit.codec.pcapng.PcapngFormat.*;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A pcapng file as a row of blocks: after each {@link #nextBlock} that returns {@code true}, one of the three methods
 * that read a body is called.
 */
final class PcapngInput implements Closeable {
    /** Wireshark's own limit for a packet is 256 KiB; more than this in one block is a damaged length. */
    private static final int MAX_BLOCK_BYTES = 16 * 1024 * 1024;
    private static final int CHUNK_BYTES = 64 * 1024;

    private final InputStream in;
    private ByteOrder order = ByteOrder.BIG_ENDIAN;
    private boolean sectionSeen;
    private int blockType;
    /** Where in the file we are, and where the block began that is being read. */
    private long offset;
    private long blockOffset;

    PcapngInput(InputStream in) {
        this.in = new BufferedInputStream(in, CHUNK_BYTES);
    }

    /** Reads the type of the next block; {@code false} at the end of the file. */
    boolean nextBlock() throws IOException {
        blockOffset = offset;
        byte[] bytes = in.readNBytes(Integer.BYTES);
        offset += bytes.length;
        if (bytes.length == 0 && sectionSeen) {
            return false;
        }
        if (bytes.length < Integer.BYTES) {
            throw truncated();
        }
        blockType = ByteBuffer.wrap(bytes).order(order).getInt();
        if (!sectionSeen && blockType != SECTION_HEADER_BLOCK) {
            throw malformed(whatElse(blockType));
        }
        return true;
    }

    int blockType() {
        return blockType;
    }

    /** Where in the file the block begins. */
    long blockOffset() {
        return blockOffset;
    }

    /**
     * Reads the rest of a section header, which sets the byte order of all that follows.
     *
     * @return the body behind the byte-order magic
     */
    ByteBuffer readSectionHeaderBody() throws IOException {
        // the length comes before the magic that tells how to read it
        ByteBuffer start = ByteBuffer.wrap(read(Integer.BYTES + Integer.BYTES));
        int magic = start.getInt(Integer.BYTES);
        if (magic != BYTE_ORDER_MAGIC && magic != Integer.reverseBytes(BYTE_ORDER_MAGIC)) {
            throw malformed("byte-order magic 0x" + Integer.toHexString(magic) + " in a section header");
        }
        order = magic == BYTE_ORDER_MAGIC ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        sectionSeen = true;
        int length = checkLength(start.order(order).getInt(0), SECTION_HEADER_FIXED_BYTES);
        return readBodyAndTrailer(length, length - BLOCK_OVERHEAD - Integer.BYTES);
    }

    /**
     * Reads the rest of a block.
     *
     * @param smallestBody the bytes of its fixed fields
     * @return the body, in the section's byte order, an array of its own behind it
     */
    ByteBuffer readBody(int smallestBody) throws IOException {
        int length = checkLength(readInt(), smallestBody);
        return readBodyAndTrailer(length, length - BLOCK_OVERHEAD);
    }

    /** Skips the rest of a block, of any length. */
    void skipBody() throws IOException {
        int length = readInt();
        long rest = Integer.toUnsignedLong(length) - BLOCK_OVERHEAD;
        if (rest < 0 || rest % Integer.BYTES != 0) {
            throw malformed("block length " + Integer.toUnsignedString(length));
        }
        while (rest > 0) {
            rest -= read((int) Math.min(rest, CHUNK_BYTES)).length;
        }
        checkTrailer(length);
    }

    PcapngException malformed(String message) {
        return new PcapngException(message, blockOffset, false);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private ByteBuffer readBodyAndTrailer(int length, int bodyLength) throws IOException {
        ByteBuffer body = ByteBuffer.wrap(read(bodyLength)).order(order);
        checkTrailer(length);
        return body;
    }

    private int checkLength(int length, int smallestBody) throws PcapngException {
        if (length < BLOCK_OVERHEAD + smallestBody || length > MAX_BLOCK_BYTES || length % Integer.BYTES != 0) {
            throw malformed("block length " + Integer.toUnsignedString(length));
        }
        return length;
    }

    private void checkTrailer(int length) throws IOException {
        int trailer = readInt();
        if (trailer != length) {
            throw malformed("block length " + Integer.toUnsignedString(length) + " at its start, but "
                    + Integer.toUnsignedString(trailer) + " at its end");
        }
    }

    private int readInt() throws IOException {
        return ByteBuffer.wrap(read(Integer.BYTES)).order(order).getInt();
    }

    private byte[] read(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        offset += bytes.length;
        if (bytes.length < length) {
            throw truncated();
        }
        return bytes;
    }

    private PcapngException truncated() {
        String message = offset == 0 ? "the file is empty" : "the file ends within a block";
        return new PcapngException(message, blockOffset, true);
    }

    /** What a file that does not begin with a section header may be, by its first bytes. */
    private static String whatElse(int firstBytes) {
        return switch (firstBytes) {
            case 0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1 ->
                    "a pcap file, the older format: convert it with editcap -F pcapng";
            default -> firstBytes >>> Short.SIZE == 0x1f8b ? "a gzip file: unpack it first" : "not a pcapng file";
        };
    }
}
