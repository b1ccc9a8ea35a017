package io.github.nettyaudit.codec.rule;

import org.jspecify.annotations.Nullable;

/**
 * A set of rules could not be applied. The cause says why; what had been changed until then was changed back, or
 * {@link #rollBackFailure()} says why not.
 */
public final class AuditRuleApplyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Throwable rollBackFailure;

    AuditRuleApplyException(Throwable cause, @Nullable Throwable rollBackFailure) {
        super(cause.getMessage() + (rollBackFailure == null ? "; the rules are as they were before"
                : "; and the rules could not be put back as they were: " + rollBackFailure.getMessage()), cause);
        this.rollBackFailure = rollBackFailure;
        if (rollBackFailure != null) {
            addSuppressed(rollBackFailure);
        }
    }

    /** Whether the rules are as they were before. */
    public boolean isRolledBack() {
        return rollBackFailure == null;
    }

    /** Why the rules could not be put back; null if they were. */
    public @Nullable Throwable rollBackFailure() {
        return rollBackFailure;
    }
}
