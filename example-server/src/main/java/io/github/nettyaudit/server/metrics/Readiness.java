package io.github.nettyaudit.server.metrics;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.daemon.AuditDaemonMode;
import io.github.nettyaudit.daemon.forward.ForwarderStatus;
import io.github.nettyaudit.daemon.spool.SpoolCounters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Whether events come in, are kept, and go out. It looks at a server once a second, so that it can tell what goes on from what
 * was long ago. Not thread-safe.
 */
final class Readiness {
    private static final int FULL_PERCENT = 90;
    private static final long RECENT_SECONDS = 60;
    private static final long STILL_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int PERCENT = 100;

    /** Losses on the way from the kernel, which its own counter does not have. */
    private static final Set<AuditLossKind> ON_THE_WAY = EnumSet.of(AuditLossKind.OVERRUN, AuditLossKind.SERIAL_GAP,
            AuditLossKind.TRUNCATED, AuditLossKind.UNDELIVERED);

    private final SinkLag sinks;
    private final Growth lostByKernel = new Growth(RECENT_SECONDS);
    private final Growth lostBySocket = new Growth(RECENT_SECONDS);
    private final Map<AuditLossKind, Growth> lost = new EnumMap<>(AuditLossKind.class);
    private final Growth droppedByRing = new Growth(RECENT_SECONDS);
    private final Growth discarded = new Growth(RECENT_SECONDS);
    private final Growth storeWaits = new Growth(RECENT_SECONDS);
    private final Growth diskFailures = new Growth(RECENT_SECONDS);
    private long datagrams = -1;
    private long readAt;

    /** @param lag how old an event may be that a sink has not acknowledged */
    Readiness(Duration lag) {
        sinks = new SinkLag(lag);
    }

    /** From any thread. */
    void setLag(Duration lag) {
        sinks.setBound(lag);
    }

    /**
     * Looks.
     *
     * @param mode   how the daemon is connected; {@code null} without a daemon
     * @param daemon its numbers by the names of their metrics, -1 for one that is absent; {@code null} without a daemon
     * @param status the forwarder; {@code null} without one
     * @return what is wrong; empty if nothing is
     */
    List<String> look(@Nullable AuditDaemonMode mode, @Nullable ToLongFunction<String> daemon, @Nullable ForwarderStatus status,
            long nanos, long millis) {
        List<String> reasons = new ArrayList<>();
        if (mode != null && daemon != null) {
            lookAtDaemon(mode, daemon, nanos, reasons);
        }
        if (status != null) {
            lookAtIntake(status, nanos, reasons);
            lookAtLosses(status, nanos, reasons);
            lookAtLog(status, nanos, reasons);
            sinks.look(status.deliveries(), nanos, millis, reasons::add);
        }
        return reasons;
    }

    private void lookAtDaemon(AuditDaemonMode mode, ToLongFunction<String> daemon, long nanos, List<String> reasons) {
        if (daemon.applyAsLong("audit_daemon_open") == 0) {
            reasons.add("the connection to the kernel is closed");
            return;
        }
        if (mode == AuditDaemonMode.DAEMON && daemon.applyAsLong("audit_daemon_registered") == 0) {
            long pid = daemon.applyAsLong("audit_kernel_daemon_pid");
            reasons.add("this process is not the kernel's audit daemon any more" + (pid > 0 ? ": process " + pid + " is" : ""));
        }
        if (daemon.applyAsLong("audit_kernel_enabled_mode") == 0) {
            reasons.add("auditing is off in the kernel (enabled 0): it makes no records");
        }
        addIfGrown(lostByKernel, daemon.applyAsLong("audit_kernel_lost_records_total"), nanos,
                "records", "lost in the kernel", reasons);
        addIfGrown(lostBySocket, daemon.applyAsLong("audit_data_channel_socket_dropped_datagrams_total"), nanos,
                "datagrams", "lost at the socket", reasons);
        long backlog = daemon.applyAsLong("audit_kernel_backlog_records");
        long limit = daemon.applyAsLong("audit_kernel_backlog_limit_records");
        if (limit > 0 && backlog * PERCENT >= limit * FULL_PERCENT) {
            reasons.add("the kernel's queue has " + backlog + " records, and takes " + limit);
        }
        long read = daemon.applyAsLong("audit_data_channel_datagrams_total");
        if (read != datagrams || backlog <= 0) {
            datagrams = read;
            readAt = nanos;
        } else if (nanos - readAt > STILL_NANOS) {
            reasons.add(backlog + " records wait in the kernel's queue, and none was read for "
                    + TimeUnit.NANOSECONDS.toSeconds(nanos - readAt) + " seconds");
        }
    }

    /** @param value -1 if it is not known */
    private static void addIfGrown(Growth growth, long value, long nanos, String unit, String what, List<String> reasons) {
        long count = value < 0 ? 0 : growth.recent(value, nanos);
        if (count > 0) {
            reasons.add((count == 1 ? "1 " + unit.substring(0, unit.length() - 1) + " was " : count + " " + unit + " were ") + what
                    + " a short time ago");
        }
    }

    private void lookAtLosses(ForwarderStatus status, long nanos, List<String> reasons) {
        status.losses().forEach((kind, count) -> {
            if (ON_THE_WAY.contains(kind)) {
                addIfGrown(lost.computeIfAbsent(kind, each -> new Growth(RECENT_SECONDS)), count, nanos, kind.unit(),
                        kind == AuditLossKind.SERIAL_GAP ? "found missing by serials" : "lost ("
                        + kind.name().toLowerCase(Locale.ROOT) + ')', reasons);
            }
        });
    }

    private void lookAtIntake(ForwarderStatus status, long nanos, List<String> reasons) {
        if (status.ringBytes() * PERCENT >= status.ringSize() * FULL_PERCENT) {
            reasons.add("the intake ring is " + status.ringBytes() * PERCENT / status.ringSize() + " % full");
        }
        if (status.writerIdleNanos() > STUCK_NANOS) {
            reasons.add("nothing is stored: the writer of events is stuck for "
                    + TimeUnit.NANOSECONDS.toSeconds(status.writerIdleNanos()) + " seconds");
        }
        long dropped = droppedByRing.recent(status.intake().dropped(), nanos);
        if (dropped > 0) {
            reasons.add(dropped + " records were dropped a short time ago, because the intake ring was full");
        }
    }

    private void lookAtLog(ForwarderStatus status, long nanos, List<String> reasons) {
        String log = status.spool() == null ? "the memory for events" : "the spool";
        long lost = discarded.recent(status.losses().getOrDefault(AuditLossKind.DISCARDED, 0L), nanos);
        if (lost > 0) {
            reasons.add(log + " is full: " + lost + " events were discarded a short time ago");
        }
        boolean hasWaited = storeWaits.recent(status.intake().storeWaits(), nanos) > 0;
        if (hasWaited && lost == 0) {
            reasons.add(log + " is full, or fails: events wait in the intake ring");
        }
        SpoolCounters spool = status.spool();
        long failures = diskFailures.recent(spool == null ? 0 : spool.writeFailures() + spool.syncFailures(), nanos);
        if (failures > 0) {
            reasons.add("the disk of the spool is full, or fails: " + failures + " attempts to write have failed a short time"
                    + " ago");
        }
    }
}
