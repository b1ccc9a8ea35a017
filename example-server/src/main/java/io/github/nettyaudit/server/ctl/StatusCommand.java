package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.source.KernelReplies;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;

/** {@code ctl status}. */
@Command(name = "status", mixinStandardHelpOptions = true, usageHelpWidth = 110,
        description = "Prints the state of the kernel's audit subsystem: a name, a number, and what the number means.")
final class StatusCommand extends KernelCommand {
    @Override
    ExitCode run(ControlConnection control) throws ServerException, InterruptedException {
        AuditStatus status = KernelReplies.await(control.client().status());
        for (AuditStatusField field : AuditStatusField.values()) {
            if (field != AuditStatusField.MASK && field != AuditStatusField.FEATURE_BITMAP && status.has(field)) {
                print(field.name().toLowerCase(Locale.ROOT), Integer.toUnsignedString(status.get(field)),
                        meaning(status, field));
            }
        }
        FeaturesCommand.print(KernelReplies.await(control.client().features()), this);
        return ExitCode.OK;
    }

    private static String meaning(AuditStatus status, AuditStatusField field) {
        return switch (field) {
            case ENABLED -> switch (status.enabledValue()) {
                case 0 -> "off";
                case 1 -> "on";
                case 2 -> "on and locked until the next boot";
                default -> "";
            };
            case FAILURE -> switch (status.failureValue()) {
                case 0 -> "lost records are not reported";
                case 1 -> "lost records are reported in the kernel's log";
                case 2 -> "the kernel panics when a record is lost";
                default -> "";
            };
            case PID -> status.pid() == 0 ? "no audit daemon" : daemon(status.pid());
            case RATE_LIMIT -> status.rateLimit() == 0 ? "no limit on records per second"
                    : "records per second at most";
            case BACKLOG_LIMIT -> status.backlogLimit() == 0 ? "no limit on records that wait"
                    : "records that may wait";
            case LOST -> "records lost";
            case BACKLOG -> "records that wait";
            case BACKLOG_WAIT_TIME -> "kernel ticks" + seconds(status.backlogWaitTime())
                    + " that a process sleeps while the queue is full";
            case BACKLOG_WAIT_TIME_ACTUAL -> "kernel ticks" + seconds(status.backlogWaitTimeActual())
                    + " that processes have slept";
            default -> "";
        };
    }

    private static String seconds(long ticks) {
        Duration length = KernelTicks.length();
        return length == null ? "" : " (" + KernelTicks.seconds(ticks, length) + ')';
    }

    private static String daemon(int pid) {
        return "the audit daemon" + ProcessHandle.of(pid).flatMap(process -> process.info().command())
                .map(command -> ", " + command).orElse("");
    }

    private void print(String name, String value, String meaning) {
        out().println(String.format("%-24s %-10s %s", name, value, meaning).stripTrailing());
    }
}
