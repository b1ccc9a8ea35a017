package io.github.nettyaudit.daemon.spool;

import java.nio.ByteBuffer;

/**
 * The header of a block. A segment is a sequence of blocks without anything between them. Numbers are big-endian.
 * <pre>
 *    0      4      5      6      7      8
 *   +------+------+------+------+------+-----------------------------+
 *   | magic "NaSp"| vers.| compr| cause|  0   |                       |
 *   +-------------+------+------+------+------+                       |
 *   |  8  id of the spool: random, the same in each block              |
 *   | 16  sequence of the first entry                                 |
 *   | 24  number of sequences skipped before it, for the cause        |
 *   | 32  time of the block, ms since 1970; for people only           |
 *   | 40  source id             \  where the source of the entries is |
 *   | 48  source position       /  to be read again after a crash     |
 *   +--------------------------------+--------------------------------+
 *   | 56  length of the body         | 60  length, decompressed       |
 *   +--------------------------------+--------------------------------+
 *   | 64  number of entries          | 68  CRC32C of bytes 0 to 67    |
 *   +--------------------------------+--------------------------------+
 *   | 72  CRC32C of bytes 0 to 71, then of the body                   |
 *   +--------------------------------+--------------------------------+
 *   | 76  body: for each entry its length (4 bytes) and its bytes     |
 *   +-----------------------------------------------------------------+
 * </pre>
 * The first checksum makes the lengths of a block known whose body is damaged, so that exactly its entries are lost. The
 * id keeps bytes of an entry that look like a block from being taken for one when the next block is searched for.
 */
final class SpoolBlockDescriptor {
    static final int HEADER_LENGTH = 76;
    static final int ENTRY_HEADER_LENGTH = 4;
    static final int MAGIC = 0x4e615370;
    static final int VERSION = 1;
    /** The longest body before compression: one entry of the largest size. */
    static final int LARGEST_BODY = (16 << 20) + ENTRY_HEADER_LENGTH;
    /** The longest compressed body; more than the worst case of zstd. */
    static final int LARGEST_STORED_BODY = LARGEST_BODY + (LARGEST_BODY >> 7) + 1024;

    private static final int VERSION_OFFSET = 4;
    private static final int COMPRESSION_OFFSET = 5;
    private static final int CAUSE_OFFSET = 6;
    private static final int ZERO_OFFSET = 7;
    private static final int SPOOL_ID_OFFSET = 8;
    private static final int FIRST_SEQUENCE_OFFSET = 16;
    private static final int SKIPPED_OFFSET = 24;
    private static final int TIME_OFFSET = 32;
    private static final int SOURCE_ID_OFFSET = 40;
    private static final int SOURCE_POSITION_OFFSET = 48;
    private static final int STORED_LENGTH_OFFSET = 56;
    private static final int BODY_LENGTH_OFFSET = 60;
    private static final int ENTRIES_OFFSET = 64;
    private static final int HEADER_CHECKSUM_OFFSET = 68;
    private static final int CHECKSUM_OFFSET = 72;

    private SpoolBlockDescriptor() {
    }

    /** Writes everything but the id and the checksums. */
    static void write(ByteBuffer block, SpoolCompression compression, int storedLength, int bodyLength, int entries) {
        block.putInt(0, MAGIC).put(VERSION_OFFSET, (byte) VERSION)
                .put(COMPRESSION_OFFSET, (byte) compression.code()).put(ZERO_OFFSET, (byte) 0)
                .putInt(STORED_LENGTH_OFFSET, storedLength).putInt(BODY_LENGTH_OFFSET, bodyLength)
                .putInt(ENTRIES_OFFSET, entries);
    }

    static void sequence(ByteBuffer block, long first, long skipped, SpoolGapCause cause) {
        block.putLong(FIRST_SEQUENCE_OFFSET, first).putLong(SKIPPED_OFFSET, skipped)
                .put(CAUSE_OFFSET, (byte) cause.ordinal());
    }

    static void origin(ByteBuffer block, long time, long sourceId, long sourcePosition) {
        block.putLong(TIME_OFFSET, time).putLong(SOURCE_ID_OFFSET, sourceId)
                .putLong(SOURCE_POSITION_OFFSET, sourcePosition);
    }

    /** Completes a block whose header and body are in the buffer from 0 to its limit. */
    static void seal(ByteBuffer block, long spoolId, Checksum checksum) {
        block.putLong(SPOOL_ID_OFFSET, spoolId);
        block.putInt(HEADER_CHECKSUM_OFFSET, checksum.of(block, 0, HEADER_CHECKSUM_OFFSET));
        checksum.start(block, 0, CHECKSUM_OFFSET);
        block.putInt(CHECKSUM_OFFSET, checksum.end(block, HEADER_LENGTH, block.limit()));
    }

    /** Returns whether the bytes at an index are the header of a block. */
    static boolean isHeader(ByteBuffer buffer, Checksum checksum) {
        return buffer.getInt(0) == MAGIC && buffer.get(VERSION_OFFSET) == VERSION
                && buffer.getInt(HEADER_CHECKSUM_OFFSET) == checksum.of(buffer, 0, HEADER_CHECKSUM_OFFSET)
                && hasLengths(buffer);
    }

    private static boolean hasLengths(ByteBuffer header) {
        int stored = storedLength(header);
        int body = bodyLength(header);
        int entries = entries(header);
        return stored >= 0 && stored <= LARGEST_STORED_BODY && body >= 0 && body <= LARGEST_BODY
                && entries >= 0 && entries <= body / ENTRY_HEADER_LENGTH;
    }

    /** Returns whether header and body belong together; the header is known to be one. */
    static boolean isWhole(ByteBuffer header, ByteBuffer body, Checksum checksum) {
        checksum.start(header, 0, CHECKSUM_OFFSET);
        return header.getInt(CHECKSUM_OFFSET) == checksum.end(body, 0, storedLength(header));
    }

    static int compression(ByteBuffer header) {
        return header.get(COMPRESSION_OFFSET);
    }

    static SpoolGapCause cause(ByteBuffer header) {
        return SpoolGapCause.ofCode(header.get(CAUSE_OFFSET) & 0xff);
    }

    static long spoolId(ByteBuffer header) {
        return header.getLong(SPOOL_ID_OFFSET);
    }

    static long firstSequence(ByteBuffer header) {
        return header.getLong(FIRST_SEQUENCE_OFFSET);
    }

    static long skipped(ByteBuffer header) {
        return header.getLong(SKIPPED_OFFSET);
    }

    static long time(ByteBuffer header) {
        return header.getLong(TIME_OFFSET);
    }

    static long sourceId(ByteBuffer header) {
        return header.getLong(SOURCE_ID_OFFSET);
    }

    static long sourcePosition(ByteBuffer header) {
        return header.getLong(SOURCE_POSITION_OFFSET);
    }

    static int storedLength(ByteBuffer header) {
        return header.getInt(STORED_LENGTH_OFFSET);
    }

    static int bodyLength(ByteBuffer header) {
        return header.getInt(BODY_LENGTH_OFFSET);
    }

    static int entries(ByteBuffer header) {
        return header.getInt(ENTRIES_OFFSET);
    }
}
