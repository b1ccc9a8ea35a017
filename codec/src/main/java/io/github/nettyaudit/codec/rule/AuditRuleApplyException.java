package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.request.AuditException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A set of rules could not be applied. The cause says why. The changes that were made before the failure were undone;
 * what could not be undone is in {@link #remaining()} and {@link #unknown()}. Rules of other programs are never undone.
 * The message says all of this in one sentence.
 */
public final class AuditRuleApplyException extends AuditException {
    private static final long serialVersionUID = 1L;
    /** Most rules that the message names. */
    private static final int MOST_NAMED = 3;

    private final transient RuleRollBack.Outcome outcome;
    /** Whether everything was undone. @serial */
    private final boolean rolledBack;

    AuditRuleApplyException(Throwable cause, int changes, RuleRollBack.Outcome outcome) {
        super(cause.getMessage() + "; " + describe(changes, outcome), "apply rules",
                errno(cause), sequence(cause), cause);
        this.outcome = outcome;
        rolledBack = outcome.isComplete();
        if (outcome.failure() != null) {
            addSuppressed(outcome.failure());
        }
    }

    private AuditRuleApplyException(RuleRollBack.Outcome outcome) {
        super(describe(0, outcome), "undo rules", errno(outcome.failure()), sequence(outcome.failure()),
                outcome.failure());
        this.outcome = outcome;
        rolledBack = outcome.isComplete();
    }

    /** The failure of an attempt to undo an application that had succeeded. */
    static AuditRuleApplyException notUndone(RuleRollBack.Outcome outcome) {
        return new AuditRuleApplyException(outcome);
    }

    private static int errno(@Nullable Throwable cause) {
        return cause instanceof AuditException known ? known.errno() : 0;
    }

    private static int sequence(@Nullable Throwable cause) {
        return cause instanceof AuditException known ? known.sequence() : 0;
    }

    private static String describe(int changes, RuleRollBack.Outcome outcome) {
        if (outcome.isComplete()) {
            return changes == 0 ? "nothing was changed"
                    : changes == 1 ? "the one change made before was undone"
                    : "the " + changes + " changes made before were undone";
        }
        StringBuilder text = new StringBuilder();
        if (!outcome.remaining().isEmpty()) {
            text.append("not undone: ").append(describe(outcome.remaining(), "is still loaded", "is no longer loaded"));
        }
        if (!outcome.unknown().isEmpty()) {
            text.append(text.isEmpty() ? "" : "; ").append("not known: whether ")
                    .append(describe(outcome.unknown(), "was loaded", "was deleted"));
        }
        if (text.isEmpty()) {
            text.append("the changes made before were undone, but the rules may be in another order");
        }
        return text + (outcome.failure() == null ? "" : " (" + outcome.failure().getMessage() + ')');
    }

    private static String describe(List<AuditRulePlanStep> steps, String added, String deleted) {
        String named = steps.stream().limit(MOST_NAMED)
                .map(step -> '"' + step.rule().toString() + "\" " + (step.adding() ? added : deleted))
                .collect(Collectors.joining(", "));
        return steps.size() <= MOST_NAMED ? named : named + " and " + (steps.size() - MOST_NAMED) + " more";
    }

    /**
     * Returns whether all changes that were made before the failure were undone.
     *
     * @return false if {@link #remaining()} or {@link #unknown()} is not empty, or the order could not be restored
     */
    public boolean isRolledBack() {
        return rolledBack;
    }

    /**
     * Returns the changes that are still in effect because they could not be undone.
     *
     * @return steps that add a rule which is still loaded, or delete one which is not loaded again; empty in an
     *         exception that was deserialized
     */
    public List<AuditRulePlanStep> remaining() {
        return outcome == null ? List.of() : outcome.remaining();
    }

    /**
     * Returns the steps of which it is not known whether the kernel has carried them out, because it did not answer.
     *
     * @return the steps; empty in an exception that was deserialized
     */
    public List<AuditRulePlanStep> unknown() {
        return outcome == null ? List.of() : outcome.unknown();
    }

    /**
     * Returns why something could not be undone.
     *
     * @return the first failure of the roll-back; null if it succeeded, or in an exception that was deserialized
     */
    public @Nullable Throwable rollBackFailure() {
        return outcome == null ? null : outcome.failure();
    }
}
