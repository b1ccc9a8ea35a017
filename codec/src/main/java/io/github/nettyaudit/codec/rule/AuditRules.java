package io.github.nettyaudit.codec.rule;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.message.AuditRuleMessage;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditErrnoException;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lists, adds, deletes and applies the kernel's rules through an {@link AuditClient}. Changes need CAP_AUDIT_CONTROL.
 *
 * <pre>{@code
 * AuditRules rules = new AuditRules(client);
 * rules.plan(wanted).addListener(…);    // a dry run
 * rules.apply(wanted).addListener(…);   // sends the difference, additions first; undone if a step fails
 * }</pre>
 *
 * <p>{@link #apply(List)} can run beside other programs that change rules. It deletes only rules that two listings in a
 * row have shown, takes a rule that somebody else has loaded or deleted meanwhile for done, and, if a step fails,
 * undoes only the steps that the kernel has acknowledged.
 *
 * <p>Immutable and thread-safe; no method blocks or throws because of the channel's state. Listeners run on the
 * channel's event loop. Futures fail with an {@link AuditRuleRefusedException} when the kernel refuses a rule, and
 * otherwise as those of the client do.
 */
public final class AuditRules {
    private final AuditClient client;
    private final @Nullable Future<?> stop;

    /**
     * Creates the rules of the kernel that a client is connected to.
     *
     * @param client a client of a control channel
     */
    public AuditRules(AuditClient client) {
        this(client, null);
    }

    private AuditRules(AuditClient client, @Nullable Future<?> stop) {
        this.client = requireNonNull(client, "client");
        this.stop = stop;
    }

    /**
     * Returns the same rules with a signal that stops {@link #apply(List)}: once {@code stop} is done, no further step
     * is sent, what was changed is undone, and the application fails with an {@link AuditRuleApplyException} whose
     * cause is a {@link java.util.concurrent.CancellationException}.
     *
     * @param stop done, in whatever way, when applications are to stop
     * @return the rules with that signal
     */
    public AuditRules stoppedBy(Future<?> stop) {
        return new AuditRules(client, requireNonNull(stop, "stop"));
    }

    boolean isStopped() {
        return stop != null && stop.isDone();
    }

    /**
     * Lists the rules that are loaded.
     *
     * @return the rules, filter list by filter list, each in the order in which the kernel evaluates them
     */
    public Future<List<AuditRule>> list() {
        return map(client.rawRules(), AuditRules::decode, UnaryOperator.identity());
    }

    private static List<AuditRule> decode(List<AuditRuleMessage> parts) {
        List<AuditRule> rules = new ArrayList<>(parts.size());
        parts.forEach(part -> rules.add(AuditRule.decode(ByteBufUtil.getBytes(part.content()))));
        return rules;
    }

    /** Lists the rules until two listings in a row are equal. */
    Future<List<AuditRule>> listTwice() {
        Promise<List<AuditRule>> listed = promise();
        new RuleListing(this, listed).run();
        return listed;
    }

    /**
     * Loads a rule.
     *
     * @param rule the rule
     * @return done when the kernel has loaded the rule; fails with EEXIST if an equal rule is loaded
     */
    public Future<Void> add(AuditRule rule) {
        return map(client.addRawRule(rule.encode()), Function.identity(), failure -> refused(true, rule, failure));
    }

    /**
     * Deletes the rule that is equal to this one; whether it was prepended does not matter.
     *
     * @param rule the rule
     * @return done when the kernel has deleted the rule; fails with ENOENT if no equal rule is loaded
     */
    public Future<Void> delete(AuditRule rule) {
        // the kernel forgets that a rule was prepended, and would not find one that is marked so
        return map(client.deleteRawRule(rule.appended().encode()), Function.identity(),
                failure -> refused(false, rule, failure));
    }

    private static Throwable refused(boolean adding, AuditRule rule, Throwable failure) {
        return failure instanceof AuditErrnoException errno
                ? new AuditRuleRefusedException(adding, rule, errno) : failure;
    }

    /**
     * Plans how to have exactly these rules loaded. Changes nothing.
     *
     * @param wanted the rules, each filter list in its order
     * @return the plan; fails with an {@link AuditRuleConflictException} if the loaded rules do not stop changing
     */
    public Future<AuditRulePlan> plan(List<AuditRule> wanted) {
        List<AuditRule> rules = List.copyOf(wanted);
        return plan(loaded -> rules);
    }

    /**
     * Plans how to have exactly those rules loaded that a function makes from the loaded ones. Changes nothing.
     *
     * @param wanted called once on the event loop with the rules that are loaded; if it throws, the future fails
     * @return the plan; fails with an {@link AuditRuleConflictException} if the loaded rules do not stop changing
     */
    public Future<AuditRulePlan> plan(UnaryOperator<List<AuditRule>> wanted) {
        requireNonNull(wanted, "wanted");
        return map(listTwice(), loaded -> AuditRulePlan.between(loaded, wanted.apply(loaded)),
                UnaryOperator.identity());
    }

    /**
     * Changes the loaded rules to exactly these.
     *
     * @param wanted the rules, each filter list in its order
     * @return what was done; fails with an {@link AuditRuleApplyException}, or as {@link #plan(List)} does
     */
    public Future<AuditRuleApplyResult> apply(List<AuditRule> wanted) {
        List<AuditRule> rules = List.copyOf(wanted);
        return apply(loaded -> rules);
    }

    /**
     * Changes the loaded rules to exactly those that a function makes from them.
     *
     * @param wanted called once on the event loop with the rules that are loaded; if it throws, the future fails
     * @return what was done; fails with an {@link AuditRuleApplyException}, or as {@link #plan(UnaryOperator)} does
     */
    public Future<AuditRuleApplyResult> apply(UnaryOperator<List<AuditRule>> wanted) {
        Promise<AuditRuleApplyResult> result = promise();
        plan(wanted).addListener((Future<AuditRulePlan> plan) -> {
            if (plan.isSuccess()) {
                new RulePlanRun(this, plan.getNow(), result).run();
            } else {
                result.tryFailure(plan.cause());
            }
        });
        return result;
    }

    /**
     * Carries out a plan. When a step fails, the steps before it are undone.
     *
     * @param plan a plan that was made a short time ago
     * @return what was done; fails with an {@link AuditRuleApplyException}
     */
    public Future<AuditRuleApplyResult> apply(AuditRulePlan plan) {
        requireNonNull(plan, "plan");
        Promise<AuditRuleApplyResult> result = promise();
        onLoop(new RulePlanRun(this, plan, result)::run, result);
        return result;
    }

    /**
     * Undoes what an application has changed: deletes the rules that it added, loads those that it deleted, and puts
     * those that it moved back to their places. Rules that other programs have changed since are left alone. Undoing a
     * second time does nothing.
     *
     * @param applied the result of the application
     * @return done when everything is undone; fails with an {@link AuditRuleApplyException} that says what is not
     */
    public Future<Void> undo(AuditRuleApplyResult applied) {
        requireNonNull(applied, "applied");
        Promise<Void> undone = promise();
        onLoop(new RuleRollBack(this, applied.journal(), applied.plan().loaded(), outcome -> {
            if (outcome.isComplete()) {
                undone.trySuccess(null);
            } else {
                undone.tryFailure(AuditRuleApplyException.notUndone(outcome));
            }
        })::run, undone);
        return undone;
    }

    /** Runs a task on the channel's loop, where all answers arrive. */
    private void onLoop(Runnable task, Promise<?> promise) {
        Channel channel = client.channel();
        try {
            if (channel.eventLoop().inEventLoop()) {
                task.run();
            } else {
                channel.eventLoop().execute(task);
            }
        } catch (IllegalStateException | RejectedExecutionException noLoop) {
            promise.tryFailure(noLoop);
        }
    }

    void schedule(Runnable task, long milliseconds) {
        client.channel().eventLoop().schedule(task, milliseconds, TimeUnit.MILLISECONDS);
    }

    private <T> Promise<T> promise() {
        Channel channel = client.channel();
        return channel.isRegistered() ? channel.eventLoop().newPromise() : ImmediateEventExecutor.INSTANCE.newPromise();
    }

    private <T, R> Future<R> map(Future<T> future, Function<? super T, ? extends R> value,
                                 UnaryOperator<Throwable> failure) {
        Promise<R> mapped = promise();
        future.addListener((Future<T> ended) -> {
            if (!ended.isSuccess()) {
                mapped.tryFailure(failure.apply(ended.cause()));
                return;
            }
            try {
                mapped.trySuccess(value.apply(ended.getNow()));
            } catch (RuntimeException exception) {
                mapped.tryFailure(exception);
            }
        });
        return mapped;
    }
}
