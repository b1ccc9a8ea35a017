package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ctl apply FILE|DIR}. */
@Command(name = "apply", mixinStandardHelpOptions = true, usageHelpWidth = 110,
        description = {"Loads the rules of a file, or of all files *.rules of a directory, and deletes all other rules."
            + " Rules that are loaded already stay, missing ones are added, and only then the others are deleted, so"
            + " at no time is less audited than before and after. If a step fails, the steps before it are undone.", "",
            "Nothing is done if a line is wrong, unless -i or -c comes before it. Files that other users can change"
            + " are refused.", ""})
final class ApplyCommand extends KernelCommand {
    @Option(names = {"-n", "--dry-run"}, description = "only print what would be done")
    private boolean dryRun;

    @Option(names = "--keep", description = "delete no rules except those that a -D or -d in the files deletes")
    private boolean keep;

    @Option(names = "--empty", description = "delete all rules even if the files have no rule and no line -D")
    private boolean empty;

    @Parameters(paramLabel = "FILE|DIR", description = "what to load; - is standard input")
    private String source = "";

    private List<RuleSource.Content> contents = List.of();

    /** Reads and parses; the features of the kernel are not known yet. */
    @Override
    void prepare() throws ServerException {
        contents = RuleSource.read(source);
        check(RuleFiles.parse(source, contents, new LocalRuleHost()));
    }

    private void check(RuleFiles files) throws ServerException {
        if (!files.ignoreErrors()) {
            files.reports().forEach(this::complain);
            throw new ServerException(ExitCode.USAGE, "nothing was changed");
        }
        if (!keep && !empty) {
            files.requireRules("If that is what you want, give --empty or write a line -D; to leave the loaded rules as"
                    + " they are, give --keep.");
        }
    }

    @Override
    ExitCode run(ControlConnection control) throws ServerException, InterruptedException {
        RuleApplication application = new RuleApplication(control, line -> out().println(line));
        RuleFiles files = RuleFiles.parse(source, contents, new LocalRuleHost(application.features()));
        files.warnings().forEach(warning -> complain("warning: " + warning));
        check(files);
        files.reports().forEach(this::complain);
        if (dryRun) {
            RuleDirectories.missing(files).forEach(warning -> complain("warning: " + warning));
            out().println(application.plan(files.commands(), keep));
        } else {
            out().println(application.apply(files.commands(), keep));
        }
        return files.failInTheEnd() ? ExitCode.UNEXPECTED : ExitCode.OK;
    }
}
