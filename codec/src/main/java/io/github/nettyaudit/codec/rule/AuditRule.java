package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.message.AuditRuleDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A rule of the kernel's audit subsystem: in which list, what to do, for which system calls, under which conditions.
 * Made by {@link #builder}, by {@link #parse} from auditctl's words, or by {@link #decode} from the kernel's bytes.
 *
 * <p>Two rules are equal when all of it is, the order of the conditions included: that is how the kernel finds the rule
 * to delete. A listing shows a rule as {@link #asLoaded()}. Immutable and thread-safe.
 */
public final class AuditRule {
    /** System calls that a rule can name: numbers below this. */
    public static final int SYSTEM_CALLS = AuditRuleDescriptor.MASK_WORDS * Integer.SIZE;
    /** Most bytes of all keys together, separators included: {@code AUDIT_MAX_KEY_LEN}. */
    public static final int MAX_KEY_LENGTH = 256;

    /** Of the last word of the mask: 16 bits that stand for classes of system calls, {@code AUDIT_SYSCALL_CLASSES}. */
    static final int CLASS_BITS = 0xFFFF0000;
    /** Stands between the keys of a rule, {@code AUDIT_KEY_SEPARATOR}. */
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

    /** A rule to be made step by step, for a host that {@link AuditRuleHost#unknown()} describes. */
    public static AuditRuleBuilder builder(AuditRuleFilter filter, AuditRuleAction action) {
        return new AuditRuleBuilder(AuditRuleHost.unknown(), filter, action);
    }

    /** A rule to be made step by step; names of users and groups are the host's. */
    public static AuditRuleBuilder builder(AuditRuleHost host, AuditRuleFilter filter, AuditRuleAction action) {
        return new AuditRuleBuilder(host, filter, action);
    }

    /**
     * Reads one rule in auditctl's words, {@code -a always,exit -F arch=b64 -S open -k files}, for a host that
     * {@link AuditRuleHost#unknown()} describes. Other hosts and other commands: {@link AuditRuleParser}.
     *
     * @throws AuditRuleException when it is wrong, or not one that adds or deletes a rule
     */
    public static AuditRule parse(String line) {
        return new AuditRuleParser(AuditRuleHost.unknown()).parseRule(line);
    }

    /**
     * Reads a {@code struct audit_rule_data}.
     *
     * @throws IllegalArgumentException when its lengths do not fit together
     */
    public static AuditRule decode(byte[] bytes) {
        return RuleBytes.decode(bytes);
    }

    /** The {@code struct audit_rule_data}, in the byte order of this machine, with its texts. */
    public byte[] encode() {
        return RuleBytes.encode(this);
    }

    /** The number of the list, see {@link AuditRuleFilter}. */
    public int filter() {
        return filter;
    }

    /** Whether the rule shall be the first of its list instead of the last. */
    public boolean isPrepend() {
        return prepend;
    }

    /** The number of the action, see {@link AuditRuleAction}. */
    public int action() {
        return action;
    }

    /** The conditions, all of which have to hold. */
    public List<AuditRuleField> fields() {
        return fields;
    }

    /** Whether the rule is for this system call, or io_uring operation; false for numbers that no rule can name. */
    public boolean hasSystemCall(int number) {
        return number >= 0 && number < SYSTEM_CALLS && (mask[number >> 5] >>> (number & 31) & 1) != 0;
    }

    /** The system calls, or io_uring operations, that the rule is for. */
    public IntStream systemCalls() {
        return IntStream.range(0, SYSTEM_CALLS).filter(this::hasSystemCall);
    }

    /** Whether the rule is for all system calls ({@code -S all}). */
    public boolean isForAllSystemCalls() {
        return firstOtherWord(AuditRuleDescriptor.MASK_WORDS - 1) < 0;
    }

    /** The first of the mask's first words that has not all bits; -1 if all have. */
    int firstOtherWord(int words) {
        for (int word = 0; word < words; word++) {
            if (mask[word] != -1) {
                return word;
            }
        }
        return -1;
    }

    int maskWord(int index) {
        return mask[index];
    }

    /** The first condition of a type, see {@link AuditRuleFieldType}; null if there is none. */
    public @Nullable AuditRuleField field(int type) {
        return fields.stream().filter(field -> field.type() == type).findFirst().orElse(null);
    }

    /** The keys that the events of the rule are found by. */
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
     * The rule as a listing shows it once it is loaded: not marked as to be prepended, and without the bits for classes
     * of system calls, which the kernel replaces by the calls themselves. Equal rules in this form are one rule to the
     * kernel.
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

    /** The same rule, to be the first of its list. */
    public AuditRule prepended() {
        return new AuditRule(filter, true, action, mask, fields);
    }

    /** The same rule, to be the last of its list. */
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

    /** The rule in auditctl's words, as {@code auditctl -l} prints it. */
    @Override
    public String toString() {
        return AuditRuleFormatter.auditctl().format(this);
    }
}
