package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.message.AuditRuleDescriptor;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule while its line is read: what auditctl keeps in global variables, because the effect of an option depends on
 * those before it. Filled by {@link RuleAssembly} and its helpers.
 */
final class RuleState {
    /** One less than the kernel allows, as in auditctl. */
    static final int MAX_FIELDS = AuditRuleDescriptor.MAX_FIELDS - 1;

    final AuditRuleHost host;
    final int[] mask = new int[AuditRuleDescriptor.MASK_WORDS];
    final List<AuditRuleField> fields = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    /** The list of -a, -A or -w; null before one of them. */
    @Nullable AuditRuleFilter add;
    /** The list of -d or -W; null before one of them. */
    @Nullable AuditRuleFilter delete;
    @Nullable AuditRuleAction action;
    boolean prepend;
    /** Whether -a, -A or -d has named the exclude list. */
    boolean exclude;
    /** The architecture whose system calls are named; null before {@code arch=} or -S determines it. */
    @Nullable AuditArchitecture architecture;
    boolean hasSystemCalls;
    boolean hasPermissions;
    boolean hasExecutable;
    boolean hasFileSystemType;

    RuleState(AuditRuleHost host) {
        this.host = host;
    }

    /** Returns the list that fields are checked against; null if none is given yet. */
    @Nullable AuditRuleFilter filter() {
        return add != null ? add : delete;
    }

    /** Returns whether there is a condition or system call that a key can belong to. */
    boolean canHaveKey() {
        return hasSystemCalls || hasPermissions || hasExecutable || hasFileSystemType;
    }

    boolean isEmpty() {
        return fields.isEmpty() && Arrays.stream(mask).allMatch(word -> word == 0);
    }

    void addAllSystemCalls() {
        Arrays.fill(mask, -1);
    }

    /** Adds a system call; returns false if no rule can name the number. */
    boolean addSystemCall(int number) {
        if (number < 0 || number >= AuditRule.SYSTEM_CALLS) {
            return false;
        }
        mask[number >> 5] |= 1 << (number & 31);
        hasSystemCalls = true;
        return true;
    }

    void checkRoom() {
        if (fields.size() >= MAX_FIELDS) {
            throw AuditRuleException.of("too many fields", "at most " + MAX_FIELDS + " of -F, -C and the keys");
        }
    }
}
