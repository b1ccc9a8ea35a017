package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Deletes the oldest segments if the policy allows that, and remembers which sequences went with them. */
final class SpoolSpace {
    private final SpoolOptions options;
    private final SegmentList segments;
    private final SpoolPositions positions;
    private final SpoolCounters counters;
    private final SpoolTrouble trouble;
    private final List<Consumer<Segment>> listeners = new CopyOnWriteArrayList<>();

    SpoolSpace(SpoolOptions options, SegmentList segments, SpoolPositions positions, SpoolCounters counters,
            SpoolTrouble trouble) {
        this.options = options;
        this.segments = segments;
        this.positions = positions;
        this.counters = counters;
        this.trouble = trouble;
    }

    /** The listener is called on the writer's thread, after the file was deleted. */
    void addListener(Consumer<Segment> listener) {
        listeners.add(listener);
    }

    void removeListener(Consumer<Segment> listener) {
        listeners.remove(listener);
    }

    /** Whether the entries before a sequence may be deleted: by the policy, or because every reader has had them. */
    boolean mayDelete(long end) {
        return options.whenFull() == WhenFull.DROP_OLDEST || !positions.isEmpty() && positions.oldest() >= end;
    }

    /** Deletes the oldest segment; returns whether bytes became free. */
    boolean freeOldest() {
        List<Segment> missing = segments.removeMissing();
        if (!missing.isEmpty()) {
            trouble.say(missing.size() + " segments are not there any more, the first is " + missing.get(0).path());
            return true;
        }
        Segment oldest = segments.oldest();
        if (oldest == null || !oldest.isSealed()) {
            return false;
        }
        Segment second = segments.after(oldest.first());
        long end = second == null ? segments.next() : second.first();
        return mayDelete(end) && delete(oldest, end);
    }

    private boolean delete(Segment segment, long end) {
        try {
            Files.deleteIfExists(segment.path());
        } catch (IOException e) {
            trouble.say("the oldest segment cannot be deleted: " + e);
            return false;
        }
        long unread = positions.isEmpty() ? 0 : end - Math.max(segment.first(), positions.oldest());
        if (unread > 0) {
            counters.dropped(SpoolGapCause.DROPPED_OLDEST, unread);
        }
        counters.droppedSegment();
        segments.drop(segment, end);
        for (Consumer<Segment> listener : listeners) {
            listener.accept(segment);
        }
        // for the next process; without it, a reader would be told that the segments are missing
        SpoolIdentity.droppedBefore(options.directory(), end, options.files(), options.notices());
        return true;
    }
}
