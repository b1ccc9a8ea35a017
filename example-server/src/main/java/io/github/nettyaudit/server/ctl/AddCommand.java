package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.source.KernelReplies;
import io.github.nettyaudit.server.text.ProgramWords;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ctl add -a always,exit …}. */
@Command(name = "add", usageHelpWidth = 110, customSynopsis = ProgramWords.NAME + " ctl add [-h] -a|-A|-w WORD...",
        description = {"Loads one rule, written as for auditctl.", "",
            "  ctl add -a always,exit -F arch=b64 -S openat -F exit=-EACCES -k access",
            "  ctl add -w /etc/passwd -p wa -k identity", ""})
final class AddCommand extends RuleWordsCommand {
    private static final String EXPECTED = "ctl add needs one rule: -a, -A or -w and the rest of it";

    @Override
    String missing() {
        return EXPECTED;
    }

    @Override
    ExitCode carryOut(ControlConnection control, List<AuditRuleCommand> commands)
            throws ServerException, InterruptedException {
        if (commands.size() != 1 || !(commands.get(0) instanceof AuditRuleCommand.Add add)) {
            throw new ServerException(ExitCode.USAGE, EXPECTED);
        }
        KernelReplies.await(control.rules().add(add.rule()));
        out().println("added " + add.rule());
        return ExitCode.OK;
    }
}
