package io.github.nettyaudit.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.daemon.AuditDaemonMode;
import io.github.nettyaudit.daemon.delivery.DeliveryState;
import io.github.nettyaudit.daemon.delivery.DeliveryStatus;
import io.github.nettyaudit.daemon.filter.PolicyCounts;
import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.daemon.forward.ForwarderOptions;
import io.github.nettyaudit.daemon.forward.ForwarderStatus;
import io.github.nettyaudit.daemon.forward.SinkPlan;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.metrics.AuditMetric;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.sink.scripted.SinkStep;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each reason for which a forwarder is not ready, and that it goes away; by numbers, and by a forwarder that is full. */
class ReadinessTest {
    private static final long NOW = 1_795_333_217_000L;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Readiness readiness = new Readiness(Duration.ofSeconds(60));
    private long second;

    @TempDir
    private Path directory;

    private List<String> lookAt(ForwarderStatus status) {
        second++;
        return readiness.look(null, null, status, second * SECOND, NOW + second * 1000);
    }

    private ForwarderStatus status(Forwarder forwarder, long ring, long idleSeconds, long discarded, DeliveryStatus... sinks) {
        return new ForwarderStatus(forwarder.status().intake(), ring, 1000, idleSeconds * SECOND, List.of(), null, 0, 1000, 0,
                List.of(sinks), new PolicyCounts(0, 0, 0), Map.of(AuditLossKind.DISCARDED, discarded));
    }

    private static DeliveryStatus sink(String name, DeliveryState state, long position, long lag, long oldestMillis) {
        return new DeliveryStatus(name, state, position, position, lag, oldestMillis, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                "secret words of an event", Instant.EPOCH);
    }

    private Forwarder forwarder(WhenFull whenFull, ScriptedSink sink) throws Exception {
        return Forwarder.inMemory(ForwarderOptions.of(IntakeOptions.of(directory.resolve("intake.ring"))
                .withCapacity(IntakeOptions.MIN_CAPACITY).withNotices(notice -> { })), 4096, whenFull,
                List.of(SinkPlan.of("sink", sink, new RawEventEncoder())));
    }

    @Test
    void aSinkIsBehindByAgeOrWithoutProgress() throws Exception {
        Forwarder forwarder = forwarder(WhenFull.STOP, new ScriptedSink());
        try {
            assertThat(lookAt(status(forwarder, 0, 0, 0, sink("a", DeliveryState.RUNNING, 5, 3, NOW)))).isEmpty();
            assertThat(lookAt(status(forwarder, 0, 0, 0, sink("a", DeliveryState.RETRYING, 5, 3, NOW - 59_000)))).containsExactly(
                    "the sink a is 61 seconds behind, with 3 events to go");
            assertThat(lookAt(status(forwarder, 0, 0, 0, sink("a", DeliveryState.RUNNING, 8, 0, 0)))).isEmpty();
            for (int i = 0; i < 60; i++) { // it reads nothing, so that there is no age
                assertThat(lookAt(status(forwarder, 0, 0, 0, sink("a", DeliveryState.RUNNING, 8, 7, 0)))).isEmpty();
            }
            assertThat(lookAt(status(forwarder, 0, 0, 0, sink("a", DeliveryState.RUNNING, 8, 7, 0), sink("b",
                    DeliveryState.RUNNING, 1, 1, 0)))).containsExactly("the sink a is 61 seconds behind, with 7 events to go");
            assertThat(lookAt(status(forwarder, 0, 0, 0, sink("a", DeliveryState.RUNNING, 9, 7, 0)))).isEmpty();
            readiness.setLag(Duration.ofSeconds(1));
            lookAt(status(forwarder, 0, 0, 0, sink("a", DeliveryState.RUNNING, 9, 7, 0)));
            assertThat(lookAt(status(forwarder, 0, 0, 0, sink("a", DeliveryState.RUNNING, 9, 7, 0)))).hasSize(1);
            assertThat(lookAt(status(forwarder, 0, 0, 0, sink("a", DeliveryState.ENDED, 9, 7, 0)))).containsExactly(
                    "the sink a takes nothing any more");
        } finally {
            forwarder.close(Duration.ofSeconds(5));
        }
    }

    @Test
    void theRingIsFullOrTheWriterIsStuckOrEventsAreDiscarded() throws Exception {
        Forwarder forwarder = forwarder(WhenFull.STOP, new ScriptedSink());
        try {
            assertThat(lookAt(status(forwarder, 899, 9, 5))).isEmpty();
            assertThat(lookAt(status(forwarder, 900, 0, 5))).containsExactly("the intake ring is 90 % full");
            assertThat(lookAt(status(forwarder, 0, 11, 5))).containsExactly(
                    "nothing is stored: the writer of events is stuck for 11 seconds");
            assertThat(lookAt(status(forwarder, 0, 0, 7))).containsExactly(
                    "the memory for events is full: 2 events were discarded a short time ago");
            assertThat(lookAt(status(forwarder, 0, 0, 10))).containsExactly(
                    "the memory for events is full: 5 events were discarded a short time ago");
            for (int i = 0; i < 60; i++) {
                assertThat(lookAt(status(forwarder, 0, 0, 10))).hasSize(1);
            }
            assertThat(lookAt(status(forwarder, 0, 0, 10))).isEmpty();
            assertThat(lookAt(status(forwarder, 0, 0, 11))).singleElement().asString().contains(": 1 events were");
        } finally {
            forwarder.close(Duration.ofSeconds(5));
        }
    }

    private List<String> lookAt(AuditDaemonMode mode, Map<String, Long> numbers) {
        numbers.keySet().forEach(AuditMetric::of); // these names exist
        second++;
        return readiness.look(mode, name -> numbers.getOrDefault(name, -1L), null, second * SECOND, NOW + second * 1000);
    }

    private static Map<String, Long> daemon(long open, long registered, long pid, long backlog, long limit, long datagrams) {
        return Map.of("audit_daemon_open", open, "audit_daemon_registered", registered, "audit_kernel_daemon_pid", pid,
                "audit_kernel_backlog_records", backlog, "audit_kernel_backlog_limit_records", limit,
                "audit_data_channel_datagrams_total", datagrams);
    }

    @Test
    void theKernelSendsItsRecordsHere() {
        assertThat(lookAt(AuditDaemonMode.DAEMON, daemon(1, 1, 77, 0, 8192, 5))).isEmpty();
        assertThat(lookAt(AuditDaemonMode.DAEMON, daemon(1, 0, 99, 0, 8192, 5))).containsExactly(
                "this process is not the kernel's audit daemon any more: process 99 is");
        assertThat(lookAt(AuditDaemonMode.DAEMON, daemon(1, 0, 0, 0, 8192, 5))).containsExactly(
                "this process is not the kernel's audit daemon any more");
        assertThat(lookAt(AuditDaemonMode.MULTICAST, daemon(1, 0, 99, 0, 8192, 5))).as("beside a daemon").isEmpty();
        assertThat(lookAt(AuditDaemonMode.MULTICAST, Map.of("audit_daemon_open", 1L))).as("without a status").isEmpty();
        assertThat(lookAt(AuditDaemonMode.MULTICAST, daemon(0, 0, 99, 0, 8192, 5))).containsExactly(
                "the connection to the kernel is closed");
    }

    @Test
    void auditingIsOnAndNothingIsLostOnTheWay() throws Exception {
        assertThat(lookAt(AuditDaemonMode.MULTICAST, Map.of("audit_daemon_open", 1L, "audit_kernel_enabled_mode", 0L)))
                .containsExactly("auditing is off in the kernel (enabled 0): it makes no records");
        for (long lost : new long[] {7, 7}) {
            assertThat(lookAt(AuditDaemonMode.DAEMON, losses(lost, 3))).as("what was lost before is not told").isEmpty();
        }
        assertThat(lookAt(AuditDaemonMode.DAEMON, losses(9, 4))).containsExactly(
                "2 records were lost in the kernel a short time ago", "1 datagram was lost at the socket a short time ago");
        for (int i = 0; i < 60; i++) {
            assertThat(lookAt(AuditDaemonMode.DAEMON, losses(9, 4))).hasSize(2);
        }
        assertThat(lookAt(AuditDaemonMode.DAEMON, losses(9, 4))).isEmpty();
        assertThat(lookAt(AuditDaemonMode.DAEMON, losses(0, 4))).as("auditctl --reset-lost").isEmpty();
        assertThat(lookAt(AuditDaemonMode.DAEMON, losses(1, 4))).hasSize(1);

        Forwarder forwarder = forwarder(WhenFull.STOP, new ScriptedSink());
        try {
            assertThat(lookAt(lost(forwarder, Map.of(AuditLossKind.SERIAL_GAP, 5L)))).isEmpty();
            assertThat(lookAt(lost(forwarder, Map.of(AuditLossKind.SERIAL_GAP, 105L, AuditLossKind.OVERRUN, 0L,
                    AuditLossKind.RATE_LIMITED, 9L)))).containsExactly(
                            "100 events were found missing by serials a short time ago");
            assertThat(lookAt(lost(forwarder, Map.of(AuditLossKind.OVERRUN, 3L, AuditLossKind.RATE_LIMITED, 99L))))
                    .containsExactly("3 datagrams were lost (overrun) a short time ago");
        } finally {
            forwarder.close(Duration.ofSeconds(5));
        }
    }

    private static Map<String, Long> losses(long kernel, long socket) {
        return Map.of("audit_daemon_open", 1L, "audit_kernel_enabled_mode", 1L, "audit_kernel_lost_records_total", kernel,
                "audit_data_channel_socket_dropped_datagrams_total", socket);
    }

    private static ForwarderStatus lost(Forwarder forwarder, Map<AuditLossKind, Long> losses) {
        return new ForwarderStatus(forwarder.status().intake(), 0, 1000, 0, List.of(), null, 0, 1000, 0, List.of(),
                new PolicyCounts(0, 0, 0), losses);
    }

    @Test
    void recordsAreReadThatWaitInTheKernel() {
        assertThat(lookAt(AuditDaemonMode.DAEMON, daemon(1, 1, 77, 7372, 8192, 5))).isEmpty();
        assertThat(lookAt(AuditDaemonMode.DAEMON, daemon(1, 1, 77, 7373, 8192, 6))).containsExactly(
                "the kernel's queue has 7373 records, and takes 8192");
        assertThat(lookAt(AuditDaemonMode.DAEMON, daemon(1, 1, 77, 100_000, 0, 7))).as("no limit").isEmpty();
        for (int i = 0; i < 15; i++) {
            assertThat(lookAt(AuditDaemonMode.DAEMON, daemon(1, 1, 77, 3, 8192, 7))).isEmpty();
        }
        assertThat(lookAt(AuditDaemonMode.DAEMON, daemon(1, 1, 77, 3, 8192, 7))).containsExactly(
                "3 records wait in the kernel's queue, and none was read for 16 seconds");
        assertThat(lookAt(AuditDaemonMode.DAEMON, daemon(1, 1, 77, 3, 8192, 8))).isEmpty();
        for (int i = 0; i < 20; i++) {
            assertThat(lookAt(AuditDaemonMode.DAEMON, daemon(1, 1, 77, 0, 8192, 8))).as("nothing to read").isEmpty();
        }
    }

    @Test
    void aLogThatIsFullMakesEventsWait() throws Exception {
        ScriptedSink down = new ScriptedSink().thenAlways(SinkStep.answer(SinkResult.tryAgain("down")));
        Forwarder forwarder = forwarder(WhenFull.STOP, down);
        try {
            assertThat(lookAt(forwarder.status())).isEmpty();
            try (Intake intake = forwarder.intake()) {
                for (int serial = 1; serial <= 200; serial++) {
                    ByteBuf text = Unpooled.copiedBuffer("audit(1764172800.123:" + serial + "): pid=1 msg='"
                            + "x".repeat(100) + '\'', StandardCharsets.US_ASCII);
                    intake.record(AuditMessageType.USER_LOGIN, text);
                    text.release();
                }
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> lookAt(forwarder.status()).stream().anyMatch(reason ->
                    reason.equals("the memory for events is full, or fails: events wait in the intake ring")));
        } finally {
            forwarder.close(Duration.ofMillis(100));
        }
    }
}
