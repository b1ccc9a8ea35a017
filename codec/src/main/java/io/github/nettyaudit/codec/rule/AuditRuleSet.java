package io.github.nettyaudit.codec.rule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What rule files make of the kernel: the rules, and the settings beside them. Immutable.
 *
 * @param rules    the rules that are loaded in the end, each list in its order
 * @param settings the other commands, in order: status, features, resets, trees
 */
public record AuditRuleSet(List<AuditRule> rules, List<AuditRuleCommand> settings) {
    public AuditRuleSet {
        rules = List.copyOf(rules);
        settings = List.copyOf(settings);
    }

    /**
     * Does with values what the kernel would do with the commands: {@code -D} empties, {@code -A} puts first,
     * {@code -d} removes. A rule that is there already stays where it is.
     *
     * @param loaded   the rules at the beginning
     * @param commands the commands of one file, or of several
     */
    public static AuditRuleSet of(List<AuditRule> loaded, List<AuditRuleCommand> commands) {
        List<AuditRule> rules = new ArrayList<>();
        Set<AuditRule> present = new HashSet<>();
        loaded.forEach(rule -> {
            rules.add(rule.asLoaded());
            present.add(rule.asLoaded());
        });
        List<AuditRuleCommand> settings = new ArrayList<>();
        for (AuditRuleCommand command : commands) {
            if (command instanceof AuditRuleCommand.Add add) {
                if (present.add(add.rule().asLoaded())) {
                    rules.add(add.rule().isPrepend() ? 0 : rules.size(), add.rule().appended());
                }
            } else if (command instanceof AuditRuleCommand.Delete delete) {
                present.remove(delete.rule().asLoaded());
                rules.removeIf(rule -> rule.asLoaded().equals(delete.rule().asLoaded()));
            } else if (command instanceof AuditRuleCommand.DeleteAll all) {
                rules.removeIf(rule -> hasKey(rule, all.key()));
                present.removeIf(rule -> hasKey(rule, all.key()));
            } else if (!isIrrelevant(command)) {
                settings.add(command);
            }
        }
        return new AuditRuleSet(rules, settings);
    }

    private static boolean isIrrelevant(AuditRuleCommand command) {
        return command instanceof AuditRuleCommand.IgnoreErrors || command instanceof AuditRuleCommand.ListRules
                || command instanceof AuditRuleCommand.ShowStatus
                || command instanceof AuditRuleCommand.NotForTheKernel;
    }

    /** Whether {@code -D -k KEY} and {@code -l -k KEY} mean a rule: any part of its keys will do, as with auditctl. */
    public static boolean hasKey(AuditRule rule, String key) {
        return key.isEmpty() || rule.fields().stream().anyMatch(field -> field.type() == AuditRuleFieldType.KEY
                && field.text() != null && field.text().contains(key));
    }
}
