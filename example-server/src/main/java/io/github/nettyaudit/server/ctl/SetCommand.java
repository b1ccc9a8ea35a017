package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRuleRequest;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.text.ProgramWords;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ctl set -b 8192 …}. */
@Command(name = "set", usageHelpWidth = 110, customSynopsis = ProgramWords.NAME + " ctl set [-h] OPTION [VALUE]...",
        description = {"Changes settings of the kernel's audit subsystem, written as for auditctl.", "",
            "  -b RECORDS                        how many records may wait in the kernel, 0: no limit",
            "  --backlog_wait_time TICKS         how long a process sleeps while the queue is full, 0: not at all",
            "  -r RECORDS                        how many records a second, 0: no limit",
            "  -f 0|1|2                          when a record is lost: 0 nothing, 1 printk, 2 panic",
            "  -e 0|1|2                          auditing: 0 off, 1 on, 2 on and locked until the next boot",
            "  --reset-lost                      set the count of lost records to 0",
            "  --reset_backlog_wait_time_actual  set the time that processes have slept to 0",
            "  --loginuid-immutable              a login uid can never be changed; locked until the next boot",
            "  -m TEXT                           put a message of type USER into the audit trail",
            "  -q MOUNT-POINT,SUBTREE            apply the rules of a directory tree to an equivalent tree",
            "  -t                                forget directories that are no longer below watched ones",
            "", "Several of the first five may be given at once. If the kernel refuses one, they are put back.", ""})
final class SetCommand extends RuleWordsCommand {
    private static final String EXPECTED = "ctl set needs a setting: -b, --backlog_wait_time, -r, -f, -e, --reset-lost,"
            + " --reset_backlog_wait_time_actual, --loginuid-immutable, -m, -q or -t";

    @Override
    String missing() {
        return EXPECTED;
    }

    @Override
    ExitCode carryOut(ControlConnection control, List<AuditRuleCommand> commands)
            throws ServerException, InterruptedException {
        if (commands.isEmpty() || !commands.stream().allMatch(SetCommand::isSetting)) {
            throw new ServerException(ExitCode.USAGE, EXPECTED);
        }
        new RuleApplication(control, line -> out().println(line)).set(commands);
        return ExitCode.OK;
    }

    private static boolean isSetting(AuditRuleCommand command) {
        return !(command instanceof AuditRuleCommand.Add || command instanceof AuditRuleCommand.Delete
                || command instanceof AuditRuleCommand.DeleteAll || command instanceof AuditRuleCommand.ListRules
                || command instanceof AuditRuleCommand.ShowStatus) && !AuditRuleRequest.of(command).isEmpty();
    }
}
