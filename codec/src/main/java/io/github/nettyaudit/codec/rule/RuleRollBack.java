package io.github.nettyaudit.codec.rule;

import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Undoes what is in a journal, and nothing else. Runs on the event loop of the client's channel. */
final class RuleRollBack {
    /**
     * How a roll-back ended.
     *
     * @param remaining     changes that are still in effect
     * @param unknown       steps of which it is not known whether they are in effect
     * @param orderRestored whether the rules that were loaded before stand in the order in which they were
     * @param failure       the first thing that went wrong; null if nothing did
     */
    record Outcome(List<AuditRulePlanStep> remaining, List<AuditRulePlanStep> unknown, boolean orderRestored,
                   @Nullable Throwable failure) {
        static final Outcome NOTHING_TO_DO = new Outcome(List.of(), List.of(), true, null);

        boolean isComplete() {
            return remaining.isEmpty() && unknown.isEmpty() && orderRestored;
        }
    }

    private final AuditRules rules;
    private final RuleJournal journal;
    private final List<AuditRule> before;
    private final Consumer<Outcome> ended;

    /** @param before what was loaded when the run began, for the order of the rules */
    RuleRollBack(AuditRules rules, RuleJournal journal, List<AuditRule> before, Consumer<Outcome> ended) {
        this.rules = rules;
        this.journal = journal;
        this.before = before;
        this.ended = ended;
    }

    void run() {
        if (journal.inEffect().isEmpty() && !journal.hasUnknown() && !journal.hasChangedOrder()) {
            ended.accept(Outcome.NOTHING_TO_DO);
            return;
        }
        rules.listTwice().addListener((Future<List<AuditRule>> listed) -> {
            if (listed.isSuccess()) {
                journal.settle(listed.getNow());
                journal.leaveToOthers(listed.getNow());
                send(journal.inverse(listed.getNow(), before), true, null);
            } else {
                // what was acknowledged can be undone without knowing what else is loaded
                send(journal.blindInverse(), !journal.hasChangedOrder(), listed.cause());
            }
        });
    }

    private void send(List<AuditRulePlanStep> steps, boolean order, @Nullable Throwable listingFailure) {
        List<AuditRulePlanStep> open = journal.takeUnknown();
        new RuleStepRunner(rules, journal, true, steps, failure -> {
            open.forEach(journal::unknown);
            ended.accept(new Outcome(journal.inEffect(), journal.unknown(), order && failure == null,
                    failure == null ? listingFailure : failure));
        }).run();
    }
}
