package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.message.AuditRuleDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A rule of the kernel's audit subsystem: the filter list it belongs to, its action, the system calls it applies to,
 * and its conditions. Created by {@link #builder}, by {@link #parse} from auditctl's words, or by {@link #decode} from
 * the kernel's bytes.
 *
 * <p>Two rules are equal if all parts are equal, including the order of the conditions: this is how the kernel finds
 * the rule to delete. The kernel lists a rule as {@link #asLoaded()}. Immutable and thread-safe.
 */
public final class AuditRule {
    /** The number of system calls that a rule can name: 0 to 2,047. */
    public static final int SYSTEM_CALLS = AuditRuleDescriptor.MASK_WORDS * Integer.SIZE;
    /** The maximum length of all keys of a rule in bytes, including separators: {@code AUDIT_MAX_KEY_LEN}. */
    public static final int MAX_KEY_LENGTH = 256;

    /** The bits of the last mask word that denote classes of system calls: {@code AUDIT_SYSCALL_CLASSES}. */
    static final int CLASS_BITS = 0xFFFF0000;
    /** The separator between the keys of a rule: {@code AUDIT_KEY_SEPARATOR}. */
    static final char KEY_SEPARATOR = 1;

    private final int filter;
    private final boolean prepend;
    private final int action;
    private final int[] mask;
    private final List<AuditRuleField> fields;

    AuditRule(int filter, boolean prepend, int action, int[] mask, List<AuditRuleField> fields) {
        this.filter = filter;
        this.prepend = prepend;
        this.action = action;
        this.mask = mask;
        this.fields = List.copyOf(fields);
    }

    /**
     * Starts a rule for a host that {@link AuditRuleHost#unknown()} describes.
     *
     * @param filter the filter list
     * @param action the action
     * @return a builder
     */
    public static AuditRuleBuilder builder(AuditRuleFilter filter, AuditRuleAction action) {
        return new AuditRuleBuilder(AuditRuleHost.unknown(), filter, action);
    }

    /**
     * Starts a rule.
     *
     * @param host   resolves names of users and groups, and {@code b64} and {@code b32}
     * @param filter the filter list
     * @param action the action
     * @return a builder
     */
    public static AuditRuleBuilder builder(AuditRuleHost host, AuditRuleFilter filter, AuditRuleAction action) {
        return new AuditRuleBuilder(host, filter, action);
    }

    /**
     * Reads one rule in auditctl's words, such as {@code -a always,exit -F arch=b64 -S open -k files}, for a host that
     * {@link AuditRuleHost#unknown()} describes. For other hosts and other commands see {@link AuditRuleParser}.
     *
     * @param line the words
     * @return the rule to add or to delete
     * @throws AuditRuleException if the line is wrong, or does not add or delete exactly one rule
     */
    public static AuditRule parse(String line) {
        return new AuditRuleParser(AuditRuleHost.unknown()).parseRule(line);
    }

    /**
     * Reads a {@code struct audit_rule_data}, whose layout
     * {@link io.github.nettyaudit.codec.message.AuditRuleDescriptor} shows.
     *
     * @param bytes the struct and its strings, in the byte order of this machine; bytes after the strings are ignored
     * @return the rule
     * @throws IllegalArgumentException if the lengths in the struct do not fit together
     */
    public static AuditRule decode(byte[] bytes) {
        return RuleBytes.decode(bytes);
    }

    /**
     * Writes a {@code struct audit_rule_data}.
     *
     * @return the struct and its strings, in the byte order of this machine
     */
    public byte[] encode() {
        return RuleBytes.encode(this);
    }

    /**
     * Returns the number of the filter list.
     *
     * @return a number of {@link AuditRuleFilter}, or one that a newer kernel has
     */
    public int filter() {
        return filter;
    }

    /**
     * Returns whether adding the rule puts it first in its list instead of last.
     *
     * @return true for {@code -A}; always false for a listed rule
     */
    public boolean isPrepend() {
        return prepend;
    }

    /**
     * Returns the number of the action.
     *
     * @return a number of {@link AuditRuleAction}, or 1 for the obsolete action "possible"
     */
    public int action() {
        return action;
    }

    /**
     * Returns the conditions. The rule matches if all of them hold.
     *
     * @return the conditions in their order, unmodifiable
     */
    public List<AuditRuleField> fields() {
        return fields;
    }

    /**
     * Returns whether the rule applies to a system call, or to an io_uring operation in that list.
     *
     * @param number any number
     * @return true if the rule applies; false for a number that no rule can name
     */
    public boolean hasSystemCall(int number) {
        return number >= 0 && number < SYSTEM_CALLS && (mask[number >> 5] >>> (number & 31) & 1) != 0;
    }

    /**
     * Returns the numbers of the system calls, or io_uring operations, that the rule applies to.
     *
     * @return the numbers in ascending order
     */
    public IntStream systemCalls() {
        return IntStream.range(0, SYSTEM_CALLS).filter(this::hasSystemCall);
    }

    /**
     * Returns whether the rule applies to all system calls ({@code -S all}).
     *
     * @return true if it does
     */
    public boolean isForAllSystemCalls() {
        return hasAllSystemCalls(AuditRuleDescriptor.MASK_WORDS - 1);
    }

    /** Returns whether every bit of the first mask words is set. */
    boolean hasAllSystemCalls(int words) {
        for (int word = 0; word < words; word++) {
            if (mask[word] != -1) {
                return false;
            }
        }
        return true;
    }

    int maskWord(int index) {
        return mask[index];
    }

    /**
     * Returns the first condition on a field.
     *
     * @param type the field, a number of {@link AuditRuleFieldType}
     * @return the condition; null if there is none
     */
    public @Nullable AuditRuleField field(int type) {
        return fields.stream().filter(field -> field.type() == type).findFirst().orElse(null);
    }

    /**
     * Returns the keys by which the events of the rule can be found.
     *
     * @return the keys in their order, unmodifiable
     */
    public List<String> keys() {
        return fields.stream().filter(field -> field.type() == AuditRuleFieldType.KEY)
                .flatMap(field -> Arrays.stream(keys(field))).toList();
    }

    static String[] keys(AuditRuleField field) {
        String text = field.text();
        return text == null ? new String[0] : Arrays.stream(text.split(String.valueOf(KEY_SEPARATOR)))
                .filter(key -> !key.isEmpty()).toArray(String[]::new);
    }

    /**
     * Returns the rule as the kernel lists it once it is loaded: without the prepend flag, and without the bits for
     * classes of system calls, which the kernel replaces by the calls themselves. Rules that are equal in this form are
     * the same rule to the kernel.
     *
     * @return the rule in this form
     */
    public AuditRule asLoaded() {
        int last = mask.length - 1;
        if (!prepend && (mask[last] & CLASS_BITS) == 0) {
            return this;
        }
        int[] loaded = mask.clone();
        loaded[last] &= ~CLASS_BITS;
        return new AuditRule(filter, false, action, loaded, fields);
    }

    /**
     * Returns the same rule with the prepend flag ({@code -A}).
     *
     * @return the rule to put first in its list
     */
    public AuditRule prepended() {
        return new AuditRule(filter, true, action, mask, fields);
    }

    /**
     * Returns the same rule without the prepend flag ({@code -a}).
     *
     * @return the rule to put last in its list
     */
    public AuditRule appended() {
        return new AuditRule(filter, false, action, mask, fields);
    }

    AuditRule withFields(List<AuditRuleField> others) {
        return new AuditRule(filter, prepend, action, mask, others);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuditRule rule && filter == rule.filter && prepend == rule.prepend
                && action == rule.action && Arrays.equals(mask, rule.mask) && fields.equals(rule.fields);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * filter + action) + Arrays.hashCode(mask)) + fields.hashCode();
    }

    /** Returns the rule in auditctl's words, as {@code auditctl -l} prints it. */
    @Override
    public String toString() {
        return AuditRuleFormatter.auditctl().format(this);
    }
}
