package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleApplyResult;
import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRuleSet;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.source.KernelReplies;
import io.github.nettyaudit.server.text.ProgramWords;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ctl delete -d always,exit …}. */
@Command(name = "delete", usageHelpWidth = 110,
        customSynopsis = {ProgramWords.NAME + " ctl delete [-h] -d|-W|-a|-A|-w WORD...",
            "       " + ProgramWords.NAME + " ctl delete -D [-k KEY]"},
        description = {"Deletes one rule, or with -D all rules, or those that have a key with KEY in it.", "",
            "  ctl delete -d always,exit -F arch=b64 -S openat -F exit=-EACCES -k access",
            "  ctl delete -w /etc/passwd -p wa      the line that loaded the rule works as well",
            "  ctl delete -D -k access", ""})
final class DeleteCommand extends RuleWordsCommand {
    private static final long LONGEST_SECONDS = 3_600;
    private static final String EXPECTED = "ctl delete needs one rule, -d, -W or the line that loaded it, or -D";

    @Override
    String missing() {
        return EXPECTED;
    }

    @Override
    ExitCode carryOut(ControlConnection control, List<AuditRuleCommand> commands)
            throws ServerException, InterruptedException {
        AuditRuleCommand command = commands.size() == 1 ? commands.get(0) : null;
        if (command instanceof AuditRuleCommand.DeleteAll all) {
            AuditRuleApplyResult result = KernelReplies.await(control.rules().apply(
                    loaded -> AuditRuleSet.of(loaded, commands).rules()), LONGEST_SECONDS);
            out().println(describe(result, all.key()));
            return ExitCode.OK;
        }
        AuditRule rule;
        if (command instanceof AuditRuleCommand.Delete delete) {
            rule = delete.rule();
        } else if (command instanceof AuditRuleCommand.Add add) {
            rule = add.rule().asLoaded();
        } else {
            throw new ServerException(ExitCode.USAGE, EXPECTED);
        }
        KernelReplies.await(control.rules().delete(rule));
        out().println("deleted " + rule);
        return ExitCode.OK;
    }

    static String describe(AuditRuleApplyResult result, String key) {
        int left = result.plan().wanted().size();
        String rest = left == 0 ? "no rule is loaded now" : left == 1 ? "1 rule is still loaded"
                : left + " rules are still loaded";
        if (result.plan().deletions() == 0) {
            return key.isEmpty() ? "no rule was loaded" : "no rule has a key with " + key + " in it; " + rest;
        }
        int deleted = result.deletions();
        return "deleted " + deleted + (deleted == 1 ? " rule; " : " rules; ") + rest;
    }
}
