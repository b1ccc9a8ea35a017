package io.github.nettyaudit.server.stats;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.sink.LineSink;
import io.github.nettyaudit.server.source.CongestionGuard;
import io.github.nettyaudit.server.source.RecordSource;
import io.github.nettyaudit.server.stream.RecordStream;
import io.github.nettyaudit.server.stream.StreamCounters;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks around every few seconds, on a thread of its own: prints a line of figures, asks the kernel for its status if
 * all is calm, and has the stream told what only shows by comparing (serial gaps, the kernel's {@code lost}).
 */
public final class StatisticsReporter {
    private static final long FIRST_SECONDS = 2;
    private static final long UNPRINTED_INTERVAL_SECONDS = 10;
    private static final long STATUS_PATIENCE_SECONDS = 1;

    private final RecordSource source;
    private final RecordStream stream;
    private final StreamCounters counters;
    private final List<? extends LineSink> sinks;
    private final OperatorLog notices;
    private final CongestionGuard calm;
    private final StatisticsLine line = new StatisticsLine();
    private final long startNanos = System.nanoTime();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "audit-statistics");
        thread.setDaemon(true);
        return thread;
    });

    // confined to the timer's thread until stop()
    private @Nullable Future<AuditStatus> question;
    private long lastLost = -1;

    /** @param stream called on the source's loop only */
    public StatisticsReporter(RecordSource source, RecordStream stream, StreamCounters counters,
                              List<? extends LineSink> sinks, OperatorLog notices) {
        this.source = source;
        this.stream = stream;
        this.counters = counters;
        this.sinks = sinks;
        this.notices = notices;
        calm = new CongestionGuard(source.isDaemon(), System.nanoTime());
    }

    /** @param interval seconds between two lines; 0 = print none */
    public void start(int interval) {
        long period = interval > 0 ? interval : UNPRINTED_INTERVAL_SECONDS;
        timer.execute(this::askStatus); // the kernel's lost counts from here
        timer.scheduleAtFixedRate(() -> look(interval > 0), Math.min(FIRST_SECONDS, period), period, TimeUnit.SECONDS);
    }

    /** Looks a last time and ends. To be called when the source has stopped, as it is calm then. */
    public void stop() throws InterruptedException {
        timer.execute(() -> look(false));
        timer.shutdown();
        timer.awaitTermination(STATUS_PATIENCE_SECONDS + 1, TimeUnit.SECONDS);
    }

    /** The figures since the start; to be called after {@link #stop()}. */
    public String summary() {
        return line.summary(counters, sinks, seconds(), lastLost >= 0);
    }

    private void look(boolean print) {
        try {
            lookAround(print);
        } catch (RuntimeException e) {
            notices.say("unexpected in the figures: " + e); // and no reason for there to be none any more
        }
    }

    private void lookAround(boolean print) {
        AuditStatus status = askStatus();
        onLoop(stream::settleGaps);
        if (print) {
            notices.say(line.next(counters, sinks, seconds(), lastLost >= 0, status));
        }
    }

    /** The kernel's status; {@code null} if it may not be asked now, or is slow. */
    private @Nullable AuditStatus askStatus() {
        AuditClient control = source.control();
        boolean isCalm = calm.isCalm(counters.records(), counters.socketDrops(), System.nanoTime());
        if (control == null || !isCalm || question != null && !question.isDone()) {
            return null;
        }
        question = control.status();
        try {
            if (!question.await(STATUS_PATIENCE_SECONDS, TimeUnit.SECONDS) || !question.isSuccess()) {
                return null;
            }
        } catch (InterruptedException e) {
            return null;
        }
        AuditStatus status = question.getNow();
        compareLost(status.lost());
        return status;
    }

    private void compareLost(long lost) {
        if (lastLost >= 0 && lost > lastLost) { // a smaller one: somebody has reset it
            long more = lost - lastLost;
            onLoop(() -> {
                stream.kernelLost(more, lost);
                stream.flush();
            });
        }
        lastLost = lost;
    }

    private void onLoop(Runnable step) {
        try {
            source.loop().execute(step);
        } catch (RejectedExecutionException e) {
            // the loop has ended, and the stream with it
        }
    }

    private double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
