package io.github.nettyaudit.codec.rule;

import java.time.Duration;

/**
 * The result of applying a plan: what the kernel has acknowledged. Immutable and thread-safe.
 *
 * <p>The counts differ from those of the plan where another program has loaded a wanted rule, or deleted an unwanted
 * one, after the plan was made.
 */
public final class AuditRuleApplyResult {
    private final AuditRulePlan plan;
    private final RuleJournal journal;
    private final long nanos;
    private final int additions;
    private final int deletions;
    private final int moves;
    private final int byOthers;

    AuditRuleApplyResult(AuditRulePlan plan, RuleJournal journal, long nanos) {
        this.plan = plan;
        this.journal = journal;
        this.nanos = nanos;
        additions = journal.additions();
        deletions = journal.deletions();
        moves = journal.moves();
        byOthers = journal.presentBefore() + journal.absentBefore();
    }

    /**
     * Returns the plan that was applied.
     *
     * @return the plan
     */
    public AuditRulePlan plan() {
        return plan;
    }

    /**
     * Returns how many rules were loaded that were not loaded before.
     *
     * @return the number of rules, 0 or more
     */
    public int additions() {
        return additions;
    }

    /**
     * Returns how many rules were deleted.
     *
     * @return the number of rules, 0 or more
     */
    public int deletions() {
        return deletions;
    }

    /**
     * Returns how many rules were deleted and loaded again at another place of their list.
     *
     * @return the number of rules, 0 or more
     */
    public int moves() {
        return moves;
    }

    /**
     * Returns how many additions and deletions of the plan had been made by another program before the kernel received
     * ours.
     *
     * @return the number of steps, 0 or more
     */
    public int doneByOthers() {
        return byOthers;
    }

    /**
     * Returns how long the steps took, from the first request to the last answer.
     *
     * @return the time, not negative
     */
    public Duration duration() {
        return Duration.ofNanos(nanos);
    }

    RuleJournal journal() {
        return journal;
    }

    /** Returns one line for people, such as {@code 3 added, 1 deleted, 0 moved, 40 unchanged, in 21 ms}. */
    @Override
    public String toString() {
        return additions + " added, " + deletions + " deleted, " + moves + " moved, " + plan.unchanged()
                + " unchanged, in " + nanos / 1_000_000 + " ms"
                + (byOthers == 0 ? "" : "; " + byOthers + (byOthers == 1 ? " change was" : " changes were")
                + " made by another program before");
    }
}
