package io.github.nettyaudit.daemon.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.daemon.settings.AuditSettingChange;
import io.github.nettyaudit.daemon.source.CongestionGuard;
import io.github.nettyaudit.daemon.source.KauditdState;
import io.github.nettyaudit.testkit.ScriptedKernel;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.NetlinkProtocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The watch asks while all is calm, and only then (invariant 3, K1). */
@Execution(ExecutionMode.CONCURRENT) // it mostly waits for quiet periods and timers
class KernelWatchTest {
    private static final int STORM = 300_000;

    private final ScriptedKernel kernel = ScriptedKernel.start();
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final AuditClient client = new AuditClient(new Bootstrap().group(group).channel(AuditNetlinkChannel.class)
            .option(AuditNetlinkChannelOption.PROTOCOL, NetlinkProtocol.USERSOCK).handler(AuditPipeline.requests())
            .connect(kernel.address()).syncUninterruptibly().channel());
    private final AtomicLong recordsPerSecond = new AtomicLong();
    private final AtomicLong looks = new AtomicLong();
    private final AtomicInteger statuses = new AtomicInteger();
    private final long start = System.nanoTime();
    private final KernelWatch watch = new KernelWatch(client, new CongestionGuard(KauditdState.unknown(), true,
            this::records, () -> 0), Duration.ofMillis(1), AuditStatus.builder().mask(0).build(), new Counter());

    private long records() {
        looks.incrementAndGet();
        return (long) ((System.nanoTime() - start) / 1e9 * recordsPerSecond.get());
    }

    @AfterEach
    void close() {
        watch.stop();
        client.channel().close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        kernel.close();
    }

    private int questions() {
        return kernel.requests(AuditMessageType.GET).size();
    }

    @Test
    void asksWhileAllIsCalmAndNotInAStorm() {
        watch.start();
        await().until(() -> statuses.get() >= 2);

        recordsPerSecond.set(STORM);
        awaitLooks(1); // it may have been under way
        int before = questions();
        awaitLooks(3);
        assertThat(questions()).isEqualTo(before);

        recordsPerSecond.set(0); // the counter stands still: it falls once and is then constant
        await().until(() -> questions() > before);
    }

    @Test
    void aPauseOfTheLoopIsNotMadeUpFor() throws Exception {
        watch.start();
        await().until(() -> statuses.get() >= 1);
        recordsPerSecond.set(STORM);
        awaitLooks(1);
        int before = questions();
        long looksBefore = looks.get();

        client.channel().eventLoop().submit(() -> { // as SIGSTOP does
            TimeUnit.SECONDS.sleep(4);
            return null;
        }).get();

        awaitLooks(1);
        assertThat(looks.get() - looksBefore).as("one look, not four at once").isLessThanOrEqualTo(2);
        assertThat(questions()).isEqualTo(before);
    }

    @Test
    void stoppedItAsksNoMore() {
        watch.start();
        await().until(() -> statuses.get() >= 1);
        watch.stop();
        client.channel().eventLoop().submit(() -> { }).syncUninterruptibly();
        long before = looks.get();
        await().during(Duration.ofMillis(1500)).atMost(Duration.ofSeconds(3)).until(() -> looks.get() == before);
    }

    private void awaitLooks(int more) {
        long target = looks.get() + more;
        await().until(() -> looks.get() >= target);
        client.channel().eventLoop().submit(() -> { }).syncUninterruptibly(); // the look has ended
    }

    private final class Counter implements KernelWatch.Observer {
        @Override
        public void status(AuditStatus status) {
            statuses.incrementAndGet();
        }

        @Override
        public void settingChanged(AuditSettingChange change) {
        }

        @Override
        public void daemonChanged(int before, int now) {
        }
    }
}
