package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What is in a segment, see {@link SpoolDirectory#verify(SpoolSegmentFile)}.
 *
 * @param blocks         the number of whole blocks
 * @param entries        the number of their entries
 * @param entryBytes     the length of these entries, before compression, with 4 bytes for each
 * @param firstSequence  the sequence of the first whole entry; 0 if there is none
 * @param endSequence    the sequence after the last whole entry; 0 if there is none
 * @param firstTime      when the first whole block was written, in ms since 1970; 0 if there is none
 * @param lastTime       when the last whole block was written, in ms since 1970; 0 if there is none
 * @param damagedBlocks  the number of damaged places that are followed by a whole block, or are a block with a
 *                       damaged body
 * @param damagedBytes   the bytes of these places
 * @param restBytes      the bytes at the end that are not a block: half of one that is being written, or was when the
 *                       machine failed, or damage
 * @param skippedEntries the entries that the writer discarded before blocks of this segment, because there was no space
 */
public record SpoolSegmentReport(long blocks, long entries, long entryBytes, long firstSequence, long endSequence,
        long firstTime, long lastTime, long damagedBlocks, long damagedBytes, long restBytes, long skippedEntries) {

    /** Reads a segment. */
    static SpoolSegmentReport of(Segment segment, long spoolId) throws IOException {
        try (BlockCursor cursor = new BlockCursor(segment, spoolId); BlockBody body = new BlockBody()) {
            Count count = new Count();
            long limit = cursor.channel().size();
            for (BlockCursor.Step step = cursor.look(limit); step != BlockCursor.Step.END; step = cursor.look(limit)) {
                long offset = cursor.offset();
                if (step == BlockCursor.Step.BLOCK) {
                    boolean whole = body.isWhole(cursor);
                    cursor.skip();
                    count.block(cursor, whole);
                } else {
                    cursor.search(limit);
                    count.damage(cursor.offset() - offset, cursor.offset() == limit);
                }
            }
            return count.report();
        }
    }

    /** Collects the numbers. */
    private static final class Count {
        private long blocks;
        private long entries;
        private long entryBytes;
        private long first;
        private long end;
        private long firstTime;
        private long lastTime;
        private long damagedBlocks;
        private long damagedBytes;
        private long rest;
        private long skipped;

        void block(BlockCursor cursor, boolean whole) {
            ByteBuffer header = cursor.header();
            if (!whole) {
                damage(cursor.length(), false);
                return;
            }
            if (blocks++ == 0) {
                first = SpoolBlockDescriptor.firstSequence(header);
                firstTime = SpoolBlockDescriptor.time(header);
            }
            entries += SpoolBlockDescriptor.entries(header);
            entryBytes += SpoolBlockDescriptor.bodyLength(header);
            end = SpoolBlockDescriptor.firstSequence(header) + SpoolBlockDescriptor.entries(header);
            lastTime = SpoolBlockDescriptor.time(header);
            skipped += SpoolBlockDescriptor.skipped(header);
        }

        void damage(long bytes, boolean atEnd) {
            if (atEnd) {
                rest += bytes;
            } else {
                damagedBlocks++;
                damagedBytes += bytes;
            }
        }

        SpoolSegmentReport report() {
            return new SpoolSegmentReport(blocks, entries, entryBytes, first, end, firstTime, lastTime, damagedBlocks,
                    damagedBytes, rest, skipped);
        }
    }
}
