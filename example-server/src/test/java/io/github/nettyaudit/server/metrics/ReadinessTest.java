package io.github.nettyaudit.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.daemon.delivery.DeliveryState;
import io.github.nettyaudit.daemon.delivery.DeliveryStatus;
import io.github.nettyaudit.daemon.filter.PolicyCounts;
import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.daemon.forward.ForwarderOptions;
import io.github.nettyaudit.daemon.forward.ForwarderStatus;
import io.github.nettyaudit.daemon.forward.SinkPlan;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
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
        return new ForwarderStatus(forwarder.status().intake(), ring, 1000, idleSeconds * SECOND, null, 0, 1000, 0,
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
