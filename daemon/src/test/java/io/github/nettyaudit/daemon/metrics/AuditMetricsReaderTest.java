package io.github.nettyaudit.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.event.AuditEventAssembler;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditFlowControlHandler;
import io.github.nettyaudit.codec.event.AuditFlowPolicy;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.event.EventCounters;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.github.nettyaudit.codec.request.AuditRequestHandler;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkCounters;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each metric reads the number that its name says: every number of the sources is another one here. */
class AuditMetricsReaderTest {
    private final AuditNetlinkChannel data = new AuditNetlinkChannel();
    private final AuditNetlinkChannel control = new AuditNetlinkChannel();
    private final Numbers numbers = new Numbers();
    private long next = 1_000;

    @AfterEach
    void everyChannelIsUnused() {
        assertThat(data.isRegistered() || control.isRegistered()).isFalse();
    }

    /** Sets every number of an object, and of the objects of the project that it holds, to another value. */
    private void fill(Object source) throws IllegalAccessException {
        for (Field field : source.getClass().getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                continue;
            }
            field.setAccessible(true);
            Object value = field.get(source);
            if (value instanceof AtomicLong number) {
                number.set(next++);
            } else if (value instanceof AtomicLongArray array) {
                for (int index = 0; index < array.length(); index++) {
                    array.set(index, next++);
                }
            } else if (source instanceof AuditNetlinkCounters) {
                field.setLong(source, next++);
            } else if (value != null && value.getClass().getSimpleName().equals("HeldEvents")) {
                fill(value);
            }
        }
    }

    private static void assertValue(AuditMetrics metrics, String name, long expected) {
        assertThat(metrics.value(name)).as(name).hasValue(expected);
    }

    @Test
    void theChannels() throws IllegalAccessException {
        data.pipeline().addLast(new AuditRequestHandler(7));
        control.pipeline().addLast(new AuditRequestHandler(9));
        fill(data.counters());
        fill(control.counters());

        AuditMetrics metrics = new AuditMetricsReader(numbers, data, control).read();

        for (AuditNetlinkChannel channel : new AuditNetlinkChannel[] {data, control}) {
            String prefix = channel == data ? "audit_data_channel_" : "audit_control_channel_";
            AuditNetlinkCounters counters = channel.counters();
            assertThat(counters.datagrams()).isGreaterThanOrEqualTo(1_000);
            assertValue(metrics, prefix + "datagrams_total", counters.datagrams());
            assertValue(metrics, prefix + "bytes_total", counters.bytes());
            assertValue(metrics, prefix + "read_loops_total", counters.wakeUps());
            assertValue(metrics, prefix + "recvmmsg_calls_total", counters.batches());
            assertValue(metrics, prefix + "overrun_events_total", counters.overruns());
            assertValue(metrics, prefix + "socket_dropped_datagrams_total", counters.socketDrops());
            assertValue(metrics, prefix + "truncated_datagrams_total", counters.truncated());
            assertValue(metrics, prefix + "unexpected_sender_datagrams_total", counters.unexpectedSenders());
            assertValue(metrics, prefix + "undelivered_datagrams_total", counters.undelivered());
            assertValue(metrics, prefix + "in_flight_requests", 0);
            assertValue(metrics, prefix + "max_in_flight_requests", channel == data ? 7 : 9);
            assertValue(metrics, prefix + "late_replies_total", 0);
            assertThat(metrics.value(prefix + "receive_buffer_bytes")).as("not open").isEmpty();
        }
    }

    @Test
    void theAssemblersAreAddedUp() throws IllegalAccessException {
        AuditEventAssembler first = new AuditEventAssembler();
        AuditEventAssembler second = new AuditEventAssembler();
        fill(first.counters());
        fill(second.counters());
        data.pipeline().addLast(first, second);

        AuditMetrics metrics = new AuditMetricsReader(numbers, data, control).read();

        String prefix = "audit_assembler_";
        EventCounters one = first.counters();
        EventCounters two = second.counters();
        assertThat(one.records()).isGreaterThanOrEqualTo(1_000).isNotEqualTo(two.records());
        assertValue(metrics, prefix + "records_total", one.records() + two.records());
        for (AuditEventState state : AuditEventState.values()) {
            assertValue(metrics, prefix + state.name().toLowerCase(Locale.ROOT) + "_events_total",
                    one.ended(state) + two.ended(state));
        }
        for (AuditLossKind kind : AuditLossKind.values()) {
            if (kind == AuditLossKind.DISCARDED || kind == AuditLossKind.RATE_LIMITED) {
                continue; // no assembler reports what happens to events after it
            }
            assertValue(metrics, prefix + "lost_" + kind.name().toLowerCase(Locale.ROOT) + '_' + kind.unit() + "_total",
                    one.lost(kind) + two.lost(kind));
        }
        assertValue(metrics, prefix + "late_events_total", one.lateEvents() + two.lateEvents());
        assertValue(metrics, prefix + "repeated_records_total", one.repeatedRecords() + two.repeatedRecords());
        assertValue(metrics, prefix + "dropped_records_total", one.droppedRecords() + two.droppedRecords());
        assertValue(metrics, prefix + "orphan_eoe_records_total", one.orphanEoe() + two.orphanEoe());
        assertValue(metrics, prefix + "open_events", one.openEvents() + two.openEvents());
        assertValue(metrics, prefix + "open_bytes", one.openBytes() + two.openBytes());
    }

    @Test
    void theFlowControlHandler() throws IllegalAccessException {
        AuditFlowControlHandler handler = new AuditFlowControlHandler(1, AuditFlowPolicy.DROP);
        AuditMetricsReader reader = new AuditMetricsReader(numbers, data, control);
        assertThat(reader.read().value("audit_flow_control_held_bytes")).as("no such handler").isEmpty();
        data.pipeline().addLast(handler); // after the reader was created
        fill(handler);

        AuditMetrics metrics = reader.read();

        assertThat(handler.heldBytes()).isGreaterThanOrEqualTo(1_000);
        assertValue(metrics, "audit_flow_control_held_bytes", handler.heldBytes());
        assertValue(metrics, "audit_flow_control_dropped_events_total", handler.droppedEvents());
        assertValue(metrics, "audit_flow_control_dropped_records_total", handler.droppedRecords());
        assertValue(metrics, "audit_flow_control_read_pauses_total", handler.readPauses());
        data.pipeline().remove(handler);
        assertValue(reader.read(), "audit_flow_control_read_pauses_total", handler.readPauses());
    }

    @Test
    void theKernel() {
        numbers.status = AuditStatus.builder().set(AuditStatusField.ENABLED, 1).set(AuditStatusField.FAILURE, 2)
                .pid(3).rateLimit(4).backlogLimit(5).lost(0xffff_ffffL).backlog(7).backlogWaitTime(8)
                .backlogWaitTimeActual(9).build();

        AuditMetrics metrics = new AuditMetricsReader(numbers, data, control).read();

        assertValue(metrics, "audit_kernel_enabled_mode", 1);
        assertValue(metrics, "audit_kernel_failure_mode", 2);
        assertValue(metrics, "audit_kernel_daemon_pid", 3);
        assertValue(metrics, "audit_kernel_rate_limit_records_per_second", 4);
        assertValue(metrics, "audit_kernel_backlog_limit_records", 5);
        assertValue(metrics, "audit_kernel_lost_records_total", 0xffff_ffffL);
        assertValue(metrics, "audit_kernel_backlog_records", 7);
        assertValue(metrics, "audit_kernel_backlog_wait_time_ticks", 8);
        assertValue(metrics, "audit_kernel_backlog_wait_time_actual_ticks_total", 9);
        assertValue(metrics, "audit_kernel_status_age_seconds", 61);
    }

    @Test
    void anOldKernelLacksFields() {
        numbers.status = AuditStatus.builder().lost(6).backlog(7).structLength(32).build();

        AuditMetrics metrics = new AuditMetricsReader(numbers, data, control).read();

        assertValue(metrics, "audit_kernel_backlog_records", 7);
        assertThat(metrics.value("audit_kernel_backlog_wait_time_ticks")).isEmpty();
        assertThat(metrics.value("audit_kernel_backlog_wait_time_actual_ticks_total")).isEmpty();
    }

    @Test
    void theDaemon() {
        AuditMetrics metrics = new AuditMetricsReader(numbers, data, control).read();

        String prefix = "audit_daemon_";
        assertValue(metrics, prefix + "records_total", 20);
        assertValue(metrics, prefix + "invalid_messages_total", 21);
        assertValue(metrics, prefix + "setting_changes_total", 22);
        assertValue(metrics, prefix + "other_daemon_changes_total", 23);
        assertValue(metrics, prefix + "status_replies_total", 24);
        assertValue(metrics, prefix + "leased_settings", 25);
        assertValue(metrics, prefix + "open", 1);
        assertValue(metrics, prefix + "registered", 0);
        assertValue(metrics, prefix + "calm", 1);
        assertValue(metrics, prefix + "first_registrations_total", 30);
        assertValue(metrics, prefix + "failed_registrations_total", 31);
        assertValue(metrics, prefix + "challenges_total", 32);
        assertValue(metrics, prefix + "lost_registrations_total", 33);
        assertValue(metrics, prefix + "regained_registrations_total", 34);
        assertValue(metrics, prefix + "locks_total", 35);
        assertValue(metrics, prefix + "failed_checks_total", 36);
        assertValue(metrics, prefix + "unregistrations_total", 37);
        assertValue(metrics, prefix + "failed_unregistrations_total", 38);
    }

    @Test
    void whatHasNoValueIsAbsent() {
        Instant before = Instant.now();
        AuditMetrics metrics = new AuditMetricsReader(numbers, data, control).read();

        assertThat(metrics.time()).isBetween(before, Instant.now());
        assertThat(metrics.values().keySet()).extracting(AuditMetric::source).containsOnly(AuditMetric.Source.DAEMON,
                AuditMetric.Source.DATA_CHANNEL, AuditMetric.Source.CONTROL_CHANNEL);
        assertThat(metrics.values().keySet()).isSubsetOf(AuditMetric.all());
        assertThat(List.copyOf(metrics.values().keySet())).isSortedAccordingTo(
                Comparator.comparing(AuditMetric.all()::indexOf));
        assertThat(metrics.value("audit_data_channel_in_flight_requests")).as("no request handler").isEmpty();
        assertThat(metrics).asString().contains("audit_daemon_records_total 20\n").doesNotContain("assembler");
        assertThatThrownBy(() -> metrics.values().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> metrics.value("nonsense")).isInstanceOf(IllegalArgumentException.class);
    }

    private static final class Numbers implements AuditDaemonCounters {
        private @Nullable AuditStatus status;

        @Override
        public long records() {
            return 20;
        }

        @Override
        public long invalidMessages() {
            return 21;
        }

        @Override
        public long daemonEvents(AuditDaemonEvent.Kind kind) {
            return switch (kind) {
                case REGISTERED -> 30;
                case REGISTRATION_FAILED -> 31;
                case CHALLENGED -> 32;
                case DROPPED -> 33;
                case REGISTERED_AGAIN -> 34;
                case LOCKED -> 35;
                case CHECK_FAILED -> 36;
                case UNREGISTERED -> 37;
                case UNREGISTRATION_FAILED -> 38;
            };
        }

        @Override
        public long settingChanges() {
            return 22;
        }

        @Override
        public long otherDaemonChanges() {
            return 23;
        }

        @Override
        public long statusReplies() {
            return 24;
        }

        @Override
        public int leasedSettings() {
            return 25;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isRegistered() {
            return false;
        }

        @Override
        public boolean wasCalm() {
            return true;
        }

        @Override
        public @Nullable AuditStatus lastStatus() {
            return status;
        }

        @Override
        public long lastStatusAgeNanos() {
            return TimeUnit.SECONDS.toNanos(61) + 999;
        }
    }
}
