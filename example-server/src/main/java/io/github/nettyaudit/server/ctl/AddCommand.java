package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.source.KernelReplies;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ctl add -a always,exit …}. */
@Command(name = "add", usageHelpWidth = 110,
        description = {"Loads one rule.", "",
            "  ctl add -a always,exit -F arch=b64 -S openat -F exit=-EACCES -k access"})
final class AddCommand extends KernelCommand {
    @Parameters(paramLabel = "WORD", arity = "1..*",
            description = "a rule in the words of auditctl: -a, -A or -w and what belongs to it")
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
        if (!(command instanceof AuditRuleCommand.Add add)) {
            throw new ServerException(ExitCode.USAGE, "this adds no rule; -a, -A or -w does");
        }
        KernelReplies.await(control.rules().add(add.rule()));
        out().println("added " + add.rule());
        return ExitCode.OK;
    }
}
