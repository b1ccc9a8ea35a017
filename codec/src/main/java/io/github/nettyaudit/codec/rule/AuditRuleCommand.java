package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.message.AuditFeatures;
import io.github.nettyaudit.codec.message.AuditStatus;

/**
 * What one line in auditctl's words asks for. Commands are values: {@link AuditRuleSet} computes the rules and settings
 * that they lead to, and {@link AuditRuleRequest} is the request that carries one out.
 */
public sealed interface AuditRuleCommand {
    /**
     * {@code -a}, {@code -A}, {@code -w}: load a rule.
     *
     * @param rule the rule
     */
    record Add(AuditRule rule) implements AuditRuleCommand {
    }

    /**
     * {@code -d}, {@code -W}: delete the rule that is equal to this one.
     *
     * @param rule the rule
     */
    record Delete(AuditRule rule) implements AuditRuleCommand {
    }

    /**
     * {@code -D}: delete all rules, or those that have a key which contains a text.
     *
     * @param key the text; empty for all rules
     */
    record DeleteAll(String key) implements AuditRuleCommand {
    }

    /**
     * {@code -l}: list all rules, or those that have a key which contains a text.
     *
     * @param key       the text; empty for all rules
     * @param interpret whether numbers are to be shown as words ({@code -i})
     */
    record ListRules(String key, boolean interpret) implements AuditRuleCommand {
    }

    /**
     * {@code -s}: show the status and the features.
     *
     * @param interpret whether numbers are to be shown as words ({@code -i})
     */
    record ShowStatus(boolean interpret) implements AuditRuleCommand {
    }

    /**
     * {@code -b}, {@code -e}, {@code -f}, {@code -r}, {@code --backlog_wait_time}: change one setting.
     *
     * @param changes the value, with its bit in the mask
     */
    record SetStatus(AuditStatus changes) implements AuditRuleCommand {
    }

    /**
     * {@code --loginuid-immutable}: switch a feature on and lock it.
     *
     * @param changes the feature
     */
    record SetFeatures(AuditFeatures changes) implements AuditRuleCommand {
    }

    /** {@code --reset-lost}: set the count of lost records to 0. */
    record ResetLost() implements AuditRuleCommand {
    }

    /** {@code --reset_backlog_wait_time_actual}: set the time that processes have slept to 0. */
    record ResetBacklogWaitTimeActual() implements AuditRuleCommand {
    }

    /** {@code -t}: forget directories that are no longer below the watched ones. */
    record Trim() implements AuditRuleCommand {
    }

    /**
     * {@code -q}: apply the rules of one directory tree to an equivalent tree, such as a bind mount of it.
     *
     * @param tree       the tree that has rules
     * @param equivalent the equivalent tree
     */
    record MakeEquivalent(String tree, String equivalent) implements AuditRuleCommand {
    }

    /**
     * {@code -m}: put a message of type USER into the audit trail.
     *
     * @param text the message
     */
    record Message(String text) implements AuditRuleCommand {
    }

    /**
     * {@code -i}, {@code -c}: continue after lines that are wrong.
     *
     * @param failInTheEnd whether the file counts as failed then ({@code -c})
     */
    record IgnoreErrors(boolean failInTheEnd) implements AuditRuleCommand {
    }

    /**
     * {@code -h}, {@code -v}, {@code --signal}: an option that asks nothing of the kernel.
     *
     * @param option the option as it was written
     */
    record NotForTheKernel(String option) implements AuditRuleCommand {
    }
}
