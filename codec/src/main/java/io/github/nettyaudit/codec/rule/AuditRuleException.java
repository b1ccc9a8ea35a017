package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.request.AuditException;
import org.jspecify.annotations.Nullable;

/**
 * A rule, or a line of a rule file, is wrong. The message names the option, the column in the line, the problem, and
 * what is expected instead.
 */
public final class AuditRuleException extends AuditException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. @serial */
    private final String problem;
    /** What is expected, or null. @serial */
    private final @Nullable String allowed;
    /** The option, or null. @serial */
    private final @Nullable String option;
    /** The column, from 1; 0 if there is no line. @serial */
    private final int column;
    /** The index in the option's argument. @serial */
    private final int offset;

    private AuditRuleException(String problem, @Nullable String allowed, @Nullable String option, int column,
                               int offset) {
        super((option == null ? "" : option) + (option == null || column == 0 ? "" : " ")
                + (column == 0 ? "" : "at column " + column) + (option == null && column == 0 ? "" : ": ") + problem
                + (allowed == null ? "" : " (expected: " + allowed + ')'), "read rule", 0, 0, null);
        this.problem = problem;
        this.allowed = allowed;
        this.option = option;
        this.column = column;
        this.offset = offset;
    }

    static AuditRuleException of(String problem, @Nullable String allowed) {
        return new AuditRuleException(problem, allowed, null, 0, 0);
    }

    /** @param offset the index in the option's argument where the problem is */
    static AuditRuleException of(String problem, @Nullable String allowed, int offset) {
        return new AuditRuleException(problem, allowed, null, 0, offset);
    }

    AuditRuleException at(@Nullable String option, int column) {
        return new AuditRuleException(problem, allowed, option, column, offset);
    }

    /** Adds to the problem what may be its cause. */
    AuditRuleException noting(String notice) {
        return new AuditRuleException(problem + "; " + notice, allowed, option, column, offset);
    }

    /** Returns the index in the option's argument where the problem is. */
    int offset() {
        return offset;
    }

    /**
     * Returns what is wrong, without the place.
     *
     * @return a clause such as {@code no field foo}
     */
    public String problem() {
        return problem;
    }

    /**
     * Returns what is expected instead.
     *
     * @return the accepted values or a description of them; null if they cannot be described briefly
     */
    public @Nullable String allowed() {
        return allowed;
    }

    /**
     * Returns the option that is wrong.
     *
     * @return an option such as {@code -F}; null if the problem is not that of an option
     */
    public @Nullable String option() {
        return option;
    }

    /**
     * Returns the column in the line where the problem is.
     *
     * @return the column, from 1; 0 if there is no line
     */
    public int column() {
        return column;
    }
}
