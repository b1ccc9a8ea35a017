package io.github.nettyaudit.server.page;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.daemon.filter.EventMatcher;
import io.github.nettyaudit.daemon.filter.FilterExpression;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One page of the stored events between two times, of bounded length and work. */
final class HistoryPage implements StoredEvents.Reader, StoredEvents.PartReader {
    static final int MOST_ROWS = 500;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_GAPS = 20;

    private final long from;
    private final long to;
    private final @Nullable EventMatcher matcher;
    private final int limit;
    private final RowWriter writer;
    private final List<byte[]> rows = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final long deadline = System.nanoTime() + LONGEST_NANOS;
    private final List<PartRow> part = new ArrayList<>();
    private long looked;
    /** The sequence of the last row, if there are older ones in its part. */
    private long cut;
    private boolean isBackward;
    private boolean isLive;

    /** Events that are missing. */
    private record Gap(long last, String text) {
    }

    /** A row of the part that is read. */
    private record PartRow(long sequence, byte[] row) {
    }

    /**
     * @param from  the first time, in milliseconds since 1970
     * @param to    the last time; {@code Long.MAX_VALUE} for no bound
     * @param limit how many rows at most
     */
    HistoryPage(long from, long to, @Nullable FilterExpression filter, int limit,
            NormalizationTable rules, NameService names) {
        this.from = from;
        this.to = to;
        matcher = filter == null ? null : filter.newMatcher(names);
        this.limit = limit;
        writer = new RowWriter(rules, names);
    }

    /** Reads the page, the oldest events first. */
    byte[] read(StoredEvents events, long cursor) throws IOException, InterruptedException {
        isLive = events.isLive();
        return json(events, events.read(cursor, from, this));
    }

    /** Reads the page, the newest events first. */
    byte[] readBack(StoredEvents events, long cursor) throws IOException, InterruptedException {
        isBackward = true;
        long next = events.readBack(cursor, from, to, this);
        return json(events, cut > 0 ? cut : next);
    }

    private byte[] json(StoredEvents events, long next) {
        JsonWriter json = new JsonWriter();
        ByteBuf out = Unpooled.buffer();
        json.to(out).beginObject();
        json.text("source", events.source()).number("looked_at", looked);
        json.name("next");
        if (next == 0) {
            json.nullValue();
        } else {
            json.value(Long.toString(next));
        }
        json.name("gaps").beginArray();
        for (Gap gap : gaps) {
            json.beginObject().text("text", gap.text()).endObject();
        }
        json.endArray();
        json.name("rows").beginArray();
        rows.forEach(json::raw);
        json.endArray().endLine();
        return ByteBufUtil.getBytes(out);
    }

    @Override
    public boolean event(long sequence, AuditEvent event, EventContext context) {
        looked++;
        long time = EventIds.millis(event);
        boolean isWanted = time >= from && time <= to
                && (matcher == null || event instanceof AuditLossEvent || matcher.matches(event, context));
        if (isWanted) {
            byte[] row = writer.row(event, context);
            if (isBackward) {
                part.add(new PartRow(sequence, row));
                return true;
            }
            rows.add(row);
        }
        return rows.size() < limit && (looked & 0xff) != 0 || rows.size() < limit && System.nanoTime() - deadline < 0;
    }

    @Override
    public boolean partEnded() {
        for (int i = part.size() - 1; i >= 0; i--) {
            rows.add(part.get(i).row());
            if (rows.size() == limit) {
                cut = i > 0 ? part.get(i).sequence() : 0; // the others of the part are left for the next page
                break;
            }
        }
        part.clear();
        gaps.removeIf(gap -> gap.last() < cut); // told with the next page
        return rows.size() < limit && System.nanoTime() - deadline < 0;
    }

    @Override
    public void gap(long first, long last, String reason) {
        if (gaps.size() < MOST_GAPS && last > cut) {
            gaps.add(new Gap(last, (first == last ? "event " + first + " is"
                    : "events " + first + " to " + last + " are") + " missing: " + reason));
        }
    }

    @Override
    public boolean storedAt(long millis) {
        return !isLive || to == Long.MAX_VALUE || millis - SpoolEvents.LATEST_DELAY <= to;
    }
}
