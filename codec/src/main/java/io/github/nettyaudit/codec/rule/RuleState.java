package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.message.AuditRuleDescriptor;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule while its line is read: what auditctl keeps in its global variables, since what an option does depends on
 * those before it. Filled by {@link RuleAssembly} and its helpers.
 */
final class RuleState {
    /** Fewer than the kernel's 64: auditctl keeps one free. */
    static final int MAX_FIELDS = AuditRuleDescriptor.MAX_FIELDS - 1;

    final AuditRuleHost host;
    final int[] mask = new int[AuditRuleDescriptor.MASK_WORDS];
    final List<AuditRuleField> fields = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    /** The list of -a, -A and -w; null before. */
    @Nullable AuditRuleFilter add;
    /** The list of -d and -W; null before. */
    @Nullable AuditRuleFilter delete;
    @Nullable AuditRuleAction action;
    boolean prepend;
    /** Whether -a, -A or -d named the exclude list. */
    boolean exclude;
    /** The architecture that system calls are named for; null before {@code arch=} or -S decides. */
    @Nullable AuditArchitecture architecture;
    boolean hasSystemCalls;
    boolean hasPermissions;
    boolean hasExecutable;
    boolean hasFileSystemType;

    RuleState(AuditRuleHost host) {
        this.host = host;
    }

    /** The list that fields are checked against; null when none is given yet. */
    @Nullable AuditRuleFilter filter() {
        return add != null ? add : delete;
    }

    /** Whether there is something that a key can be for. */
    boolean canHaveKey() {
        return hasSystemCalls || hasPermissions || hasExecutable || hasFileSystemType;
    }

    boolean isEmpty() {
        return fields.isEmpty() && Arrays.stream(mask).allMatch(word -> word == 0);
    }

    void addAllSystemCalls() {
        Arrays.fill(mask, -1);
    }

    /** @return whether a rule can name the number */
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
