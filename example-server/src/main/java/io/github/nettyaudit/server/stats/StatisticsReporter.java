package io.github.nettyaudit.server.stats;

import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.sink.LineSink;
import io.github.nettyaudit.server.source.KernelEvents;
import io.github.nettyaudit.server.source.KernelSource;
import io.github.nettyaudit.server.stream.RecordStream;
import io.github.nettyaudit.server.stream.StreamCounters;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Prints a line of statistics at an interval, on its own thread, and makes the stream report missing events. The
 * kernel's status comes from the daemon, which requests it only while the kernel is not congested. The delay between two
 * lines is fixed: after a pause of the process there is one line, not one for each that was missed.
 */
public final class StatisticsReporter {
    private static final long FIRST_SECONDS = 2;
    private static final long UNPRINTED_INTERVAL_SECONDS = 10;
    private static final long END_SECONDS = 2;

    private final KernelSource source;
    private final KernelEvents events;
    private final RecordStream stream;
    private final StreamCounters counters;
    private final List<? extends LineSink> sinks;
    private final OperatorLog operator;
    private final StatisticsLine line = new StatisticsLine();
    private final long startNanos = System.nanoTime();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "audit-statistics");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Creates a reporter that prints nothing yet.
     *
     * @param source   the source of the records
     * @param events   what the daemon reports about the kernel
     * @param stream   called on the source's event loop only
     * @param counters the counters of the stream
     * @param sinks    the readers of the stream
     * @param operator gets the lines
     */
    public StatisticsReporter(KernelSource source, KernelEvents events, RecordStream stream, StreamCounters counters,
                              List<? extends LineSink> sinks, OperatorLog operator) {
        this.source = source;
        this.events = events;
        this.stream = stream;
        this.counters = counters;
        this.sinks = sinks;
        this.operator = operator;
    }

    /**
     * Starts to print.
     *
     * @param interval the number of seconds between two lines; 0 to print none
     */
    public void start(int interval) {
        long period = interval > 0 ? interval : UNPRINTED_INTERVAL_SECONDS;
        timer.scheduleWithFixedDelay(() -> look(interval > 0), Math.min(FIRST_SECONDS, period), period,
                TimeUnit.SECONDS);
    }

    /**
     * Stops printing, and waits for the line that is being printed.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void stop() throws InterruptedException {
        timer.shutdownNow();
        timer.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Returns the statistics since the start. Call {@link #stop()} first.
     *
     * @return a text for the operator
     */
    public String summary() {
        return line.summary(counters, sinks, seconds(), events.isLostKnown());
    }

    private void look(boolean print) {
        try {
            source.loop().execute(stream::settleGaps);
            if (print) {
                operator.say(line.next(counters, sinks, seconds(), events.isLostKnown(), events.takeStatus()));
            }
        } catch (RejectedExecutionException e) {
            // the event loop has ended, and the stream with it
        } catch (RuntimeException e) { // the timer would end
            operator.error("the statistics failed unexpectedly: " + e);
        }
    }

    private double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
