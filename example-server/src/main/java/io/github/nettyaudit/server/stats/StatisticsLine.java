package io.github.nettyaudit.server.stats;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.server.sink.LineSink;
import io.github.nettyaudit.server.stream.StreamCounters;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the statistics as a line for the operator. Keeps the figures of the last line to compute the rate. Not
 * thread-safe.
 */
final class StatisticsLine {
    private long lastRecords;
    private double lastSeconds;

    /**
     * Returns the next line.
     *
     * @param seconds   the time since the start
     * @param lostKnown whether the kernel's counter of lost records is known
     * @param status    the kernel's present status; {@code null} if it was not requested
     */
    String next(StreamCounters counters, List<? extends LineSink> sinks, double seconds, boolean lostKnown,
                @Nullable AuditStatus status) {
        long records = counters.records();
        double rate = (records - lastRecords) / Math.max(0.001, seconds - lastSeconds);
        lastRecords = records;
        lastSeconds = seconds;
        return String.format(Locale.ROOT, "%.0f s: %d records (%.0f/s), %s; pending: %d bytes for readers, %s", seconds,
                records, rate, losses(counters, sinks, lostKnown),
                sinks.stream().mapToLong(LineSink::pendingBytes).sum(),
                status == null ? "the kernel's queue is not known"
                        : status.backlog() + " records in the kernel's queue");
    }

    /** Returns the last line, with the figures since the start. */
    String summary(StreamCounters counters, List<? extends LineSink> sinks, double seconds, boolean lostKnown) {
        return String.format(Locale.ROOT, "%.1f s: %d records (%.0f/s), %s", seconds, counters.records(),
                counters.records() / Math.max(0.001, seconds), losses(counters, sinks, lostKnown));
    }

    private static String losses(StreamCounters counters, List<? extends LineSink> sinks, boolean lostKnown) {
        StringBuilder text = new StringBuilder();
        text.append("lost: ").append(lostKnown ? counters.kernelLost() : "unknown").append(" in the kernel, ")
                .append(counters.socketDrops()).append(" at the socket, ")
                .append(counters.missingEvents()).append(" events missing, ")
                .append(sinks.stream().mapToLong(LineSink::droppedRecords).sum()).append(" dropped for slow readers");
        append(text, counters.truncated(), "truncated datagrams");
        append(text, counters.invalid(), "invalid messages");
        append(text, counters.foreign(), "datagrams from unexpected senders");
        append(text, counters.undelivered(), "not processed");
        return text.toString();
    }

    /** Appends a figure that is usually 0, unless it is. */
    private static void append(StringBuilder text, long number, String what) {
        if (number > 0) {
            text.append(", ").append(number).append(' ').append(what);
        }
    }
}
