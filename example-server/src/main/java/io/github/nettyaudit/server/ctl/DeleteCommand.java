package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleApplyResult;
import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import io.github.nettyaudit.codec.rule.AuditRuleSet;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.source.KernelReplies;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ctl delete -d always,exit …}. */
@Command(name = "delete", usageHelpWidth = 110,
        description = {"Removes one rule, or with -D all rules.", "",
            "  ctl delete -d always,exit -F arch=b64 -S openat -F exit=-EACCES -k access",
            "  ctl delete -w /etc/passwd -p wa      the line that loaded it does as well",
            "  ctl delete -D -k access"})
final class DeleteCommand extends KernelCommand {
    @Parameters(paramLabel = "WORD", arity = "1..*",
            description = "a rule in the words of auditctl: -d, -W or the line that loaded it; or -D [-k KEY]")
    private List<String> words = List.of();

    @Spec
    void takeAuditctlsOptions(CommandSpec spec) {
        spec.parser().unmatchedOptionsArePositionalParams(true);
    }

    @Override
    ExitCode run(ControlConnection control) throws ServerException, InterruptedException {
        RuleApplication application = new RuleApplication(control, line -> out().println(line));
        AuditRuleParser parser = new AuditRuleParser(new LocalRuleHost(application.features()));
        AuditRuleCommand command = RuleWords.parse(words, parser, warning -> complain("warning: " + warning));
        if (command instanceof AuditRuleCommand.DeleteAll) {
            AuditRuleApplyResult report = KernelReplies.await(control.rules().apply(
                    loaded -> AuditRuleSet.of(loaded, List.of(command)).rules()),
                    RuleApplication.LONGEST_SECONDS);
            out().println(report);
            return ExitCode.OK;
        }
        AuditRule rule;
        if (command instanceof AuditRuleCommand.Delete delete) {
            rule = delete.rule();
        } else if (command instanceof AuditRuleCommand.Add add) {
            rule = add.rule().asLoaded();
        } else {
            throw new ServerException(ExitCode.USAGE, "this deletes no rule; -d, -W or -D does");
        }
        KernelReplies.await(control.rules().delete(rule));
        out().println("deleted " + rule);
        return ExitCode.OK;
    }
}
