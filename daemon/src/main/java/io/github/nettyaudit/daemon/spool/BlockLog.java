package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Appends blocks to the active segment, begins new segments, and keeps the sum of segments below the bound. A disk that
 * is full is the bound, reached early. One thread.
 */
final class BlockLog implements AutoCloseable {
    /** What became of a block. */
    enum Outcome { WRITTEN, FULL, FAILED }

    private final SpoolOptions options;
    private final SegmentList segments;
    private final SpoolSpace space;
    private final SpoolSync sync;
    private final SpoolCounters counters;
    private final SpoolTrouble trouble;
    private final Checksum checksum = new Checksum();
    private @Nullable ActiveSegment active;

    BlockLog(SpoolOptions options, SegmentList segments, SpoolSpace space, SpoolSync sync, SpoolCounters counters,
            SpoolTrouble trouble) {
        this.options = options;
        this.segments = segments;
        this.space = space;
        this.sync = sync;
        this.counters = counters;
        this.trouble = trouble;
    }

    /** Goes on with a segment of an earlier process. */
    void continueWith(ActiveSegment segment) {
        active = segment;
        sync.opened(segment);
    }

    /**
     * Appends a block of sequences {@code first} to {@code end} - 1.
     *
     * @param block from 0 to its limit, complete but for id and checksums
     */
    Outcome append(ByteBuffer block, long first, long end) {
        int length = block.limit();
        while (true) {
            while (segments.used() + length > options.size()) {
                if (!freeOldest()) {
                    trouble.isFull(options.size(), options.whenFull());
                    return Outcome.FULL;
                }
            }
            try {
                write(block, first, end);
                trouble.writeSucceeded();
                return Outcome.WRITTEN;
            } catch (IOException e) {
                counters.writeFailed();
                cutRest();
                if (!isDiskFull(e, length) || !freeOldest()) {
                    trouble.writeFailed(e, options.whenFull());
                    return Outcome.FAILED;
                }
            }
        }
    }

    private void write(ByteBuffer block, long first, long end) throws IOException {
        ActiveSegment segment = active;
        if (segment != null && (isAtEnd(segment.segment(), block.limit()) || Files.notExists(segment.segment().path()))) {
            seal(segment);
            segment = null;
        }
        if (segment == null) {
            segment = begin(first);
        }
        SpoolBlockDescriptor.seal(block, segment.id(), checksum);
        segments.publish(segment.segment(), segment.write(block), end);
    }

    private boolean isAtEnd(Segment segment, int length) {
        return segment.length() > 0 && segment.length() + length > options.segmentSize();
    }

    private ActiveSegment begin(long first) throws IOException {
        Path path = options.directory().resolve(Segment.name(first));
        FileChannel channel = options.files().create(path);
        Segment segment = new Segment(first, path, 0, false);
        ActiveSegment begun = new ActiveSegment(segment, segments.spoolId(), channel, options.files());
        segments.add(segment);
        sync.opened(begun);
        active = begun;
        return begun;
    }

    private void seal(ActiveSegment segment) {
        segment.segment().seal();
        sync.sealed(segment);
        active = null;
    }

    /** What cannot be cut now is cut before the next write. */
    private void cutRest() {
        try {
            if (active != null) {
                active.cutRest();
            }
        } catch (IOException e) {
            counters.writeFailed();
        }
    }

    /** Deletes the oldest segment if the policy allows that, the active one only if there is no other. */
    private boolean freeOldest() {
        ActiveSegment last = active;
        if (last != null && segments.oldest() == last.segment() && last.segment().length() > 0
                && space.mayDelete(segments.next())) {
            seal(last);
        }
        return space.freeOldest();
    }

    /**
     * The message of an exception is in the language of the system, so the file system is asked too. A few blocks may be
     * left that belong to root.
     */
    private boolean isDiskFull(IOException e, int length) {
        String message = String.valueOf(e.getMessage());
        try {
            return message.contains("No space left on device") || message.contains("quota exceeded")
                    || options.files().usableSpace(options.directory()) < length;
        } catch (IOException unknown) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        ActiveSegment last = active;
        if (last != null) {
            active = null;
            last.close();
        }
    }
}
