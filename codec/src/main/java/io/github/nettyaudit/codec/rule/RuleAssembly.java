package io.github.nettyaudit.codec.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a rule from auditctl's options, one call per option in their order, with the checks and the additions of
 * auditctl 4.2.2.
 */
final class RuleAssembly {
    private static final String LISTS = "task, exit, user, exclude, filesystem or io_uring";
    private static final String LIST_AND_ACTION =
            "a list and an action with a comma between them: always or never, and " + LISTS;
    static final String KEY_WITHOUT_RULE = "a key without a condition or system call before it";

    private final RuleState state;
    private final RuleKeys keys = new RuleKeys();
    private int listOptions;

    RuleAssembly(AuditRuleHost host) {
        state = new RuleState(host);
    }

    RuleState state() {
        return state;
    }

    /** {@code -a} and {@code -A}. Returns false if the line is to be ignored, as rules with "possible" are. */
    boolean add(String argument, boolean prepend) {
        if (argument.contains("task") && state.hasSystemCalls) {
            throw AuditRuleException.of("rules of the list task cannot name system calls", "no -S");
        }
        if (!list(argument, true)) {
            return false;
        }
        state.prepend |= prepend;
        return true;
    }

    /** {@code -d}. Returns false if the line is to be ignored. */
    boolean delete(String argument) {
        return list(argument, false);
    }

    /** A list and an action, in either order; auditctl checks whether the first is an action, then the second. */
    private boolean list(String argument, boolean adding) {
        if (++listOptions > 1) {
            throw AuditRuleException.of("a line can hold only one rule", "one of -a, -A and -d");
        }
        int comma = argument.indexOf(',');
        if (comma < 0 || argument.indexOf(',', comma + 1) >= 0) {
            throw AuditRuleException.of(argument + " is not a list and an action", LIST_AND_ACTION);
        }
        String first = argument.substring(0, comma);
        String second = argument.substring(comma + 1);
        boolean possible = first.equals("possible");
        AuditRuleAction action = action(first);
        AuditRuleFilter filter = adding ? state.add : state.delete;
        if (action == null && !possible) {
            filter = filter(first, 0);
        }
        if (filter == null) {
            filter = filter(second, comma + 1);
        } else if (second.equals("possible")) {
            return false;
        } else {
            action = action(second);
        }
        if (action == null) {
            throw AuditRuleException.of("no action " + (possible ? first : second), "always or never",
                    possible ? 0 : comma + 1);
        }
        state.action = action;
        state.exclude |= filter == AuditRuleFilter.EXCLUDE;
        if (adding) {
            state.add = filter;
        } else {
            state.delete = filter;
        }
        return true;
    }

    private static @Nullable AuditRuleAction action(String word) {
        return word.equals("always") ? AuditRuleAction.ALWAYS : word.equals("never") ? AuditRuleAction.NEVER : null;
    }

    private static AuditRuleFilter filter(String word, int offset) {
        AuditRuleFilter filter = AuditRuleFilter.of(word);
        if (filter == null) {
            throw AuditRuleException.of("no list or action " + word, word.equals("entry")
                    ? "exit; the list entry was removed in Linux 2.6.38" : LIST_AND_ACTION, offset);
        }
        return filter;
    }

    /** {@code -S}. */
    void systemCalls(String argument) {
        RuleSystemCalls.add(state, argument);
    }

    /** {@code -F}. */
    void field(String argument) {
        if (state.filter() == null) {
            throw AuditRuleException.of("a field without a list before it", "-a, -A, -d or -w before -F");
        }
        if (argument.startsWith("key=")) {
            keys.add(argument.substring("key=".length()), "key=".length());
        } else {
            RuleFields.add(state, argument);
        }
    }

    /** {@code -C}. */
    void comparison(String argument) {
        RuleFields.addComparison(state, argument);
    }

    /** {@code -k}. */
    void key(String argument) {
        if (!state.canHaveKey() || state.filter() == null) {
            throw AuditRuleException.of(KEY_WITHOUT_RULE,
                    "-w, or -a with -S, path=, dir=, perm=, exe= or fstype=, before -k");
        }
        keys.add(argument, 0);
    }

    /** Adds the keys after all other fields, as auditctl does when all options are read. */
    void addKeys() {
        if (!keys.isEmpty()) {
            // auditctl hands them over as another -F, and so refuses a key that has a longer operator in it
            RuleFields.add(state, "key=" + keys.text());
        }
    }

    /** Returns whether an option has begun a rule. */
    boolean isRule() {
        return state.filter() != null;
    }

    /** Returns the command that the options make. */
    AuditRuleCommand finish() {
        AuditRuleFilter filter = state.filter();
        AuditRuleAction action = state.action;
        if (filter == null || action == null) {
            throw AuditRuleException.of("no list", "-a, -A, -d, -w or -W");
        }
        if (filter != AuditRuleFilter.TASK && !state.hasSystemCalls) {
            state.addAllSystemCalls();
        }
        AuditRule rule = new AuditRule(filter.number(), state.prepend && state.add != null, action.number(),
                state.mask.clone(), state.fields);
        return state.add != null ? new AuditRuleCommand.Add(rule) : new AuditRuleCommand.Delete(rule);
    }

    List<String> warnings() {
        return new ArrayList<>(state.warnings);
    }
}
