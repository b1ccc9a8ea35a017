package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The kernel with a backlog over its limit, in which it puts everybody to sleep who sends to it. A small buffer and a
 * handler that takes its time let the backlog grow, a child process outruns both, and then the limit is lowered.
 */
class CongestionLiveTest {
    /** 1 s where the kernel ticks at 250 Hz. */
    private static final int BACKLOG_WAIT_TIME = 250;
    private static final int HIGH_LIMIT = 8192;
    private static final int LOW_LIMIT = 16;
    private static final int MUCH = 7000;
    private static final int SMALL_BUFFER = 32 << 10;
    /** So that there is room in the buffer every few milliseconds: after 100 without, kauditd empties its queue. */
    private static final int SMALL_BATCH = 4;
    private static final long NANOS_PER_RECORD = 500_000;

    private final RecordCollector collector = new RecordCollector();
    private LiveKernel kernel;
    private Loops loops;
    private AuditClient client;

    @WaitsForTheKernel
    @BeforeEach
    void take() throws IOException {
        kernel = LiveTests.takeKernel();
        kernel.setEnabled(true);
        kernel.setBacklogLimit(HIGH_LIMIT);
        kernel.setBacklogWaitTime(BACKLOG_WAIT_TIME);
        loops = new Loops();
        client = loops.control().withTimeout(Duration.ofSeconds(30));
        collector.keepTexts = false;
    }

    @AfterEach
    void restore() {
        if (kernel != null) {
            LiveKernel taken = kernel;
            try (taken) {
                loops.close();
            }
        }
    }

    @Test
    void drainsWhileRequestsWait() throws IOException {
        LongestPause pause = new LongestPause();
        startDaemon(pause, new SlowHandler(), collector);
        try (Storm storm = Storm.start()) {
            fillBacklog(storm);
            pause.reset();
            List<Long> waited = new ArrayList<>();
            List<Long> drainedMeanwhile = new ArrayList<>();
            for (int request = 0; request < 3; request++) {
                long start = System.nanoTime();
                long before = collector.records.get();
                Future<?> answer = request == 0 ? client.setBacklogLimit(LOW_LIMIT) : client.status();
                get(answer);
                waited.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
                drainedMeanwhile.add(collector.records.get() - before);
            }
            long longestPause = pause.millis();
            System.out.printf("Under a full backlog: requests took %s ms, meanwhile %s records were drained, "
                    + "without a pause longer than %d ms%n", waited, drainedMeanwhile, longestPause);

            // the kernel has put the control thread to sleep ...
            assertThat(waited).allSatisfy(millis -> assertThat(millis).isGreaterThan(150));
            // ... and not the drain: it goes on at the pace of its handler, some 1,000 records a second
            for (int request = 0; request < waited.size(); request++) {
                assertThat(drainedMeanwhile.get(request)).isGreaterThan(waited.get(request) / 5);
            }
            assertThat(longestPause).isLessThan(150);
        }
        assertThat(collector.errors).isEmpty();
    }

    @Test
    void closesUnderAFullBacklogWithoutDeadlock() throws IOException {
        Channel channel = startDaemon(new SlowHandler(), collector);
        try (Storm storm = Storm.start()) {
            fillBacklog(storm);
            kernel.setBacklogLimit(LOW_LIMIT);

            assertThat(channel.close().awaitUninterruptibly(20, TimeUnit.SECONDS)).isTrue();

            assertThat(kernel.status().pid()).isZero();
            storm.awaitDone(); // nobody on the host is held up any more
        }
        assertThat(collector.kinds()).contains(Kind.UNREGISTERED);
    }

    @Test
    void closesWithAFullSocketThatNobodyReads() throws IOException {
        kernel.setBacklogLimit(LOW_LIMIT);
        Channel channel = startDaemon(collector);
        channel.config().setAutoRead(false);
        try (Storm storm = Storm.start()) {
            kernel.addRule(AuditRules.getppid(storm.pid(), "congestion"));
            storm.getppid(2_000);
            // that the backlog is full shows when an answer is late: the kernel sleeps before it returns to us
            long late = TimeUnit.MILLISECONDS.toNanos(200);
            await().atMost(60, TimeUnit.SECONDS).until(() -> {
                long start = System.nanoTime();
                get(client.status());
                return System.nanoTime() - start > late;
            });

            assertThat(channel.close().awaitUninterruptibly(20, TimeUnit.SECONDS)).isTrue();

            assertThat(kernel.status().pid()).isZero();
            storm.awaitDone();
        }
    }

    /** The backlog is long then, but not over its limit. */
    private void fillBacklog(Storm storm) throws IOException {
        kernel.addRule(AuditRules.getppid(storm.pid(), "congestion"));
        storm.getppid(10_000);
        await().atMost(60, TimeUnit.SECONDS).until(() -> kernel.status().backlog() > MUCH);
    }

    private Channel startDaemon(ChannelHandler... handlers) {
        Bootstrap bootstrap = loops.kernel(AuditPipeline.daemon(client, handlers))
                .option(AuditNetlinkChannelOption.RECEIVE_BUFFER, SMALL_BUFFER)
                .option(AuditNetlinkChannelOption.BATCH_SIZE, SMALL_BATCH);
        Channel channel = loops.data(bootstrap);
        await().until(() -> collector.kinds().contains(Kind.REGISTERED));
        return channel;
    }

    /** Takes its time over each record, as a poor handler does. */
    private static final class SlowHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            LockSupport.parkNanos(NANOS_PER_RECORD);
            context.fireChannelRead(message);
        }
    }

    /** The longest time between two messages. */
    private static final class LongestPause extends ChannelInboundHandlerAdapter {
        private final AtomicInteger longestMicros = new AtomicInteger();
        private volatile long lastNanos;

        void reset() {
            lastNanos = System.nanoTime();
            longestMicros.set(0);
        }

        long millis() {
            note();
            return TimeUnit.MICROSECONDS.toMillis(longestMicros.get());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            note();
            context.fireChannelRead(message);
        }

        private void note() {
            long now = System.nanoTime();
            longestMicros.accumulateAndGet((int) TimeUnit.NANOSECONDS.toMicros(now - lastNanos), Math::max);
            lastNanos = now;
        }
    }
}
