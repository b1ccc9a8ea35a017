package io.github.nettyaudit.codec.rule;

import org.jspecify.annotations.Nullable;

/** The list that a rule is in: {@code AUDIT_FILTER_*} of {@code linux/audit.h}, the words of {@code auditctl -a}. */
public enum AuditRuleFilter {
    /** Messages of processes, before they are recorded. */
    USER(0, "user"),
    /** The start of a process. */
    TASK(1, "task"),
    /** The end of a system call: almost every rule is here, those that watch files too. */
    EXIT(4, "exit"),
    /** Records that are not wanted. */
    EXCLUDE(5, "exclude"),
    /** System calls on a whole file system. */
    FILESYSTEM(6, "filesystem"),
    /** The end of an io_uring operation. */
    IO_URING(7, "io_uring");

    private final int number;
    private final String word;

    AuditRuleFilter(int number, String word) {
        this.number = number;
        this.word = word;
    }

    /** The list of a number; null if there is no such list. */
    public static @Nullable AuditRuleFilter of(int number) {
        for (AuditRuleFilter filter : values()) {
            if (filter.number == number) {
                return filter;
            }
        }
        return null;
    }

    /** The list of a word, in upper or lower case as auditctl takes it; null if there is no such list. */
    static @Nullable AuditRuleFilter of(String word) {
        for (AuditRuleFilter filter : values()) {
            if (filter.word.equals(RuleText.lowerCase(word))) {
                return filter;
            }
        }
        return null;
    }

    /** The number in a rule. */
    public int number() {
        return number;
    }

    /** The word of auditctl. */
    @Override
    public String toString() {
        return word;
    }
}
