package io.github.nettyaudit.server;

import io.github.nettyaudit.server.yaml.Words;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, for people. */
final class CommandLineProblem {
    private CommandLineProblem() {
    }

    /** Says what is wrong, and what there is. */
    static String sentence(ParameterException problem) {
        return what(problem) + " (--help lists the options)";
    }

    private static String what(ParameterException problem) {
        CommandLine line = problem.getCommandLine();
        List<String> unmatched = problem instanceof UnmatchedArgumentException other ? other.getUnmatched() : List.of();
        String word = unmatched.isEmpty() ? "" : unmatched.get(0);
        if (word.startsWith("-")) {
            String name = word.replaceFirst("=.*", "");
            return "there is no option " + name + Words.meant(name, line.getCommandSpec().optionsMap().keySet());
        }
        if (word.isEmpty()) {
            return String.valueOf(problem.getMessage()).replaceFirst("is not an? (int|long)$", "is not a whole number");
        }
        String command = line.getCommandSpec().parent() == null ? "" : line.getCommandSpec().qualifiedName().replaceFirst(
                "^\\S+ ", "");
        if (!line.getSubcommands().isEmpty()) {
            List<String> commands = List.copyOf(line.getSubcommands().keySet());
            return "there is no command " + (command.isEmpty() ? "" : command + ' ') + word + Words.meant(word, commands)
                    + "; the commands are " + String.join(", ", commands);
        }
        return "'" + word + "' is one argument more than the command " + command + " takes";
    }
}
