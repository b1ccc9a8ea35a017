package io.github.nettyaudit.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.daemon.forward.ForwarderOptions;
import io.github.nettyaudit.daemon.forward.SinkPlan;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.metrics.AuditMetric;
import io.github.nettyaudit.daemon.metrics.ForwarderMetrics;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The meters of a forwarder in a registry, whose values go on and whose sinks change. */
class AuditMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    private Path directory;
    private Forwarder forwarder;

    private static SinkPlan sink(String name) {
        return SinkPlan.of(name, new ScriptedSink(), new RawEventEncoder());
    }

    @BeforeEach
    void start() throws Exception {
        forwarder = Forwarder.inMemory(ForwarderOptions.of(IntakeOptions.of(directory.resolve("intake.ring"))
                .withCapacity(IntakeOptions.MIN_CAPACITY).withNotices(notice -> { })), 1 << 20, WhenFull.STOP,
                List.of(sink("one"), sink("other")));
    }

    @AfterEach
    void close() throws Exception {
        forwarder.close(Duration.ofSeconds(10));
    }

    private void give(int first, int last) {
        try (Intake intake = forwarder.intake()) {
            for (int serial = first; serial <= last; serial++) {
                ByteBuf text = Unpooled.copiedBuffer("audit(1764172800.123:" + serial + "): pid=1", StandardCharsets.US_ASCII);
                intake.record(AuditMessageType.USER_LOGIN, text);
                text.release();
            }
        }
    }

    @Test
    void hasEveryNumberOfTheForwarder() {
        AuditMeters.of(forwarder).bindTo(registry);

        Set<String> expected = ForwarderMetrics.of(forwarder.status()).values().keySet().stream()
                .map(metric -> metric.name().replace("_total", "").replace('_', '.')).collect(Collectors.toSet());
        assertThat(registry.getMeters()).extracting(meter -> meter.getId().getName()).containsOnlyOnceElementsOf(
                List.of("audit.intake.records", "audit.intake.used.bytes"));
        assertThat(registry.getMeters().stream().map(meter -> meter.getId().getName()).collect(Collectors.toSet()))
                .isEqualTo(expected);
        Meter records = registry.get("audit.intake.records").meter();
        assertThat(records.getId().getDescription()).isEqualTo(AuditMetric.of("audit_intake_records_total").meaning());
        assertThat(records.getId().getBaseUnit()).isEqualTo("records");
    }

    @Test
    void valuesGoOnWhenNobodyHoldsTheMeters() {
        AuditMeters.of(forwarder).bindTo(registry);
        give(1, 10);
        System.gc();
        await().until(() -> registry.get("audit.sink.documents").tag("sink", "other").functionCounter().count() == 10);
        give(11, 15);
        await().until(() -> registry.get("audit.intake.records").functionCounter().count() == 15);
        assertThat(registry.get("audit.forwarder.losses").tag("kind", "overrun").functionCounter().count()).isZero();
        assertThat(registry.get("audit.sink.state.mode").tag("sink", "one").gauge().value()).isZero();
    }

    @Test
    void followsTheSinks() throws Exception {
        AuditMeters meters = AuditMeters.of(forwarder);
        meters.bindTo(registry);
        forwarder.replaceSinks(List.of("one"), () -> List.of(sink("new")), Duration.ofSeconds(10));
        meters.refresh();
        assertThat(registry.getMeters().stream().map(meter -> meter.getId().getTag("sink")).filter(name -> name != null)
                .collect(Collectors.toSet())).containsExactlyInAnyOrder("new", "other");
        await().until(() -> registry.get("audit.sink.lag.events").tag("sink", "new").gauge().value() == 0);
    }
}
