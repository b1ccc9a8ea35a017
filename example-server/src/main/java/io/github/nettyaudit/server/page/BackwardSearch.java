package io.github.nettyaudit.server.page;

import io.github.nettyaudit.daemon.forward.StoredEventDecoder;
import io.github.nettyaudit.daemon.spool.SpoolBatch;
import io.github.nettyaudit.daemon.spool.SpoolBlock;
import io.github.nettyaudit.daemon.spool.SpoolDirectory;
import io.github.nettyaudit.daemon.spool.SpoolGap;
import io.github.nettyaudit.daemon.spool.SpoolItem;
import io.github.nettyaudit.daemon.spool.SpoolReader;
import io.github.nettyaudit.daemon.spool.SpoolSegmentFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;

/**
 * Reads a spool from its end. A spool can only be read forwards, so the headers of a segment's blocks are read first, and
 * then some blocks at a time as one part: few at the beginning, more later.
 */
final class BackwardSearch {
    private static final int FIRST_PART = 128;
    private static final int LONGEST_PART = 4096;

    private final SpoolDirectory spool;
    private final StoredEventDecoder decoder;
    private final long from;
    private final long latest;
    private final StoredEvents.PartReader reader;
    /** Entries of a part, at least. */
    private int part = FIRST_PART;
    /** All events from this sequence on were given or left out. */
    private long end;
    private boolean isSatisfied;

    /**
     * @param from   blocks of an earlier time are left out
     * @param latest blocks of a later time are left out
     */
    BackwardSearch(SpoolDirectory spool, StoredEventDecoder decoder, long from, long latest,
            StoredEvents.PartReader reader) {
        this.spool = spool;
        this.decoder = decoder;
        this.from = from;
        this.latest = latest;
        this.reader = reader;
    }

    /**
     * Reads.
     *
     * @param segments the segments, oldest first
     * @param last     the last one that is looked at; -1 for none
     * @param before   events from this sequence on are left out
     * @return the first sequence of the last part; 0 if there are no older events
     */
    long read(List<SpoolSegmentFile> segments, int last, long before) throws IOException, InterruptedException {
        end = before;
        for (int i = last; i >= 0; i--) {
            SpoolSegmentFile segment = segments.get(i);
            if (segment.firstSequence() >= end) {
                continue;
            }
            List<SpoolBlock> blocks = blocks(segment);
            int left = read(blocks);
            if (isSatisfied && (left > 0 || i > 0)) {
                return end;
            }
            if (!blocks.isEmpty() && blocks.stream().allMatch(block -> block.timeMillis() < from)) {
                return 0; // older segments are as old
            }
        }
        if (last >= 0 && segments.get(0).firstSequence() > 1) {
            reader.gap(1, segments.get(0).firstSequence() - 1, SpoolEvents.DROPPED);
        }
        return 0;
    }

    private List<SpoolBlock> blocks(SpoolSegmentFile segment) throws IOException {
        try {
            return spool.blocks(segment);
        } catch (NoSuchFileException e) {
            return List.of(); // deleted meanwhile
        }
    }

    /**
     * Reads blocks of a segment, the last first, until the reader is satisfied.
     *
     * @return how many of them are left
     */
    private int read(List<SpoolBlock> blocks) throws IOException, InterruptedException {
        int left = blocks.size();
        while (left > 0 && !isSatisfied) {
            SpoolBlock last = blocks.get(--left);
            if (last.firstSequence() >= end || last.timeMillis() > latest || last.timeMillis() < from) {
                end = Math.min(end, last.firstSequence());
                continue;
            }
            long entries = last.entries();
            while (left > 0 && entries < part && blocks.get(left - 1).timeMillis() >= from) {
                entries += blocks.get(--left).entries();
            }
            readPart(blocks.get(left).firstSequence());
            isSatisfied = !reader.partEnded();
            part = Math.min(2 * part, LONGEST_PART);
        }
        return left;
    }

    /** Reads the events from a sequence to the part before, with what is missing between them. */
    private void readPart(long start) throws IOException, InterruptedException {
        try (SpoolReader blocks = spool.openReaderAt(start)) {
            for (SpoolItem item = blocks.read(Duration.ZERO); item != null && item.firstSequence() < end;
                    item = blocks.read(Duration.ZERO)) {
                if (item instanceof SpoolGap gap) {
                    reader.gap(gap.firstSequence(), Math.min(gap.lastSequence(), end - 1), gap.cause().reason());
                } else if (item instanceof SpoolBatch batch) {
                    while (batch.next() && batch.sequence() < end) {
                        SpoolEvents.pass(batch, decoder, reader);
                    }
                }
            }
        }
        end = start;
    }
}
