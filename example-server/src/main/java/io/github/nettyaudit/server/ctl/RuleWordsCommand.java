package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRuleException;
import io.github.nettyaudit.codec.rule.AuditRuleLine;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * A subcommand whose arguments are the words of auditctl(8), one by one or all in one argument. Its own help is shown
 * if the first word asks for it: the same letters may be values further on.
 */
abstract class RuleWordsCommand extends KernelCommand {
    @Parameters(paramLabel = "WORD", arity = "0..*", description = "auditctl's options and their values")
    private List<String> words = List.of();

    private CommandSpec spec = CommandSpec.create();

    @Spec
    void acceptOptionsAsWords(CommandSpec spec) {
        this.spec = spec;
        spec.parser().unmatchedOptionsArePositionalParams(true);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!words.isEmpty() && (words.get(0).equals("-h") || words.get(0).equals("--help"))) {
            spec.commandLine().usage(out());
            return ExitCode.OK.code();
        }
        if (words.isEmpty()) {
            throw new ParameterException(spec.commandLine(), missing());
        }
        return super.call();
    }

    @Override
    final ExitCode run(ControlConnection control) throws ServerException, InterruptedException {
        AuditRuleParser parser = new AuditRuleParser(new LocalRuleHost(
                new RuleApplication(control, line -> out().println(line)).features()));
        try {
            AuditRuleLine line = words.size() == 1 ? parser.parse(words.get(0)) : parser.parse(words);
            line.warnings().forEach(warning -> complain("warning: " + warning));
            return carryOut(control, line.commands());
        } catch (AuditRuleException exception) {
            throw new ServerException(ExitCode.USAGE, exception.getMessage(), exception);
        }
    }

    /** What to say when there are no words. */
    abstract String missing();

    /** Carries out what the words ask for. */
    abstract ExitCode carryOut(ControlConnection control, List<AuditRuleCommand> commands)
            throws ServerException, InterruptedException;
}
