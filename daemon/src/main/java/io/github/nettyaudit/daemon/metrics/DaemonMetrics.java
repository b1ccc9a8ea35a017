package io.github.nettyaudit.daemon.metrics;

import static io.github.nettyaudit.daemon.metrics.AuditMetric.Source.DAEMON;

import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** The metrics that the daemon itself keeps. */
final class DaemonMetrics {
    private static final String PREFIX = "audit_daemon_";

    private DaemonMetrics() {
    }

    static List<AuditMetric> list() {
        List<AuditMetric> all = new ArrayList<>();
        all.add(flag("open", "Whether the data channel is open.", AuditDaemonCounters::isOpen));
        all.add(flag("registered", "Whether the kernel sends its records to this process as the audit daemon.",
                AuditDaemonCounters::isRegistered));
        all.add(flag("calm", "Whether the last look at the load found no sign of congestion in the kernel.",
                AuditDaemonCounters::wasCalm));
        all.add(counter("records", "records", "Records received from the kernel.", AuditDaemonCounters::records));
        all.add(counter("invalid_messages", "messages",
                "Datagrams and messages on the data channel that could not be decoded.",
                AuditDaemonCounters::invalidMessages));
        for (AuditDaemonEvent.Kind kind : AuditDaemonEvent.Kind.values()) {
            String name = name(kind);
            all.add(counter(name, name.substring(name.lastIndexOf('_') + 1), meaning(kind),
                    daemon -> daemon.daemonEvents(kind)));
        }
        all.add(counter("setting_changes", "changes",
                "Kernel settings that another program was found to have changed.",
                AuditDaemonCounters::settingChanges));
        all.add(counter("other_daemon_changes", "changes",
                "Times that another process was found to have become the audit daemon, or to have ceased to be it,"
                + " while this process is a member of the multicast group.", AuditDaemonCounters::otherDaemonChanges));
        all.add(counter("status_replies", "replies", "Times that the kernel's status was received.",
                AuditDaemonCounters::statusReplies));
        all.add(AuditMetric.gauge(PREFIX + "leased_settings", "settings", DAEMON,
                "Kernel settings that the daemon has changed and will restore.",
                reader -> reader.daemon().leasedSettings()));
        return all;
    }

    private static AuditMetric flag(String name, String meaning, Predicate<AuditDaemonCounters> value) {
        return AuditMetric.gauge(PREFIX + name, AuditMetric.BOOLEAN, DAEMON, meaning,
                reader -> value.test(reader.daemon()) ? 1 : 0);
    }

    private static AuditMetric counter(String name, String unit, String meaning,
                                       ToLongFunction<AuditDaemonCounters> value) {
        return AuditMetric.counter(PREFIX + name, unit, DAEMON, meaning,
                reader -> value.applyAsLong(reader.daemon()));
    }

    /** Its last word is the unit. */
    private static String name(AuditDaemonEvent.Kind kind) {
        return switch (kind) {
            case REGISTERED -> "first_registrations";
            case REGISTRATION_FAILED -> "failed_registrations";
            case CHALLENGED -> "challenges";
            case DROPPED -> "lost_registrations";
            case REGISTERED_AGAIN -> "regained_registrations";
            case LOCKED -> "locks";
            case CHECK_FAILED -> "failed_checks";
            case UNREGISTERED -> "unregistrations";
            case UNREGISTRATION_FAILED -> "failed_unregistrations";
        };
    }

    private static String meaning(AuditDaemonEvent.Kind kind) {
        return switch (kind) {
            case REGISTERED -> "Registrations as the audit daemon when the daemon was opened: 1, or 0 for a member of"
                    + " the multicast group.";
            case REGISTRATION_FAILED -> "Failed attempts to register again.";
            case CHALLENGED -> "Attempts of other processes to become the audit daemon, which the kernel refused.";
            case DROPPED -> "Times that the kernel was found to send its records elsewhere; some records were missed.";
            case REGISTERED_AGAIN -> "Successful attempts to register again.";
            case LOCKED -> "Times that the audit configuration was found to be locked: 0 or 1.";
            case CHECK_FAILED -> "Times that the kernel could not be asked whether the registration is still there; the"
                    + " first of several consecutive failures is counted.";
            case UNREGISTERED -> "Registrations ended in good order before the close: 0 or 1.";
            case UNREGISTRATION_FAILED -> "Registrations that the data channel could not end before the close: 0 or 1.";
        };
    }
}
