package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.request.AuditRequestLimitException;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends steps in their order and enters their outcomes into a journal. Steps of one kind are sent without waiting for
 * each other, because the kernel takes requests in order; a deletion waits for the additions before it, so that nothing
 * is deleted that was not replaced. While the request handler takes no more requests, the next step waits. Runs on the
 * event loop of the client's channel.
 */
final class RuleStepRunner {
    /** Most additions in flight; their answers fit into a socket's receive buffer many times. */
    static final int MOST_ADDITIONS = 256;
    /**
     * Most deletions in flight: each keeps the loop inside the kernel for some 12 ms, and no answer is read meanwhile.
     */
    static final int MOST_DELETIONS = 64;
    /** How soon a step is tried again that found the handler full of other requests, and how often. */
    static final long RETRY_MILLIS = 10;
    static final int MOST_RETRIES = 1_000;

    private final AuditRules rules;
    private final RuleJournal journal;
    private final boolean undoing;
    private final List<AuditRulePlanStep> steps;
    private final Consumer<@Nullable Throwable> ended;
    private int next;
    private int inFlight;
    private boolean adding;
    private boolean sending;
    private int retries;
    private @Nullable Throwable failure;
    private @Nullable Throwable unanswered;

    /**
     * @param undoing whether the other steps are sent although one has failed, and although a stop is asked for
     * @param ended   called once, when no step is in flight any more, with the first failure or null
     */
    RuleStepRunner(AuditRules rules, RuleJournal journal, boolean undoing, List<AuditRulePlanStep> steps,
                   Consumer<@Nullable Throwable> ended) {
        this.rules = rules;
        this.journal = journal;
        this.undoing = undoing;
        this.steps = steps;
        this.ended = ended;
    }

    /** Sends what can be sent now. Called to begin, and again after each answer. */
    void run() {
        if (sending) {
            return; // an answer that came while its request was being sent
        }
        sending = true;
        while (hasNext() && send(steps.get(next))) {
            next++;
        }
        sending = false;
        if (inFlight > 0 || hasNext()) {
            return;
        }
        if (journal.hasUnknown() && mayContinue()) {
            settle();
        } else {
            ended.accept(failure);
        }
    }

    private boolean hasNext() {
        return next < steps.size() && !journal.hasUnknown() && mayContinue();
    }

    private boolean mayContinue() {
        if (failure == null && !undoing && rules.isStopped()) {
            failure = new CancellationException("the run was stopped");
        }
        return failure == null || undoing;
    }

    private void fail(@Nullable Throwable cause) {
        failure = failure == null ? cause : failure;
    }

    /** @return false if the step has to wait, for an answer or for a timer */
    private boolean send(AuditRulePlanStep step) {
        if (step.reason() == AuditRulePlanStep.Reason.PLACEHOLDER && !step.adding()
                && !journal.hasAdded(step.rule())) {
            return true; // another program has loaded or deleted it
        }
        if (inFlight > 0 && (step.adding() != adding || inFlight == (adding ? MOST_ADDITIONS : MOST_DELETIONS))) {
            return false;
        }
        Future<Void> sent = step.adding() ? rules.add(step.rule()) : rules.delete(step.rule());
        if (sent.cause() instanceof AuditRequestLimitException full) {
            return inFlight == 0 && !retryLater(full);
        }
        retries = 0;
        adding = step.adding();
        inFlight++;
        sent.addListener(outcome -> answered(step, outcome.cause()));
        return true;
    }

    /** Requests of others fill the handler. @return false if it is given up */
    private boolean retryLater(Throwable full) {
        try {
            if (++retries <= MOST_RETRIES) {
                rules.schedule(this::run, RETRY_MILLIS);
                return true;
            }
        } catch (RejectedExecutionException loopHasEnded) {
            full.addSuppressed(loopHasEnded);
        }
        fail(full);
        return false;
    }

    private void answered(AuditRulePlanStep step, @Nullable Throwable cause) {
        inFlight--;
        if (cause == null) {
            journal.done(step);
        } else if (!(cause instanceof AuditRuleRefusedException refusal)) {
            journal.unknown(step);
            unanswered = cause;
        } else if (refusal.errno() == (step.adding() ? NetlinkErrno.EEXIST : NetlinkErrno.ENOENT)) {
            journal.doneByOthers(step);
        } else {
            fail(cause);
        }
        run();
    }

    /** Looks for the rules of the steps whose outcome is not known, and goes on if all of them were carried out. */
    private void settle() {
        rules.listTwice().addListener((Future<List<AuditRule>> listed) -> {
            if (!listed.isSuccess()) {
                fail(unanswered);
                ended.accept(failure);
            } else {
                if (!journal.settle(listed.getNow()).isEmpty()) {
                    fail(unanswered);
                }
                run();
            }
        });
    }
}
