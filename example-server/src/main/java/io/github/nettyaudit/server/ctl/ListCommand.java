package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleFormatter;
import io.github.nettyaudit.codec.rule.AuditRuleSet;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.source.KernelReplies;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ctl list}. */
@Command(name = "list", mixinStandardHelpOptions = true, usageHelpWidth = 110,
        description = "Prints the rules that are loaded, in the words of auditctl -l.")
final class ListCommand extends KernelCommand {
    @Option(names = {"-k", "--key"}, paramLabel = "KEY", defaultValue = "",
            description = "only rules that have a key with KEY in it")
    private String key = "";

    @Option(names = {"-i", "--interpret"}, description = "architectures by name, unset for -1")
    private boolean interpret;

    @Override
    ExitCode run(ControlConnection control) throws ServerException, InterruptedException {
        AuditRuleFormatter formatter = interpret ? AuditRuleFormatter.interpreted() : AuditRuleFormatter.auditctl();
        List<AuditRule> rules = KernelReplies.await(control.rules().list()).stream()
                .filter(rule -> AuditRuleSet.hasKey(rule, key)).toList();
        rules.forEach(rule -> out().println(formatter.format(rule)));
        if (rules.isEmpty()) {
            out().println("No rules");
        }
        return ExitCode.OK;
    }
}
