package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ctl apply FILE|DIR}. */
@Command(name = "apply", mixinStandardHelpOptions = true, usageHelpWidth = 110,
        description = {"Loads the rules of a file, or of all files *.rules of a directory, and nothing else: what is"
            + " loaded already stays, what is missing is added, and then what the files do not name"
            + " is deleted. So there is no"
            + " moment without rules. If the kernel refuses one, all is as it was before.", "",
            "Nothing is done if a line is wrong, unless -i or -c comes before it.", ""})
final class ApplyCommand extends KernelCommand {
    @Option(names = {"-n", "--dry-run"}, description = "only print what would be done")
    private boolean dryRun;

    @Option(names = "--keep", description = "delete no rules but those that a -D or -d in the files deletes")
    private boolean keep;

    @Parameters(paramLabel = "FILE|DIR", description = "what to load; - is standard input")
    private String source = "";

    @Override
    ExitCode run(ControlConnection control) throws ServerException, InterruptedException {
        RuleApplication application = new RuleApplication(control, line -> out().println(line));
        RuleFiles files;
        try {
            files = RuleFiles.read(source, new LocalRuleHost(application.features()));
        } catch (IOException exception) {
            throw new ServerException(ExitCode.OUTPUT_FAILS, RuleSource.explain(source, exception), exception);
        }
        files.warnings().forEach(warning -> complain("warning: " + warning));
        files.errors().forEach(this::complain);
        if (!files.ignoreErrors()) {
            throw new ServerException(ExitCode.USAGE, "nothing was changed");
        }
        if (dryRun) {
            out().println(application.plan(files.commands(), keep));
        } else {
            out().println(application.apply(files.commands(), keep));
        }
        return files.failInTheEnd() ? ExitCode.UNEXPECTED : ExitCode.OK;
    }
}
