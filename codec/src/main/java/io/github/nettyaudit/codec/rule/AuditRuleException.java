package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.request.AuditException;
import org.jspecify.annotations.Nullable;

/**
 * A rule, or a line of a rule file, is wrong. The message names the option, the column in the line where the trouble
 * is, and what would be right.
 */
public final class AuditRuleException extends AuditException {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final @Nullable String allowed;
    private final @Nullable String option;
    private final int column;
    private final int offset;

    private AuditRuleException(String problem, @Nullable String allowed, @Nullable String option, int column,
                               int offset) {
        super((option == null ? "" : option + ' ') + (column == 0 ? "" : "at column " + column)
                + (option == null && column == 0 ? "" : ": ") + problem
                + (allowed == null ? "" : " (expected: " + allowed + ')'), "read rule", 0, 0, null);
        this.problem = problem;
        this.allowed = allowed;
        this.option = option;
        this.column = column;
        this.offset = offset;
    }

    /** @param allowed what would be right; null where that is no matter of a few words */
    static AuditRuleException of(String problem, @Nullable String allowed) {
        return new AuditRuleException(problem, allowed, null, 0, 0);
    }

    /** @param offset where in the option's argument the trouble is */
    static AuditRuleException of(String problem, @Nullable String allowed, int offset) {
        return new AuditRuleException(problem, allowed, null, 0, offset);
    }

    AuditRuleException at(@Nullable String option, int column) {
        return new AuditRuleException(problem, allowed, option, column, offset);
    }

    /** Where in the option's argument the trouble is, from 0. */
    int offset() {
        return offset;
    }

    /** What is wrong, without where. */
    public String problem() {
        return problem;
    }

    /** What would be right; null where that is no matter of a few words. */
    public @Nullable String allowed() {
        return allowed;
    }

    /** The option, {@code -F} for example; null where the trouble is not that of an option. */
    public @Nullable String option() {
        return option;
    }

    /** The column in the line, from 1; 0 where there is no line. */
    public int column() {
        return column;
    }
}
