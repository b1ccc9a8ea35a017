package io.github.nettyaudit.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.daemon.delivery.DeliveryOptions;
import io.github.nettyaudit.daemon.delivery.DeliveryState;
import io.github.nettyaudit.daemon.delivery.EventFilter;
import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.daemon.forward.ForwarderOptions;
import io.github.nettyaudit.daemon.forward.SinkPlan;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.intake.IntakeFullPolicy;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.metrics.AuditMetric.Source;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.sink.scripted.SinkStep;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of a forwarder whose one sink takes events and whose other one is down. */
class ForwarderMetricsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int EVENTS = 500;
    private static final Set<Source> OF_FORWARDER =
            Set.of(Source.EVENT_ASSEMBLER, Source.INTAKE, Source.POLICY, Source.LOSS, Source.SPOOL, Source.SINK);

    @TempDir
    private Path directory;

    private ForwarderOptions options() {
        return ForwarderOptions.of(IntakeOptions.of(directory.resolve("ring/intake.ring"))
                .withCapacity(IntakeOptions.MIN_CAPACITY).withWhenFull(IntakeFullPolicy.WAIT).withNotices(notice -> { }));
    }

    private static List<SinkPlan> sinks() {
        ScriptedSink down = new ScriptedSink().thenAlways(SinkStep.answer(SinkResult.tryAgain("down")));
        return List.of(SinkPlan.of("up", new ScriptedSink(), new RawEventEncoder()), new SinkPlan("down", down,
                new RawEventEncoder(), EventFilter.ALL, DeliveryOptions.DEFAULTS.withRetries(Duration.ofMillis(1),
                Duration.ofMillis(5)), null, false));
    }

    private static void give(Forwarder forwarder) {
        try (Intake intake = forwarder.intake()) {
            for (int serial = 1; serial <= EVENTS; serial++) {
                ByteBuf text = Unpooled.copiedBuffer("audit(1764172800.123:" + serial + "): pid=1 uid=0 msg='x'",
                        StandardCharsets.US_ASCII);
                intake.record(AuditMessageType.USER_LOGIN, text);
                text.release();
            }
            ByteBuf line = Unpooled.copiedBuffer("type=USER_LOGIN msg=audit(1764172801.123:1): pid=1 msg='x'",
                    StandardCharsets.US_ASCII);
            intake.line(line);
            line.release();
            intake.loss(AuditLossKind.OVERRUN, 7, "the receive buffer was full");
        }
    }

    private static double value(Forwarder forwarder, String name, String label) {
        return ForwarderMetrics.of(forwarder.status()).value(name, label).orElse(-1);
    }

    @Test
    void readsEveryMetricOfItsSources() throws Exception {
        Forwarder forwarder = Forwarder.onDisk(options(),
                SpoolOptions.builder(directory.resolve("spool")).notices(notice -> { }).build(), sinks());
        give(forwarder);
        await().atMost(PATIENCE).until(() -> value(forwarder, "audit_sink_documents_total", "up") >= EVENTS);
        await().atMost(PATIENCE).until(() -> value(forwarder, "audit_sink_retried_batches_total", "down") > 3);
        await().atMost(PATIENCE).until(() -> value(forwarder, "audit_forwarder_losses_total", "overrun") == 7);
        await().atMost(PATIENCE).until(() -> value(forwarder, "audit_sink_lag_events", "up") == 0);
        await().atMost(PATIENCE).until(() -> value(forwarder, "audit_spool_sync_seconds_total", "") > 0);

        ForwarderMetrics metrics = ForwarderMetrics.of(forwarder.status());

        assertThat(metrics.values().keySet()).containsExactlyElementsOf(AuditMetric.all().stream()
                .filter(metric -> OF_FORWARDER.contains(metric.source())).toList());
        assertThat(metrics.values()).allSatisfy((metric, values) -> {
            assertThat(values.values()).allSatisfy(value -> assertThat(value).isNotNegative());
            switch (metric.label()) {
                case "sink" -> assertThat(values.keySet()).containsExactly("up", "down");
                case "kind" -> assertThat(values.size()).isGreaterThan(1);
                default -> assertThat(values.keySet()).containsExactly("");
            }
        });
        assertThat(metrics.value("audit_intake_records_total")).hasValue(EVENTS + 1);
        assertThat(metrics.value("audit_assembler_records_total")).as("records and lines").hasValue(EVENTS + 1);
        assertThat(metrics.value("audit_assembler_complete_events_total")).hasValue(EVENTS + 1);
        assertThat(metrics.value("audit_assembler_lost_overrun_datagrams_total")).hasValue(7);
        assertThat(metrics.value("audit_assembler_open_events")).hasValue(0);
        assertThat(metrics.value("audit_spool_entries_total")).hasValue(EVENTS + 2); // a line and a report
        assertThat(metrics.value("audit_spool_segments")).hasValue(1);
        assertThat(metrics.value("audit_sink_lag_events", "down")).hasValue(EVENTS + 2);
        assertThat(metrics.value("audit_sink_lag_seconds", "down").orElse(0)).isPositive();
        assertThat(metrics.value("audit_sink_lag_seconds", "up")).hasValue(0);
        assertThat(metrics.value("audit_sink_state_mode", "up")).hasValue(DeliveryState.RUNNING.ordinal());
        assertThat(metrics.value("audit_sink_state_mode", "none")).isEmpty();
        assertThat(metrics.value("audit_intake_writer_idle_seconds").orElse(-1)).isLessThan(5);
        Set<String> kinds = metrics.values().get(AuditMetric.of("audit_forwarder_losses_total")).keySet();
        assertThat(kinds).hasSize(AuditLossKind.values().length).contains("overrun", "discarded", "rate_limited");
        assertThat(metrics.toString().lines()).contains("audit_intake_records_total 501.0",
                "audit_sink_lag_events{down} 502.0");
        assertThatThrownBy(() -> metrics.value("audit_intake_record")).isInstanceOf(IllegalArgumentException.class);
        forwarder.close(Duration.ofMillis(200));
    }

    @Test
    void aForwarderInMemoryHasNoNumbersOfASpool() throws Exception {
        Forwarder forwarder = Forwarder.inMemory(options(), 4096, WhenFull.DROP_NEWEST, sinks());
        give(forwarder);
        await().atMost(PATIENCE).until(() -> value(forwarder, "audit_forwarder_losses_total", "discarded") > 0);

        ForwarderMetrics metrics = ForwarderMetrics.of(forwarder.status());

        assertThat(metrics.values().keySet().stream().filter(metric -> metric.source() == Source.SPOOL)
                .map(AuditMetric::name).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("audit_spool_used_bytes", "audit_spool_size_bytes");
        assertThat(metrics.value("audit_spool_size_bytes")).hasValue(4096);
        assertThat(metrics.value("audit_spool_used_bytes").orElse(0)).isPositive();
        forwarder.close(Duration.ofMillis(200));
    }
}
