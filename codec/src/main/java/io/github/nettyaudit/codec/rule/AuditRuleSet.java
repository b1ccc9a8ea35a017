package io.github.nettyaudit.codec.rule;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusBuilder;
import io.github.nettyaudit.codec.message.AuditStatusField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The state that the commands of rule files lead to: the loaded rules, the settings, and requests that are neither.
 * Immutable.
 *
 * @param rules    the rules that are loaded in the end, each filter list in its order
 * @param settings the settings ({@code -b}, {@code -e}, {@code -f}, {@code -r}, {@code --backlog_wait_time}) as one
 *                 request; where several commands set the same field, the last one counts. Its mask is 0 if there are
 *                 none
 * @param others   the other commands, in order: features, resets, messages, trees
 */
public record AuditRuleSet(List<AuditRule> rules, AuditStatus settings, List<AuditRuleCommand> others) {
    /**
     * Creates a set.
     *
     * @param rules    the rules that are loaded in the end
     * @param settings the settings, with their bits in the mask
     * @param others   the other commands
     */
    public AuditRuleSet {
        rules = List.copyOf(rules);
        requireNonNull(settings, "settings");
        others = List.copyOf(others);
    }

    /**
     * Does with values what the kernel would do with the commands: {@code -D} deletes all rules, {@code -A} puts a rule
     * first, {@code -d} deletes it. A rule that is loaded already stays where it is. Commands that only print
     * something are left out.
     *
     * @param loaded   the rules that are loaded before the first command
     * @param commands the commands of one file, or of several in order
     * @return the state after the last command
     */
    public static AuditRuleSet of(List<AuditRule> loaded, List<AuditRuleCommand> commands) {
        List<AuditRule> rules = new ArrayList<>();
        Set<AuditRule> present = new HashSet<>();
        loaded.forEach(rule -> {
            rules.add(rule.asLoaded());
            present.add(rule.asLoaded());
        });
        AuditStatusBuilder settings = AuditStatus.builder();
        List<AuditRuleCommand> others = new ArrayList<>();
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
            } else if (command instanceof AuditRuleCommand.SetStatus set) {
                fold(settings, set.changes());
            } else if (!isIrrelevant(command)) {
                others.add(command);
            }
        }
        return new AuditRuleSet(rules, settings.build(), others);
    }

    private static void fold(AuditStatusBuilder settings, AuditStatus changes) {
        for (AuditStatusField field : AuditStatusField.values()) {
            if ((changes.mask() & field.maskBit()) != 0) {
                settings.set(field, Integer.toUnsignedLong(changes.get(field)));
            }
        }
    }

    private static boolean isIrrelevant(AuditRuleCommand command) {
        return command instanceof AuditRuleCommand.IgnoreErrors || command instanceof AuditRuleCommand.ListRules
                || command instanceof AuditRuleCommand.ShowStatus
                || command instanceof AuditRuleCommand.NotForTheKernel;
    }

    /**
     * Returns whether the commands determine which rules are loaded: whether one of them adds a rule or deletes all
     * rules ({@code -D} without a key). Where none does, a list of wanted rules is empty only because nothing was said
     * about rules, and applying it would delete all rules by accident.
     *
     * @param commands the commands of one file, or of several
     * @return true if a command adds a rule or deletes all rules
     */
    public static boolean determineRules(List<AuditRuleCommand> commands) {
        return commands.stream().anyMatch(command -> command instanceof AuditRuleCommand.Add
                || command instanceof AuditRuleCommand.DeleteAll all && all.key().isEmpty());
    }

    /**
     * Returns whether {@code -D -k KEY} and {@code -l -k KEY} select a rule: as in auditctl, any part of its keys will
     * do.
     *
     * @param rule a rule
     * @param key  a part of a key; the empty string selects every rule
     * @return true if the rule is selected
     */
    public static boolean hasKey(AuditRule rule, String key) {
        return key.isEmpty() || rule.fields().stream().anyMatch(field -> field.type() == AuditRuleFieldType.KEY
                && field.text() != null && field.text().contains(key));
    }
}
