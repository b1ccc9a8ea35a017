package io.github.nettyaudit.server.spool;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code spool}: looks at the spool of a forwarder. */
@Command(name = "spool", sortOptions = false, mixinStandardHelpOptions = true, usageHelpWidth = 110,
        subcommands = {ListSpoolCommand.class, VerifySpoolCommand.class, PrintSpoolCommand.class, HelpCommand.class},
        description = {"Looks at the spool of a forwarder, also while it runs, and changes nothing.", ""})
public final class SpoolCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Created by the command line. */
    public SpoolCommand() {
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "spool needs a subcommand: ls, verify or cat");
    }
}
