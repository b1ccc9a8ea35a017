package io.github.nettyaudit.codec.rule;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a plan. If a step fails, the steps that were carried out are undone. If another program has loaded one of
 * the wanted rules meanwhile, so perhaps at another place, the order of the rules is checked at the end and corrected.
 * Runs on the event loop of the client's channel.
 */
final class RulePlanRun {
    /** How often the order is corrected before another program is taken to undo it again and again. */
    static final int MOST_CORRECTIONS = 3;

    private final AuditRules rules;
    private final AuditRulePlan plan;
    private final Promise<AuditRuleApplyResult> result;
    private final RuleJournal journal = new RuleJournal();
    private final long start = System.nanoTime();
    private int corrections;

    RulePlanRun(AuditRules rules, AuditRulePlan plan, Promise<AuditRuleApplyResult> result) {
        this.rules = rules;
        this.plan = plan;
        this.result = result;
    }

    void run() {
        send(plan.steps());
    }

    private void send(List<AuditRulePlanStep> steps) {
        new RuleStepRunner(rules, journal, false, steps, this::ended).run();
    }

    private void ended(@Nullable Throwable failure) {
        if (failure != null) {
            rollBack(failure);
        } else if (journal.takeConflict()) {
            rules.listTwice().addListener(this::checkOrder);
        } else {
            result.trySuccess(new AuditRuleApplyResult(plan, journal, System.nanoTime() - start));
        }
    }

    private void checkOrder(Future<? super List<AuditRule>> listing) {
        if (!listing.isSuccess()) {
            rollBack(listing.cause());
            return;
        }
        @SuppressWarnings("unchecked")
        List<AuditRulePlanStep> steps = AuditRulePlan.correction((List<AuditRule>) listing.getNow(), plan.wanted());
        if (!steps.isEmpty() && ++corrections > MOST_CORRECTIONS) {
            rollBack(new AuditRuleConflictException("the rules are not in the wanted order after " + MOST_CORRECTIONS
                    + " corrections; another program is changing them, try again later", "apply rules"));
        } else {
            send(steps);
        }
    }

    private void rollBack(Throwable cause) {
        int changes = journal.changes();
        new RuleRollBack(rules, journal, plan.loaded(), outcome ->
                result.tryFailure(new AuditRuleApplyException(cause, changes, outcome))).run();
    }
}
