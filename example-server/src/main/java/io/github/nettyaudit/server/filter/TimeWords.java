package io.github.nettyaudit.server.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Takes one word of the command line as a time, and the next one if only that can be meant. */
final class TimeWords implements IParameterConsumer {
    TimeWords() {
    }

    @Override
    public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
        if (arguments.isEmpty()) {
            throw new MissingParameterException(command.commandLine(), option, "Missing required parameter for option '"
                    + option + "'");
        }
        List<String> words = new ArrayList<>();
        words.add(arguments.pop());
        if (!arguments.isEmpty() && TimeParser.isDateOrTime(arguments.peek())) {
            words.add(arguments.pop());
        }
        option.setValue(words);
    }
}
