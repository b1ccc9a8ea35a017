package io.github.nettyaudit.server.page;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.daemon.filter.EventMatcher;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.server.web.WebStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One reader of the newest events. It gets a bounded number of rows in each interval; the others are counted. The sum
 * of all {@code shown} and {@code skipped} that it is told is the number of events that have matched.
 */
final class TailClient {
    private final WebStream stream;
    private final @Nullable EventMatcher matcher;
    private final int mostRows;
    private final AtomicLong shown = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    /** Rows that may still be sent in this interval; losses are sent beyond it. */
    private final AtomicInteger left;

    /**
     * @param matcher  which events; {@code null} for all. Used on the thread that offers events alone
     * @param mostRows how many rows an interval may have
     */
    TailClient(WebStream stream, @Nullable EventMatcher matcher, int mostRows) {
        this.stream = stream;
        this.matcher = matcher;
        this.mostRows = mostRows;
        left = new AtomicInteger(mostRows);
    }

    /**
     * Offers an event.
     *
     * @param row makes the row, which all readers share
     */
    void offer(AuditEvent event, EventContext context, Supplier<byte[]> row) {
        boolean isLoss = event instanceof AuditLossEvent;
        if (!isLoss && matcher != null && !matcher.matches(event, context)) {
            return;
        }
        if ((isLoss || left.get() > 0) && stream.isWritable() && stream.send(isLoss ? "loss" : "event", row.get())) {
            left.decrementAndGet();
            shown.incrementAndGet();
        } else {
            skipped.incrementAndGet();
        }
    }

    /** An interval has ended: says how many rows it had. */
    void tick() {
        left.set(mostRows);
        long sent = shown.getAndSet(0);
        long notSent = skipped.getAndSet(0);
        String sample = "{\"shown\":" + sent + ",\"skipped\":" + notSent + '}';
        if (!stream.send("sample", sample.getBytes(StandardCharsets.US_ASCII))) {
            shown.addAndGet(sent); // it is told the next time
            skipped.addAndGet(notSent);
        }
    }

    /** Ends it, after a last sample. */
    void close() {
        tick();
        stream.close();
    }
}
