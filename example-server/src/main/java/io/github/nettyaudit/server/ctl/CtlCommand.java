package io.github.nettyaudit.server.ctl;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ctl}: shows the state of the kernel's audit subsystem and changes it. */
@Command(name = "ctl", sortOptions = false, mixinStandardHelpOptions = true, usageHelpWidth = 110,
        subcommands = {StatusCommand.class, ListCommand.class, ApplyCommand.class, AddCommand.class,
            DeleteCommand.class, SetCommand.class, FeaturesCommand.class, CompileCommand.class, HelpCommand.class},
        description = {"Shows the state of the kernel's audit subsystem and changes it, as auditctl does.", ""})
public final class CtlCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "ctl needs a subcommand: status, list, apply,"
                + " add, delete, set, features or compile");
    }
}
