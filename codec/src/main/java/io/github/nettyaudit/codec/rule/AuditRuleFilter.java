package io.github.nettyaudit.codec.rule;

import org.jspecify.annotations.Nullable;

/** A filter list: {@code AUDIT_FILTER_*} of {@code linux/audit.h}, with the words of {@code auditctl -a}. */
public enum AuditRuleFilter {
    /** User messages, before they are recorded. */
    USER(0, "user"),
    /** Creation of a task, by fork or clone. */
    TASK(1, "task"),
    /** Exit from a system call. Almost every rule is in this list, including those that watch files. */
    EXIT(4, "exit"),
    /** Records that are to be suppressed. */
    EXCLUDE(5, "exclude"),
    /** Events of a whole file system. */
    FILESYSTEM(6, "filesystem"),
    /** Exit from an io_uring operation; since Linux 5.16. */
    IO_URING(7, "io_uring");

    private final int number;
    private final String word;

    AuditRuleFilter(int number, String word) {
        this.number = number;
        this.word = word;
    }

    /**
     * Returns the list with a number.
     *
     * @param number the number in a rule, without the prepend flag
     * @return the list; null if there is none
     */
    public static @Nullable AuditRuleFilter of(int number) {
        for (AuditRuleFilter filter : values()) {
            if (filter.number == number) {
                return filter;
            }
        }
        return null;
    }

    /** Returns the list with a name in upper or lower case, as auditctl takes it; null if there is none. */
    static @Nullable AuditRuleFilter of(String word) {
        for (AuditRuleFilter filter : values()) {
            if (filter.word.equals(RuleText.lowerCase(word))) {
                return filter;
            }
        }
        return null;
    }

    /**
     * Returns the number of the list.
     *
     * @return the number in a rule
     */
    public int number() {
        return number;
    }

    /** Returns auditctl's word. */
    @Override
    public String toString() {
        return word;
    }
}
