package io.github.nettyaudit.codec.rule;

import static io.github.nettyaudit.codec.rule.RuleKernel.rule;
import static io.github.nettyaudit.codec.rule.RuleKernel.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.request.AuditChannelClosedException;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditRequestException;
import io.github.nettyaudit.codec.request.AuditRequestLimitException;
import io.github.nettyaudit.codec.request.AuditRequestTimeoutException;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Applying sets of rules: what is sent, what is undone, and what is said, also beside other programs. */
class AuditRulesTest {
    private RuleKernel kernel = new RuleKernel();

    @AfterEach
    void nothingIsLeft() {
        assertThat(kernel.channel.finishAndReleaseAll()).as("messages left").isFalse();
    }

    private AuditRuleApplyResult apply(List<AuditRule> wanted) {
        return kernel.get(kernel.rules.apply(wanted));
    }

    private void fails(Future<?> future, Consumer<AuditRuleApplyException> check) {
        kernel.run();
        assertThat(future.isDone()).as("asked: %s", kernel.log).isTrue();
        assertThat(future.cause()).isInstanceOfSatisfying(AuditRuleApplyException.class, check);
    }

    private void refuse(int errno, AuditRule... refused) {
        List<String> texts = List.of(refused).stream().map(rule -> "+" + rule).toList();
        kernel.reaction = request -> texts.contains(request) ? errno : RuleKernel.USUAL;
    }

    @Test
    void onlyTheDifferenceIsSentAndAnythingElseStays() {
        kernel.load(rules(1, 2, 3));

        AuditRuleApplyResult result = apply(rules(0, 2, 3, 4));

        assertThat(kernel.loaded()).isEqualTo(rules(0, 2, 3, 4));
        assertThat(kernel.log).containsExactly("list", "list", "+" + rule(0).prepended(), "+" + rule(4),
                "-" + rule(1));
        assertThat(result.toString()).matches("2 added, 1 deleted, 0 moved, 2 unchanged, in \\d+ ms");
        assertThat(result.plan().loaded()).isEqualTo(rules(1, 2, 3));
        assertThat(result.doneByOthers()).isZero();
        assertThat(result.duration()).isPositive();
    }

    @Test
    void wantedRulesMayBeMadeFromTheLoadedOnes() {
        kernel.load(rules(1, 2));

        assertThat(kernel.get(kernel.rules.plan(loaded -> loaded.subList(1, 2))))
                .hasToString("0 to add, 1 to delete, 0 to move, 1 unchanged");
        assertThat(kernel.loaded()).as("a plan changes nothing").hasSize(2);
        kernel.get(kernel.rules.apply(loaded -> loaded.subList(1, 2)));
        assertThat(kernel.loaded()).isEqualTo(rules(2));

        Future<AuditRuleApplyResult> failed = kernel.rules.apply(loaded -> {
            throw new IllegalStateException("of the function");
        });
        assertThatThrownBy(() -> kernel.get(failed)).isInstanceOf(IllegalStateException.class)
                .hasMessage("of the function");
    }

    // ---- H1, H2: what is loaded is not known for sure ----

    @Test
    void aListingThatLacksAPartDeletesNothing() {
        kernel.load(rules(1, 2, 3));
        kernel.lostParts.put(1, 1);

        AuditRuleApplyResult result = apply(rules(1, 2, 3));

        assertThat(result.plan().isEmpty()).isTrue();
        assertThat(kernel.log).containsOnly("list").hasSize(3);
        assertThat(kernel.loaded()).isEqualTo(rules(1, 2, 3));
    }

    @Test
    void twoListingsThatLackTheSamePartDeleteNothingEither() {
        kernel.load(rules(1, 2, 3));
        kernel.lostParts.put(1, 1);
        kernel.lostParts.put(2, 1);

        AuditRuleApplyResult result = apply(rules(1, 2, 3));

        assertThat(kernel.loaded()).containsExactlyInAnyOrderElementsOf(rules(1, 2, 3)).isEqualTo(rules(1, 2, 3));
        assertThat(result.additions()).isZero();
        assertThat(result.doneByOthers()).isEqualTo(1);
        assertThat(result.toString()).endsWith("; 1 change was made by another program before");
    }

    @Test
    void rulesThatNeverStopChangingAreNotPlannedFor() {
        kernel.load(rules(1));
        IntStream.rangeClosed(1, RuleListing.MOST_LISTINGS).forEach(listing -> kernel.before.put(listing, () -> {
            if (listing % 2 == 0) {
                kernel.delete(rule(9));
            } else {
                kernel.load(rule(9));
            }
        }));

        assertThatThrownBy(() -> apply(rules(2))).isInstanceOf(AuditRuleConflictException.class)
                .hasMessage("the loaded rules were different in each of 32 listings in a row; another program is"
                        + " changing them, try again later");
        assertThat(kernel.log).containsOnly("list").hasSize(32);
    }

    // ---- H1: roll-back ----

    @Test
    void whatOthersLoadBetweenPlanAndFailureStays() {
        kernel.load(rule(1));
        AuditRulePlan plan = kernel.get(kernel.rules.plan(rules(1, 2, 3, 4)));
        kernel.load(rules(9, 3));
        refuse(NetlinkErrno.EINVAL, rule(4));

        fails(kernel.rules.apply(plan), failure -> {
            assertThat(failure.isRolledBack()).isTrue();
            assertThat(failure.rollBackFailure()).isNull();
            assertThat(failure.remaining()).isEmpty();
            assertThat(failure.unknown()).isEmpty();
            assertThat(failure.getCause()).isInstanceOf(AuditRuleRefusedException.class);
            assertThat(failure).hasMessageEndingWith("(EINVAL); the one change made before was undone");
        });
        assertThat(kernel.loaded()).isEqualTo(rules(1, 9, 3));
    }

    @Test
    void nothingIsUndoneWhereNothingWasDone() {
        refuse(NetlinkErrno.EINVAL, rule(1));

        fails(kernel.rules.apply(rules(1)), failure -> {
            assertThat(failure).hasMessageEndingWith("(EINVAL); nothing was changed");
            assertThat(failure.isRolledBack()).isTrue();
        });
        assertThat(kernel.log).containsExactly("list", "list", "+" + rule(1));
    }

    @Test
    void additionsDeletionsAndPlacesAreUndone() {
        kernel.load(rules(1, 2, 3, 4, 5));
        refuse(NetlinkErrno.ENOENT, rule(8));

        fails(kernel.rules.apply(rules(6, 4, 3, 7, 1, 8)), failure -> {
            assertThat(failure.isRolledBack()).isTrue();
            assertThat(failure.getMessage()).matches(".*; the \\d+ changes made before were undone");
        });
        assertThat(kernel.loaded()).isEqualTo(rules(1, 2, 3, 4, 5));
    }

    @Test
    void aDeletionThatIsRefusedUndoesTheDeletionsBeforeIt() {
        kernel.load(rules(1, 2, 3));
        kernel.reaction = request -> request.equals("-" + rule(3)) ? NetlinkErrno.EPERM : RuleKernel.USUAL;

        fails(kernel.rules.apply(rules(4)), failure -> assertThat(failure)
                .hasMessageEndingWith("(EPERM); the 3 changes made before were undone"));
        assertThat(kernel.loaded()).isEqualTo(rules(1, 2, 3));
    }

    @Test
    void rollBackKeepsTheOrderOfOthersAndLeavesTheirRulesAlone() {
        kernel.load(rules(1, 2, 3));
        AuditRulePlan plan = kernel.get(kernel.rules.plan(rules(3, 1, 4)));
        kernel.load(rule(9));
        kernel.before.put(3, () -> kernel.load(rule(8).prepended()));
        refuse(NetlinkErrno.EINVAL, rule(4));

        fails(kernel.rules.apply(plan), failure -> assertThat(failure.isRolledBack()).isTrue());

        assertThat(kernel.loaded()).containsExactlyInAnyOrderElementsOf(rules(1, 2, 3, 8, 9))
                .containsSubsequence(rules(1, 2, 3)).containsSubsequence(rules(8, 9));
    }

    @Test
    void whatCannotBeUndoneIsNamed() {
        kernel.load(rules(1));
        kernel.reaction = request -> request.equals("+" + rule(3)) ? NetlinkErrno.EINVAL
                : request.equals("-" + rule(2)) ? NetlinkErrno.EPERM : RuleKernel.USUAL;

        fails(kernel.rules.apply(rules(1, 2, 3)), failure -> {
            assertThat(failure.isRolledBack()).isFalse();
            assertThat(failure.remaining()).containsExactly(
                    new AuditRulePlanStep(true, rule(2), AuditRulePlanStep.Reason.ADDED));
            assertThat(failure.rollBackFailure()).isInstanceOf(AuditRuleRefusedException.class);
            assertThat(failure.getSuppressed()).containsExactly(failure.rollBackFailure());
            assertThat(failure.getMessage()).contains("(EINVAL); not undone: \"" + rule(2) + "\" is still loaded (the"
                    + " kernel did not delete the rule " + rule(2) + ": ");
        });
        assertThat(kernel.loaded()).isEqualTo(rules(1, 2));
    }

    @Test
    void onlyThreeRulesAreNamed() {
        kernel.load(rules(1, 2, 3, 4, 5));
        kernel.reaction = request -> request.equals("-" + rule(5)) || request.startsWith("+") ? NetlinkErrno.EPERM
                : RuleKernel.USUAL;

        fails(kernel.rules.apply(List.of()), failure -> assertThat(failure.getMessage()).contains("not undone: \""
                + rule(1) + "\" is no longer loaded, \"" + rule(2) + "\" is no longer loaded, \"" + rule(3)
                + "\" is no longer loaded and 1 more (the kernel did not load the rule "));
    }

    // ---- H1: others edit while we apply ----

    @Test
    void aRuleThatIsLoadedMeanwhileIsTakenForDone() {
        AuditRulePlan plan = kernel.get(kernel.rules.plan(rules(1, 2)));
        kernel.load(rules(1, 9));

        AuditRuleApplyResult result = kernel.get(kernel.rules.apply(plan));

        assertThat(kernel.loaded()).isEqualTo(rules(1, 9, 2));
        assertThat(result.additions()).isEqualTo(1);
        assertThat(result.doneByOthers()).isEqualTo(1);
    }

    @Test
    void aRuleThatIsLoadedMeanwhileAtAnotherPlaceIsMoved() {
        AuditRulePlan plan = kernel.get(kernel.rules.plan(rules(1, 2, 3)));
        kernel.load(rules(9, 3));

        AuditRuleApplyResult result = kernel.get(kernel.rules.apply(plan));

        assertThat(kernel.loaded()).containsExactlyInAnyOrderElementsOf(rules(1, 2, 3, 9))
                .containsSubsequence(rules(1, 2, 3));
        assertThat(result.moves()).isEqualTo(1);
    }

    @Test
    void anOrderThatOthersChangeAgainAndAgainIsGivenUp() {
        AuditRulePlan plan = kernel.get(kernel.rules.plan(rules(1, 2)));
        kernel.load(rule(2));
        // at each addition of the rule that moves, somebody else is quicker and puts it first
        kernel.reaction = request -> {
            if (request.equals("+" + rule(2)) && !kernel.loaded().contains(rule(2))) {
                kernel.load(rule(2).prepended());
            }
            return RuleKernel.USUAL;
        };

        fails(kernel.rules.apply(plan), failure -> {
            assertThat(failure.getCause()).isInstanceOf(AuditRuleConflictException.class).hasMessage("the rules are not"
                    + " in the wanted order after 3 corrections; another program is changing them, try again later");
            assertThat(failure.isRolledBack()).isTrue();
        });
        assertThat(kernel.loaded()).isEqualTo(rules(2));
    }

    @Test
    void aRuleThatIsDeletedMeanwhileIsTakenForDone() {
        kernel.load(rules(1, 2, 3));
        AuditRulePlan plan = kernel.get(kernel.rules.plan(rules(3, 1)));
        kernel.delete(rule(2));
        kernel.delete(rule(1));

        AuditRuleApplyResult result = kernel.get(kernel.rules.apply(plan));

        assertThat(kernel.loaded()).isEqualTo(rules(3, 1));
        assertThat(result.deletions()).isZero();
        assertThat(result.moves()).isEqualTo(1);
        assertThat(result.doneByOthers()).isEqualTo(1);
    }

    @Test
    void deletionsThatOthersMadeBeforeAreCounted() {
        kernel.load(rules(1, 2, 3));
        AuditRulePlan plan = kernel.get(kernel.rules.plan(rules(3)));
        kernel.delete(rule(1));
        kernel.delete(rule(2));

        AuditRuleApplyResult result = kernel.get(kernel.rules.apply(plan));

        assertThat(result.doneByOthers()).isEqualTo(2);
        assertThat(result.deletions()).isZero();
        assertThat(result.toString()).endsWith("; 2 changes were made by another program before");
    }

    @Test
    void aPlaceholderOfAnotherProgramIsLeftToIt() {
        kernel.load(rules(1, 2));
        AuditRulePlan plan = kernel.get(kernel.rules.plan(rules(2, 1)));
        AuditRule placeholder = plan.steps().get(0).rule();
        assertThat(plan.steps().get(0).reason()).isEqualTo(AuditRulePlanStep.Reason.PLACEHOLDER);
        kernel.load(placeholder.asLoaded());

        kernel.get(kernel.rules.apply(plan));

        assertThat(kernel.loaded()).containsSubsequence(rules(2, 1)).contains(placeholder.asLoaded());
        assertThat(kernel.log).doesNotContain("-" + placeholder.asLoaded());
    }

    @Test
    void whatOthersDeletedIsNotLoadedAgainByARollBack() {
        kernel.load(rules(1, 2, 3));
        AuditRulePlan plan = kernel.get(kernel.rules.plan(rules(3, 1, 4)));
        kernel.delete(rule(2));
        kernel.delete(rule(1));
        refuse(NetlinkErrno.EINVAL, rule(4));

        fails(kernel.rules.apply(plan), failure -> assertThat(failure.isRolledBack()).isTrue());
        assertThat(kernel.loaded()).isEqualTo(rules(3));
    }

    @Test
    void whatOthersDeletedIsNotLoadedAgainWhereTheOrderIsRestored() {
        kernel.load(rules(1, 2, 3));
        AuditRulePlan plan = kernel.get(kernel.rules.plan(rules(3, 1, 4)));
        kernel.delete(rule(2));
        refuse(NetlinkErrno.EINVAL, rule(4));

        fails(kernel.rules.apply(plan), failure -> assertThat(failure.isRolledBack()).isTrue());
        assertThat(kernel.loaded()).isEqualTo(rules(1, 3));
    }

    // ---- H1: outcomes that are not known ----

    @Test
    void anUnansweredAdditionThatIsInEffectIsDone() {
        kernel.reaction = request -> request.equals("+" + rule(2)) ? RuleKernel.CARRIED_OUT_WITHOUT_ANSWER
                : RuleKernel.USUAL;
        Future<AuditRuleApplyResult> applied = kernel.rules.apply(rules(1, 2, 3));
        kernel.run();
        assertThat(applied.isDone()).isFalse();
        kernel.pass(5_000);

        assertThat(applied.getNow().additions()).isEqualTo(3);
        assertThat(kernel.loaded()).isEqualTo(rules(1, 2, 3));
    }

    @Test
    void anUnansweredStepThatIsNotInEffectIsAFailureAndOnlyOursIsUndone() {
        kernel.load(rules(5));
        kernel.reaction = request -> request.equals("+" + rule(2)) ? RuleKernel.IGNORED : RuleKernel.USUAL;
        Future<AuditRuleApplyResult> applied = kernel.rules.apply(rules(1, 2, 3));
        kernel.run();
        kernel.load(rule(9));
        kernel.pass(5_000);

        fails(applied, failure -> {
            assertThat(failure.getCause()).isInstanceOf(AuditRequestTimeoutException.class);
            assertThat(failure).hasMessageEndingWith("; the 2 changes made before were undone");
        });
        assertThat(kernel.loaded()).isEqualTo(rules(5, 9));
    }

    @Test
    void anUnansweredDeletionIsLookedUpToo() {
        kernel.load(rules(1, 2, 3));
        kernel.reaction = request -> request.equals("-" + rule(1)) ? RuleKernel.CARRIED_OUT_WITHOUT_ANSWER
                : request.equals("-" + rule(2)) ? RuleKernel.IGNORED : RuleKernel.USUAL;
        Future<AuditRuleApplyResult> applied = kernel.rules.apply(List.of());
        kernel.run();
        kernel.pass(5_000);

        fails(applied, failure -> assertThat(failure.isRolledBack()).isTrue());
        assertThat(kernel.loaded()).isEqualTo(rules(1, 2, 3));
    }

    @Test
    void whatCannotBeLookedUpIsSaidToBeUnknown() {
        boolean[] silent = {false};
        kernel.reaction = request -> silent[0] ? RuleKernel.IGNORED : RuleKernel.USUAL;
        AuditRulePlan plan = kernel.get(kernel.rules.plan(rules(1)));
        silent[0] = true;
        Future<AuditRuleApplyResult> applied = kernel.rules.apply(plan);
        kernel.run();
        for (int wait = 0; wait < 4; wait++) {
            kernel.pass(5_000);
        }

        fails(applied, failure -> {
            assertThat(failure.isRolledBack()).isFalse();
            assertThat(failure.unknown()).containsExactly(
                    new AuditRulePlanStep(true, rule(1), AuditRulePlanStep.Reason.ADDED));
            assertThat(failure.getMessage()).contains("; not known: whether \"" + rule(1) + "\" was loaded (");
        });
    }

    @Test
    void acknowledgedStepsAreUndoneEvenIfNothingCanBeListed() {
        kernel.load(rules(1, 2));
        boolean[] lists = {true};
        kernel.reaction = request -> request.equals("list") && !lists[0] ? 105
                : request.equals("-" + rule(2)) ? NetlinkErrno.EPERM : RuleKernel.USUAL;
        AuditRulePlan plan = kernel.get(kernel.rules.plan(rules(3)));
        lists[0] = false;

        fails(kernel.rules.apply(plan), failure -> {
            assertThat(failure.remaining()).isEmpty();
            assertThat(failure.isRolledBack()).as("the order is not restored").isFalse();
            assertThat(failure.getMessage()).contains("; the changes made before were undone, but the rules may be in"
                    + " another order (list rules");
        });
        assertThat(kernel.loaded()).containsExactlyInAnyOrderElementsOf(rules(1, 2));
    }

    @Test
    void aChannelThatClosesEndsTheRun() {
        AuditRulePlan plan = kernel.get(kernel.rules.plan(rules(1)));
        Future<AuditRuleApplyResult> applied = kernel.rules.apply(plan);
        kernel.close();

        fails(applied, failure -> {
            assertThat(failure.getCause()).isInstanceOf(AuditChannelClosedException.class);
            assertThat(failure.unknown()).hasSize(1);
        });
    }

    // ---- M7: the handler's limit ----

    @Test
    void stepsWaitForTheLimitOfTheRequestHandler() {
        kernel = new RuleKernel(100);
        List<AuditRule> wanted = rules(IntStream.range(0, 150).toArray());

        assertThat(apply(wanted).additions()).isEqualTo(150);
        assertThat(kernel.loaded()).isEqualTo(wanted);
        assertThat(kernel.mostWaiting()).isEqualTo(100);

        assertThat(apply(List.of()).deletions()).isEqualTo(150);
    }

    @Test
    void additionsAndDeletionsHaveTheirOwnBounds() {
        List<AuditRule> wanted = rules(IntStream.range(0, 300).toArray());

        apply(wanted);
        assertThat(kernel.mostWaiting()).isEqualTo(RuleStepRunner.MOST_ADDITIONS);
        assertThat(kernel.loaded()).isEqualTo(wanted);

        RuleKernel other = new RuleKernel().load(wanted);
        other.get(other.rules.apply(List.of()));
        assertThat(other.mostWaiting()).isEqualTo(RuleStepRunner.MOST_DELETIONS);
        assertThat(other.loaded()).isEmpty();
    }

    @Test
    void requestsOfOthersThatFillTheHandlerAreWaitedFor() {
        kernel = new RuleKernel(1);
        AuditRulePlan plan = kernel.get(kernel.rules.plan(rules(1)));
        boolean[] silent = {true};
        kernel.reaction = request -> request.equals("list") && silent[0] ? RuleKernel.IGNORED : RuleKernel.USUAL;
        Future<List<AuditRule>> other = kernel.rules.list();
        Future<AuditRuleApplyResult> applied = kernel.rules.apply(plan);
        for (int tenth = 0; tenth < 499; tenth++) {
            kernel.pass(10);
        }
        assertThat(applied.isDone()).isFalse();
        assertThat(other.isDone()).isFalse();
        kernel.pass(10);
        kernel.pass(10);

        assertThat(other.cause()).isInstanceOf(AuditRequestTimeoutException.class);
        assertThat(applied.getNow().additions()).isEqualTo(1);
    }

    @Test
    void aHandlerThatStaysFullIsAFailure() {
        kernel = new RuleKernel(1);
        AuditRulePlan plan = kernel.get(kernel.rules.plan(rules(1)));
        kernel.reaction = request -> request.equals("list") ? RuleKernel.IGNORED : RuleKernel.USUAL;
        listForEver();
        Future<AuditRuleApplyResult> applied = kernel.rules.apply(plan);
        for (int retry = 0; retry < RuleStepRunner.MOST_RETRIES; retry++) {
            assertThat(applied.isDone()).isFalse();
            kernel.pass(RuleStepRunner.RETRY_MILLIS);
        }

        fails(applied, failure -> assertThat(failure).hasMessageContaining("in flight")
                .hasMessageEndingWith("; nothing was changed"));
    }

    @Test
    void anUndoForWhichTheHandlerStaysFullNamesWhatRemains() {
        kernel = new RuleKernel(1);
        AuditRuleApplyResult applied = apply(rules(1, 2));
        kernel.reaction = request -> request.equals("list") ? RuleKernel.IGNORED : RuleKernel.USUAL;
        listForEver();
        Future<Void> undone = kernel.rules.undo(applied);
        for (int step = 0; step < 2; step++) {
            for (int retry = 0; retry <= RuleStepRunner.MOST_RETRIES; retry++) {
                kernel.pass(RuleStepRunner.RETRY_MILLIS);
            }
        }

        fails(undone, failure -> {
            assertThat(failure.remaining()).hasSize(2);
            assertThat(failure.rollBackFailure()).isInstanceOf(AuditRequestLimitException.class);
        });
        assertThat(kernel.loaded()).isEqualTo(rules(1, 2));
    }

    private void listForEver() {
        kernel.rules.list().addListener(ended -> {
            if (kernel.channel.isOpen()) {
                listForEver();
            }
        });
    }

    // ---- stop and undo ----

    @Test
    void aStopUndoesWhatWasDone() {
        kernel.load(rules(1));
        Promise<Void> stop = ImmediateEventExecutor.INSTANCE.newPromise();
        List<AuditRule> wanted = rules(IntStream.range(100, 400).toArray());
        kernel.before.put(20, () -> stop.setSuccess(null));

        fails(kernel.rules.stoppedBy(stop).apply(wanted), failure -> {
            assertThat(failure.getCause()).isInstanceOf(CancellationException.class);
            assertThat(failure).hasMessage("the run was stopped; the 273 changes made before were undone");
        });
        assertThat(kernel.loaded()).isEqualTo(rules(1));
    }

    @Test
    void aStopThatCameBeforeChangesNothing() {
        fails(kernel.rules.stoppedBy(ImmediateEventExecutor.INSTANCE.newSucceededFuture(null)).apply(rules(1)),
                failure -> assertThat(failure).hasMessage("the run was stopped; nothing was changed"));
        assertThat(kernel.loaded()).isEmpty();
    }

    @Test
    void anApplicationCanBeUndone() {
        kernel.load(rules(1, 2, 3));
        AuditRuleApplyResult applied = apply(rules(3, 4, 1));
        assertThat(kernel.loaded()).isEqualTo(rules(3, 4, 1));
        kernel.load(rule(9));

        kernel.get(kernel.rules.undo(applied));

        assertThat(kernel.loaded()).containsExactlyInAnyOrderElementsOf(rules(1, 2, 3, 9))
                .containsSubsequence(rules(1, 2, 3));
        kernel.get(kernel.rules.undo(applied));
        assertThat(kernel.loaded()).containsExactlyInAnyOrderElementsOf(rules(1, 2, 3, 9));
    }

    /** They were reported as still loaded, or as no longer loaded, which was not true. */
    @Test
    void whatOthersHaveChangedSinceIsLeftToThem() {
        kernel.load(rules(1, 2));
        AuditRuleApplyResult applied = apply(rules(2, 3, 4));
        kernel.delete(rule(3)); // added here
        kernel.load(rule(1)); // deleted here

        kernel.get(kernel.rules.undo(applied));
        assertThat(kernel.loaded()).isEqualTo(rules(2, 1));
        kernel.get(kernel.rules.undo(applied));
        assertThat(kernel.loaded()).isEqualTo(rules(2, 1));
    }

    @Test
    void anUndoThatFailsNamesNothingThatOthersHaveDeleted() {
        AuditRuleApplyResult applied = apply(rules(1, 2, 3));
        kernel.delete(rule(1));
        kernel.reaction = request -> request.equals("-" + rule(2)) ? NetlinkErrno.EPERM : RuleKernel.USUAL;

        fails(kernel.rules.undo(applied), failure -> {
            assertThat(failure.remaining()).hasSize(1);
            assertThat(failure.getMessage()).startsWith("not undone: \"" + rule(2) + "\" is still loaded (");
        });
        assertThat(kernel.loaded()).isEqualTo(rules(2));
    }

    /** The same when the undo is that of an application that failed. */
    @Test
    void whatOthersHaveDeletedBeforeAFailureIsNotReported() {
        kernel.reaction = request -> request.equals("+" + rule(3)) ? NetlinkErrno.EINVAL : RuleKernel.USUAL;
        kernel.before.put(5, () -> kernel.delete(rule(1)));

        fails(kernel.rules.apply(rules(1, 2, 3)), failure -> {
            assertThat(failure.isRolledBack()).isTrue();
            assertThat(failure.getMessage()).endsWith("; the 2 changes made before were undone");
        });
        assertThat(kernel.loaded()).isEmpty();
    }

    @Test
    void anUndoThatFailsSaysWhatRemains() {
        AuditRuleApplyResult applied = apply(rules(1));
        kernel.reaction = request -> request.startsWith("-") ? NetlinkErrno.EPERM : RuleKernel.USUAL;

        fails(kernel.rules.undo(applied), failure -> {
            assertThat(failure.remaining()).hasSize(1);
            assertThat(failure.getMessage()).startsWith("not undone: \"" + rule(1) + "\" is still loaded (");
            assertThat(failure.getCause()).isSameAs(failure.rollBackFailure());
        });
    }

    @Test
    void withoutAnEventLoopTheFuturesFail() {
        EmbeddedChannel unregistered = new EmbeddedChannel(DefaultChannelId.newInstance(), false, false);
        AuditRules rules = new AuditRules(new AuditClient(unregistered));
        AuditRulePlan plan = AuditRulePlan.between(List.of(), rules(1));

        assertThat(List.of(rules.list(), rules.add(rule(1)), rules.delete(rule(1)), rules.plan(List.of()),
                rules.apply(List.of()))).allSatisfy(future ->
                assertThat(future.cause()).isInstanceOf(AuditRequestException.class));
        assertThat(rules.apply(plan).cause()).isInstanceOf(IllegalStateException.class);
    }
}
