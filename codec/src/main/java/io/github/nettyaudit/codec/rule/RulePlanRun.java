package io.github.nettyaudit.codec.rule;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a plan, on the loop of the client's channel. Steps of one kind are sent without waiting for each other,
 * since the kernel takes requests in order; a deletion waits for the additions before it, so that nothing is deleted
 * that was not replaced.
 */
final class RulePlanRun {
    /** How many additions may be under way; their answers fit into a socket's buffer many times. */
    private static final int ADDITIONS = 256;
    /** Fewer deletions: the loop is in the kernel for some 12 ms each, and reads no answer meanwhile. */
    private static final int DELETIONS = 64;

    private final AuditRules rules;
    private final AuditRulePlan plan;
    private final Promise<AuditRuleApplyResult> report;
    private final long start = System.nanoTime();
    private int next;
    private int underWay;
    private boolean undoing;
    private @Nullable Throwable failure;

    RulePlanRun(AuditRules rules, AuditRulePlan plan, Promise<AuditRuleApplyResult> report) {
        this.rules = rules;
        this.plan = plan;
        this.report = report;
    }

    /** Starts; a step that fails undoes what was done. */
    void start() {
        rules.onLoop(this::send);
    }

    private void undo() {
        undoing = true;
        start();
    }

    private void send() {
        List<AuditRulePlanStep> steps = plan.steps();
        if (next == steps.size()) {
            report.trySuccess(new AuditRuleApplyResult(plan, System.nanoTime() - start));
            return;
        }
        boolean adding = steps.get(next).adding();
        int most = adding ? ADDITIONS : DELETIONS;
        int end = next + 1;
        while (end < steps.size() && end - next < most && steps.get(end).adding() == adding) {
            end++;
        }
        List<AuditRulePlanStep> batch = steps.subList(next, end);
        next = end;
        underWay = batch.size();
        for (AuditRulePlanStep step : batch) {
            Future<Void> ended = step.adding() ? rules.add(step.rule()) : rules.delete(step.rule());
            ended.addListener(this::ended);
        }
    }

    private void ended(Future<? super Void> step) {
        if (!step.isSuccess() && failure == null) {
            failure = step.cause();
        }
        if (--underWay > 0) {
            return;
        }
        if (failure == null) {
            send();
        } else if (undoing) {
            report.tryFailure(failure);
        } else {
            rollBack(failure);
        }
    }

    /** What was done is not known for sure, after a timeout for example: so from what the kernel lists now. */
    private void rollBack(Throwable cause) {
        rules.plan(plan.loaded()).addListener((Future<AuditRulePlan> back) -> {
            if (!back.isSuccess()) {
                report.tryFailure(new AuditRuleApplyException(cause, back.cause()));
                return;
            }
            Promise<AuditRuleApplyResult> undone = rules.promise();
            undone.addListener(ended -> report.tryFailure(new AuditRuleApplyException(cause,
                    ended.isSuccess() ? null : ended.cause())));
            new RulePlanRun(rules, back.getNow(), undone).undo();
        });
    }
}
