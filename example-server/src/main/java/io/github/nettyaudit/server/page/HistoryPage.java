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
final class HistoryPage implements StoredEvents.Reader {
    static final int MOST_ROWS = 500;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_GAPS = 20;
    /** How long after the end of the range an event of it may have been stored. */
    private static final long LONGEST_DELAY = TimeUnit.MINUTES.toMillis(10);

    private final long from;
    private final long to;
    private final @Nullable EventMatcher matcher;
    private final int limit;
    private final RowWriter writer;
    private final List<byte[]> rows = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private final long deadline = System.nanoTime() + LONGEST_NANOS;
    private long looked;
    private boolean isLive;

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

    /** Reads the page. */
    byte[] read(StoredEvents events, long cursor) throws IOException, InterruptedException {
        isLive = events.isLive();
        long next = events.read(cursor, from, this);
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
        for (String gap : gaps) {
            json.beginObject().text("text", gap).endObject();
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
            rows.add(writer.row(event, context));
        }
        return rows.size() < limit && (looked & 0xff) != 0 || rows.size() < limit && System.nanoTime() - deadline < 0;
    }

    @Override
    public void gap(long first, long last, String reason) {
        if (gaps.size() < MOST_GAPS) {
            gaps.add((first == last ? "event " + first + " is" : "events " + first + " to " + last + " are")
                    + " missing: " + reason);
        }
    }

    @Override
    public boolean storedAt(long millis) {
        return !isLive || to == Long.MAX_VALUE || millis - LONGEST_DELAY <= to;
    }
}
