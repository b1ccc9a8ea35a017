package io.github.nettyaudit.daemon;

import static io.github.nettyaudit.daemon.Scripted.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.testkit.ScriptedKernel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A daemon that ends without {@code close()} leaves the kernel as it was found all the same (B3). */
@Execution(ExecutionMode.CONCURRENT) // it mostly waits for quiet periods and timers
class AuditDaemonEndTest {
    private static final Duration BOUND = Duration.ofSeconds(9);

    /**
     * Holds the port id of this process, which the first socket gets: otherwise, the kernel of a test that runs at the same
     * time may get the one of a kernel that was closed, and answer in its place.
     */
    private static final ScriptedKernel HOLDER = ScriptedKernel.start();

    private final Scripted scripted = new Scripted();
    private final Collector collector = new Collector();
    private final AuditDaemon daemon = scripted.open(scripted.options().backlogLimit(9000).backlogWaitTime(7),
            collector);

    @AfterAll
    static void closeHolder() {
        HOLDER.close();
    }

    @AfterEach
    void close() {
        get(daemon.close());
        scripted.close();
    }

    private AuditCloseReport assertEnds(String reason) {
        assertThat(daemon.closed().awaitUninterruptibly(BOUND.toMillis(), TimeUnit.MILLISECONDS)).as("ends").isTrue();
        AuditCloseReport report = daemon.closed().getNow();
        assertThat(report.problems()).isEmpty();
        assertThat(report.cause()).hasMessageContaining(reason);
        scripted.assertAsFound();
        return report;
    }

    @Test
    void shutdownOfTheGroupAlone() {
        scripted.group.shutdownGracefully();

        assertThat(assertEnds("was closed").restored()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 50})
    void shutdownOfTheGroupWithAShortQuietPeriod(long millis) {
        scripted.group.shutdownGracefully(millis, 1000, TimeUnit.MILLISECONDS);

        assertEnds("");
    }

    @Test
    void endOfTheControlLoopAlone() {
        daemon.client().channel().eventLoop().shutdownGracefully(0, 0, TimeUnit.SECONDS);

        assertEnds("control channel");
        await().until(() -> !daemon.dataChannel().isOpen());
    }

    @Test
    void endOfTheDataLoopAlone() {
        daemon.dataChannel().eventLoop().shutdownGracefully(0, 0, TimeUnit.SECONDS);

        assertEnds("data channel");
    }

    @Test
    void closeOfTheControlChannelAlone() {
        daemon.client().channel().close();

        assertEnds("the control channel was closed");
        await().until(() -> !daemon.dataChannel().isOpen());
    }

    @Test
    void closeOfTheDataChannelAlone() {
        daemon.dataChannel().close();

        assertEnds("the data channel was closed");
        await().until(() -> !daemon.client().channel().isOpen());
    }

    /** Found in a guest: an event could not be fired any more, and the undo ended there. */
    @Test
    void bothLoopsHaveEndedWhenTheKernelAnswers() {
        scripted.kernel.on(AuditMessageType.GET).times(10).late(Duration.ofMillis(500));

        scripted.group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();

        // a loop's end and its channel's close are reported by two threads: either may come first
        assertThat(assertEnds("channel").restored()).hasSize(3);
    }

    @Test
    void aConsumerOfNoticesThatThrowsHindersNothing() {
        get(daemon.close());
        AuditDaemon other = scripted.open(scripted.options().backlogLimit(9000).notices(notice -> {
            throw new IllegalStateException("from a test: " + notice);
        }), new Collector());
        get(other.client().setBacklogLimit(500)); // a reason for a notice at close

        AuditCloseReport report = get(other.close());

        assertThat(report.problems()).isEmpty();
        assertThat(scripted.kernel.state().enabled()).isZero();
        assertThat(scripted.kernel.state().daemonPid()).isZero();
    }

    @Test
    void shutdownOfTheGroupDuringTheClose() {
        daemon.close();
        scripted.group.shutdownGracefully();

        assertThat(daemon.closed().awaitUninterruptibly(BOUND.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        assertThat(daemon.closed().getNow().problems()).isEmpty();
        scripted.assertAsFound();
    }

    @Test
    void closeAfterTheShutdownOfTheGroup() {
        scripted.group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();

        assertThat(get(daemon.close()).problems()).isEmpty();
        scripted.assertAsFound();
    }

    @Test
    void aBlockedControlLoopIsWalkedAround() throws Exception {
        Thread[] blocked = new Thread[1];
        daemon.client().channel().eventLoop().execute(() -> {
            blocked[0] = Thread.currentThread();
            try {
                Thread.sleep(60_000); // as if the kernel had put a sender to sleep
            } catch (InterruptedException e) {
                // the test is over
            }
        });
        await().until(() -> blocked[0] != null);

        AuditCloseReport report = get(daemon.close());

        assertThat(report.problems()).isEmpty();
        scripted.assertAsFound();
        blocked[0].interrupt();
    }

    @Test
    void aKernelThatNeverAnswersIsAProblemAndTheCloseIsBounded() {
        scripted.kernel.on(AuditMessageType.GET).silent();
        long start = System.nanoTime();

        AuditCloseReport report = get(daemon.close());

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        assertThat(report.problems()).isNotEmpty().anyMatch(problem -> problem.contains("enabled 0 -> 1"));
        scripted.kernel.clearScripts();
    }

    @Test
    void aKernelThatIsGoneIsAProblemAndTheCloseIsBounded() {
        scripted.closeKernel();
        long start = System.nanoTime();

        AuditCloseReport report = get(daemon.close());

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        assertThat(report.isClean()).isFalse();
    }
}
