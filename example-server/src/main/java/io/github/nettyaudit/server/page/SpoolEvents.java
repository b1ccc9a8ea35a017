package io.github.nettyaudit.server.page;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.daemon.forward.StoredEventDecoder;
import io.github.nettyaudit.daemon.spool.SpoolBatch;
import io.github.nettyaudit.daemon.spool.SpoolDirectory;
import io.github.nettyaudit.daemon.spool.SpoolGap;
import io.github.nettyaudit.daemon.spool.SpoolItem;
import io.github.nettyaudit.daemon.spool.SpoolReader;
import io.github.nettyaudit.daemon.spool.SpoolSegmentFile;
import io.github.nettyaudit.daemon.spool.SpoolStart;
import io.github.nettyaudit.schema.EventContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of the spool. Each call reads its files anew, beside the writer and the sinks. A block has the time at which
 * it was written, which is after that of its events; so blocks before a time are left out without being decoded.
 */
final class SpoolEvents implements StoredEvents {
    /** An event is stored at most so long after it happened, unless the server was down; not looked for beyond. */
    private static final long LONGEST_DELAY = Duration.ofHours(1).toMillis();
    /** How long after the end of a range an event of it may have been stored. */
    static final long LATEST_DELAY = Duration.ofMinutes(10).toMillis();
    static final String DROPPED = "the spool does not have them any more";
    private static final long LONGEST_SEARCH = Duration.ofSeconds(5).toNanos();

    private final Path directory;
    private final EventContext host;
    private final boolean isLive;

    /**
     * @param host   what is known of all events
     * @param isLive whether events are stored soon after they happen
     */
    SpoolEvents(Path directory, EventContext host, boolean isLive) {
        this.directory = directory;
        this.host = host;
        this.isLive = isLive;
    }

    @Override
    public boolean isLive() {
        return isLive;
    }

    @Override
    public String source() {
        return "spool";
    }

    @Override
    public long read(long from, long millis, Reader reader) throws IOException, InterruptedException {
        SpoolDirectory spool = SpoolDirectory.open(directory);
        try (SpoolReader blocks = from > 0 ? spool.openReaderAt(from) : open(spool, millis, reader)) {
            StoredEventDecoder decoder = new StoredEventDecoder(host);
            for (SpoolItem item = blocks.read(Duration.ZERO); item != null; item = blocks.read(Duration.ZERO)) {
                if (item instanceof SpoolGap gap) {
                    reader.gap(gap.firstSequence(), gap.lastSequence(), gap.cause().reason());
                } else if (item instanceof SpoolBatch batch && batch.timeMillis() >= millis) {
                    if (!reader.storedAt(batch.timeMillis())) {
                        return 0;
                    }
                    while (batch.next()) {
                        if (batch.sequence() >= from && !pass(batch, decoder, reader)) {
                            return batch.sequence() + 1;
                        }
                    }
                }
            }
        }
        return 0;
    }

    @Override
    public long readBack(long before, long from, long to, PartReader reader) throws IOException, InterruptedException {
        SpoolDirectory spool = SpoolDirectory.open(directory);
        List<SpoolSegmentFile> segments = spool.segments();
        long latest = isLive && to < Long.MAX_VALUE - LATEST_DELAY ? to + LATEST_DELAY : Long.MAX_VALUE;
        BackwardSearch search = new BackwardSearch(spool, new StoredEventDecoder(host), from, latest, reader);
        return search.read(segments, lastBefore(spool, segments, latest), before > 0 ? before : Long.MAX_VALUE);
    }

    /** Gives one entry, of which the reader may say that it wants more. */
    static boolean pass(SpoolBatch batch, StoredEventDecoder decoder, Taker reader) {
        AuditEvent event;
        try {
            event = decoder.decode(batch.entry());
        } catch (IOException | RuntimeException e) {
            reader.gap(batch.sequence(), batch.sequence(), "it cannot be read: " + e.getMessage());
            return true;
        }
        try {
            return reader.event(batch.sequence(), event, decoder.context());
        } finally {
            event.release();
        }
    }

    /** Opens a reader at the last segment that begins before a time; tells if older events are not there. */
    private static SpoolReader open(SpoolDirectory spool, long millis, Reader told)
            throws IOException, InterruptedException {
        List<SpoolSegmentFile> segments = spool.segments();
        long first = segments.isEmpty() ? 1 : segments.get(0).firstSequence();
        if (first > 1 && firstTime(spool, segments.get(0)) > millis) {
            told.gap(1, first - 1, DROPPED);
        }
        return segments.isEmpty() ? spool.openReader(SpoolStart.OLDEST)
                : spool.openReaderAt(segments.get(lastBefore(spool, segments, millis)).firstSequence());
    }

    /** The last segment that begins before a time, or the first one; -1 if there is none. */
    private static int lastBefore(SpoolDirectory spool, List<SpoolSegmentFile> segments, long millis)
            throws IOException, InterruptedException {
        int high = segments.size() - 1;
        if (millis == Long.MAX_VALUE) {
            return high;
        }
        int low = Math.min(0, high);
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (firstTime(spool, segments.get(middle)) < millis) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private static long firstTime(SpoolDirectory spool, SpoolSegmentFile segment)
            throws IOException, InterruptedException {
        try (SpoolReader reader = spool.openReaderAt(segment.firstSequence())) {
            for (SpoolItem item = reader.read(Duration.ZERO); item != null; item = reader.read(Duration.ZERO)) {
                if (item instanceof SpoolBatch batch) {
                    return batch.timeMillis();
                }
            }
        }
        return Long.MAX_VALUE;
    }

    @Override
    public <T> @Nullable T find(String id, Use<T> use) throws IOException, InterruptedException {
        long millis = EventIds.millis(id);
        if (millis < 0) {
            return null;
        }
        Finder<T> finder = new Finder<>(id, millis, isLive, use);
        read(0, millis, finder);
        return finder.found;
    }

    /** Looks for one event. */
    private static final class Finder<T> implements Reader {
        private final String id;
        private final long millis;
        private final boolean isLive;
        private final Use<T> use;
        private final long deadline = System.nanoTime() + LONGEST_SEARCH;
        @Nullable T found;

        Finder(String id, long millis, boolean isLive, Use<T> use) {
            this.id = id;
            this.millis = millis;
            this.isLive = isLive;
            this.use = use;
        }

        @Override
        public boolean event(long sequence, AuditEvent event, EventContext context) {
            if (EventIds.millis(event) == millis && EventIds.of(event, context).equals(id)) {
                found = use.of(event, context);
                return false;
            }
            return true;
        }

        @Override
        public void gap(long first, long last, String reason) {
            // the event may be elsewhere
        }

        @Override
        public boolean storedAt(long time) {
            return (!isLive || time - millis <= LONGEST_DELAY) && System.nanoTime() - deadline < 0;
        }
    }
}
