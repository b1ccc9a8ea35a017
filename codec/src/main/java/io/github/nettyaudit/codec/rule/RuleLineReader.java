package io.github.nettyaudit.codec.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the options of one line into commands, in the order in which auditctl evaluates them ({@code setopt} of
 * auditctl.c). The options of rules are read here, all others by {@link RuleCommandReader}.
 */
final class RuleLineReader {
    private final RuleOptionReader options;
    private final RuleAssembly rule;
    private final List<AuditRuleCommand> commands = new ArrayList<>();
    private final RuleCommandReader others;

    RuleLineReader(AuditRuleHost host, List<RuleWord> words) {
        options = new RuleOptionReader(words);
        rule = new RuleAssembly(host);
        others = new RuleCommandReader(options, rule.state(), commands);
    }

    /** What may come after an option. */
    enum Next {
        /** More options. */
        MORE,
        /** Nothing may follow, and a rule that the line has made so far is forgotten. */
        LAST,
        /** Anything; it is not read. */
        STOP
    }

    AuditRuleLine read(String line) {
        Next next = Next.MORE;
        RuleOption last = null;
        while (next == Next.MORE) {
            RuleOption option = options.next();
            if (option == null) {
                break;
            }
            last = option;
            try {
                next = isCommand(option.letter()) ? others.read(option) : rulePart(option);
            } catch (AuditRuleException exception) {
                throw exception.option() != null || exception.column() > 0 ? exception : option.locate(exception);
            }
        }
        if (next != Next.STOP) {
            options.checkEnd();
            addKeys(last);
        }
        if (next == Next.MORE) {
            finish();
        }
        return new AuditRuleLine(line, commands, rule.warnings());
    }

    private void addKeys(@Nullable RuleOption last) {
        try {
            rule.addKeys();
        } catch (AuditRuleException exception) {
            throw exception.at("-k", last == null ? 0 : last.column());
        }
    }

    private void finish() {
        if (rule.isRule()) {
            commands.add(rule.finish());
        } else if (rule.state().hasSystemCalls) {
            throw AuditRuleException.of("system calls without a list", "-a always,exit").at("-S", 0);
        } else if (commands.isEmpty()) {
            throw AuditRuleException.of("no option", "-a, -A, -d, -w or another one").at(null, 1);
        }
    }

    private static boolean isCommand(char letter) {
        return "aAdSFCwWkp".indexOf(letter) < 0;
    }

    private Next rulePart(RuleOption option) {
        String argument = option.text();
        boolean taken = true;
        switch (option.letter()) {
            case 'a' -> taken = rule.add(argument, false);
            case 'A' -> taken = rule.add(argument, true);
            case 'd' -> taken = rule.delete(argument);
            case 'S' -> rule.systemCalls(argument);
            case 'F' -> field(argument);
            case 'C' -> rule.comparison(argument);
            case 'w' -> RuleWatch.add(rule.state(), argument);
            case 'W' -> RuleWatch.delete(rule.state(), argument);
            case 'k' -> rule.key(argument);
            default -> RuleWatch.permissions(rule.state(), argument);
        }
        if (!taken) {
            rule.state().warnings.add("the action possible is obsolete: the line is ignored");
            return option.letter() == 'A' ? Next.LAST : Next.STOP;
        }
        return Next.MORE;
    }

    private void field(String argument) {
        RuleWord following = options.following();
        if (!rule.isRule() && argument.contains("arch=") && following != null && following.text().equals("-t")) {
            RuleFields.add(rule.state(), argument);
        } else {
            rule.field(argument);
        }
    }
}
