package io.github.nettyaudit.server.stats;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.server.sink.LineSink;
import io.github.nettyaudit.server.stream.StreamCounters;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Words for the figures. Remembers the last line's, for the rate. Not thread-safe. */
final class StatisticsLine {
    private long lastRecords;
    private double lastSeconds;

    /**
     * The next line.
     *
     * @param seconds   since the start
     * @param lostKnown whether the kernel's count of lost records could ever be asked
     * @param status    the kernel's, where it could be asked now
     */
    String next(StreamCounters counters, List<? extends LineSink> sinks, double seconds, boolean lostKnown,
                @Nullable AuditStatus status) {
        long records = counters.records();
        double rate = (records - lastRecords) / Math.max(0.001, seconds - lastSeconds);
        lastRecords = records;
        lastSeconds = seconds;
        return String.format(Locale.ROOT, "%.0f s: %d records (%.0f/s), %s, pending: %d bytes in sinks, %s", seconds,
                records, rate, losses(counters, sinks, lostKnown),
                sinks.stream().mapToLong(LineSink::pendingBytes).sum(),
                status == null ? "kernel not asked" : status.backlog() + " records in the kernel");
    }

    /** The last line: everything since the start. */
    String summary(StreamCounters counters, List<? extends LineSink> sinks, double seconds, boolean lostKnown) {
        return String.format(Locale.ROOT, "%.1f s: %d records (%.0f/s), %s", seconds, counters.records(),
                counters.records() / Math.max(0.001, seconds), losses(counters, sinks, lostKnown));
    }

    private static String losses(StreamCounters counters, List<? extends LineSink> sinks, boolean lostKnown) {
        StringBuilder text = new StringBuilder();
        text.append("lost: ").append(lostKnown ? counters.kernelLost() : "?").append(" by the kernel, ")
                .append(counters.socketDrops()).append(" at the socket, ")
                .append(counters.missingEvents()).append(" events never came, ")
                .append(sinks.stream().mapToLong(LineSink::droppedRecords).sum()).append(" dropped for slow readers");
        append(text, counters.truncated(), "truncated");
        append(text, counters.invalid(), "invalid");
        append(text, counters.foreign(), "foreign");
        append(text, counters.undelivered(), "undelivered");
        return text.toString();
    }

    private static void append(StringBuilder text, long number, String what) {
        if (number > 0) {
            text.append(", ").append(number).append(' ').append(what);
        }
    }
}
