package io.github.nettyaudit.codec.rule;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.message.AuditRuleMessage;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditErrnoException;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The kernel's rules as values, through an {@link AuditClient}. Immutable and thread-safe; no method blocks. Futures
 * fail with {@link AuditRuleRefusedException} when the kernel refuses a rule, and else as the client's do.
 *
 * <pre>{@code
 * AuditRules rules = new AuditRules(client);
 * rules.plan(wanted).addListener(…);    // a dry run
 * rules.apply(wanted).addListener(…);   // the difference only, additions first, rolled back if it fails
 * }</pre>
 */
public final class AuditRules {
    private final AuditClient client;

    /** @param client a client of a control channel; its process needs CAP_AUDIT_CONTROL */
    public AuditRules(AuditClient client) {
        this.client = requireNonNull(client, "client");
    }

    /** The rules that are loaded: list by list, each in the order in which the kernel asks them. */
    public Future<List<AuditRule>> list() {
        return map(client.rawRules(), AuditRules::decode, UnaryOperator.identity());
    }

    private static List<AuditRule> decode(List<AuditRuleMessage> parts) {
        List<AuditRule> rules = new ArrayList<>(parts.size());
        parts.forEach(part -> rules.add(AuditRule.decode(ByteBufUtil.getBytes(part.content()))));
        return rules;
    }

    /** Loads a rule. */
    public Future<Void> add(AuditRule rule) {
        return map(client.addRawRule(rule.encode()), Function.identity(), failure -> refused(true, rule, failure));
    }

    /** Removes the rule that is equal to this one; whether it was prepended does not matter. */
    public Future<Void> delete(AuditRule rule) {
        // the kernel forgets that a rule was prepended, and would not find one that is marked so
        return map(client.deleteRawRule(rule.appended().encode()), Function.identity(),
                failure -> refused(false, rule, failure));
    }

    private static Throwable refused(boolean adding, AuditRule rule, Throwable failure) {
        return failure instanceof AuditErrnoException errno
                ? new AuditRuleRefusedException(adding, rule, errno) : failure;
    }

    /** What would have to be done to have exactly these rules loaded. Nothing is changed. */
    public Future<AuditRulePlan> plan(List<AuditRule> wanted) {
        List<AuditRule> rules = List.copyOf(wanted);
        return planned(loaded -> rules);
    }

    /** As {@link #plan(List)}; the wanted rules are made from those that are loaded. */
    public Future<AuditRulePlan> planned(Function<List<AuditRule>, List<AuditRule>> wanted) {
        return map(list(), loaded -> AuditRulePlan.between(loaded, wanted.apply(loaded)), UnaryOperator.identity());
    }

    /** Has exactly these rules loaded in the end. @return fails with {@link AuditRuleApplyException} */
    public Future<AuditRuleApplyResult> apply(List<AuditRule> wanted) {
        List<AuditRule> rules = List.copyOf(wanted);
        return appliedAs(loaded -> rules);
    }

    /** As {@link #apply(List)}; the wanted rules are made from those that are loaded. */
    public Future<AuditRuleApplyResult> appliedAs(Function<List<AuditRule>, List<AuditRule>> wanted) {
        Promise<AuditRuleApplyResult> report = promise();
        planned(wanted).addListener((Future<AuditRulePlan> plan) -> {
            if (plan.isSuccess()) {
                new RulePlanRun(this, plan.getNow(), report).start();
            } else {
                report.tryFailure(plan.cause());
            }
        });
        return report;
    }

    /**
     * Carries out a plan. When a step fails, the rules are put back as they were when the plan was made.
     *
     * @return fails with {@link AuditRuleApplyException}
     */
    public Future<AuditRuleApplyResult> apply(AuditRulePlan plan) {
        Promise<AuditRuleApplyResult> report = promise();
        new RulePlanRun(this, plan, report).start();
        return report;
    }

    /** Runs a task on the channel's loop, on which all promises here are told. */
    void onLoop(Runnable task) {
        EventLoop loop = client.channel().eventLoop();
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    <T> Promise<T> promise() {
        return client.channel().eventLoop().newPromise();
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
