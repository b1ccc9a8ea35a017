package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.message.AuditFeatures;
import io.github.nettyaudit.codec.message.AuditStatus;

/** What one line in auditctl's words asks for. Commands are values; {@link AuditRules} carries them out. */
public sealed interface AuditRuleCommand {
    /** {@code -a}, {@code -A}, {@code -w}: load a rule. */
    record Add(AuditRule rule) implements AuditRuleCommand {
    }

    /** {@code -d}, {@code -W}: remove the rule that is equal to this one. */
    record Delete(AuditRule rule) implements AuditRuleCommand {
    }

    /** {@code -D}: remove all rules that have a key with this in it; all rules if it is empty. */
    record DeleteAll(String key) implements AuditRuleCommand {
    }

    /** {@code -l}: list the rules that have a key with this in it; all rules if it is empty. */
    record ListRules(String key, boolean interpret) implements AuditRuleCommand {
    }

    /** {@code -s}: show the status and the features. */
    record ShowStatus(boolean interpret) implements AuditRuleCommand {
    }

    /** {@code -b}, {@code -e}, {@code -f}, {@code -r}, {@code --backlog_wait_time}: change one field of the status. */
    record SetStatus(AuditStatus changes) implements AuditRuleCommand {
    }

    /** {@code --loginuid-immutable}: switch a feature on. */
    record SetFeatures(AuditFeatures changes) implements AuditRuleCommand {
    }

    /** {@code --reset-lost}. */
    record ResetLost() implements AuditRuleCommand {
    }

    /** {@code --reset_backlog_wait_time_actual}. */
    record ResetBacklogWaitTimeActual() implements AuditRuleCommand {
    }

    /** {@code -t}: forget directories that are no longer below the watched ones. */
    record Trim() implements AuditRuleCommand {
    }

    /** {@code -q}: let the rules of one directory tree hold for another one that is mounted in it. */
    record MakeEquivalent(String tree, String equivalent) implements AuditRuleCommand {
    }

    /** {@code -m}: put a message of type USER into the audit trail. */
    record Message(String text) implements AuditRuleCommand {
    }

    /**
     * {@code -i}, {@code -c}: go on after lines that fail.
     *
     * @param failInTheEnd whether the file counts as failed then ({@code -c})
     */
    record IgnoreErrors(boolean failInTheEnd) implements AuditRuleCommand {
    }

    /** {@code -h}, {@code -v}, {@code --signal}: nothing that the kernel is asked for. @param option as written */
    record NotForTheKernel(String option) implements AuditRuleCommand {
    }
}
