package io.github.nettyaudit.server;

import io.github.nettyaudit.daemon.delivery.DeliveryStatus;
import io.github.nettyaudit.daemon.forward.ForwarderStatus;
import io.github.nettyaudit.server.page.PageTail;

/** A line about a forwarder for the operator. Not thread-safe. */
final class ForwarderStatistics {
    private static final double NANOS = 1e9;

    private long records;
    private long nanos = System.nanoTime();

    /** Describes what was done; the rate is that since the last call. */
    String line(ForwarderStatus status) {
        long now = System.nanoTime();
        long total = status.intake().records();
        double rate = (total - records) / Math.max(1e-3, (now - nanos) / NANOS);
        records = total;
        nanos = now;
        StringBuilder line = new StringBuilder().append(total).append(" records (").append(Math.round(rate)).append("/s)");
        return append(status, line);
    }

    /** Describes what was done in all. */
    static String summary(ForwarderStatus status) {
        return append(status, new StringBuilder().append(status.intake().records()).append(" records"));
    }

    private static String append(ForwarderStatus status, StringBuilder line) {
        line.append(", ").append(stored(status)).append(" events stored");
        append(line, status.policy().filtered(), " filtered");
        append(line, status.policy().rateLimited(), " over the rate limit");
        append(line, status.policy().redacted(), " redacted");
        append(line, status.intake().dropped(), " records dropped before the spool");
        append(line, status.intake().otherLines(), " lines that are no records");
        for (DeliveryStatus sink : status.deliveries()) {
            if (sink.name().equals(PageTail.NAME)) {
                continue; // not one that the operator has configured
            }
            line.append("; ").append(sink.name()).append(": ").append(sink.documents()).append(" delivered, ")
                    .append(sink.lag()).append(" to go");
            append(line, sink.retries(), " retries");
            append(line, sink.refused(), " refused");
            append(line, sink.lostEntries(), " lost in the spool");
            if (sink.lastError() != null && sink.lag() > 0) {
                line.append(", last error: ").append(sink.lastError());
            }
        }
        return line.toString();
    }

    private static long stored(ForwarderStatus status) {
        return status.intake().eventsWritten() - status.policy().filtered() - status.policy().rateLimited();
    }

    private static void append(StringBuilder line, long number, String what) {
        if (number > 0) {
            line.append(", ").append(number).append(what);
        }
    }
}
