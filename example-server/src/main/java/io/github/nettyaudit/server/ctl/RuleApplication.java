package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleApplyResult;
import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRulePlan;
import io.github.nettyaudit.codec.rule.AuditRulePlanStep;
import io.github.nettyaudit.codec.rule.AuditRuleRequest;
import io.github.nettyaudit.codec.rule.AuditRuleSet;
import io.github.nettyaudit.codec.rule.AuditRules;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.source.KernelReplies;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Brings the kernel to the state that rule files describe: limits first, in one request, then the difference in rules,
 * then everything else, and {@code -e} last, because it may lock everything. If a step fails, the rules and the
 * settings are put back.
 */
final class RuleApplication {
    /** Each deletion takes the kernel some 12 ms, and there may be thousands. */
    private static final long LONGEST_SECONDS = 3_600;

    private final ControlConnection control;
    private final AuditRules rules;
    private final Consumer<String> say;
    private final Consumer<AuditStatus> announced;

    /** @param say gets lines for people on what is done */
    RuleApplication(ControlConnection control, Consumer<String> say) {
        this(control, control.rules(), say, status -> { });
    }

    /**
     * @param rules     the rules of the connection, which may be stopped
     * @param announced gets each change of settings before it is sent
     */
    RuleApplication(ControlConnection control, AuditRules rules, Consumer<String> say,
                    Consumer<AuditStatus> announced) {
        this.announced = announced;
        this.control = control;
        this.rules = rules;
        this.say = say;
    }

    /** The features of the kernel, for the parser's checks. */
    int features() throws ServerException, InterruptedException {
        int features = KernelReplies.await(control.client().status()).featureBitmap();
        // before Linux 3.19 the field was a version; such a kernel itself refuses what it does not know
        return features == 0 || features == 1 || features == 2 ? LocalRuleHost.ALL_FEATURES : features;
    }

    /**
     * Prints what {@link #apply} would do.
     *
     * @param keep whether rules stay that the files do not name and no {@code -D} deletes
     */
    AuditRulePlan plan(List<AuditRuleCommand> commands, boolean keep) throws ServerException, InterruptedException {
        AuditStatus found = KernelReplies.await(control.client().status());
        AuditRulePlan plan = KernelReplies.await(rules.plan(wanted(commands, keep)));
        AuditRuleSet set = AuditRuleSet.of(List.of(), commands);
        new StatusChange(control.client(), found, set.settings(), field -> true).describe()
                .forEach(line -> say.accept("setting  " + line));
        set.others().forEach(command -> say.accept("setting  " + describe(command)));
        plan.steps().forEach(step -> say.accept(String.format("%-8s %s", word(step.reason(), step.adding()), step)));
        return plan;
    }

    private static UnaryOperator<List<AuditRule>> wanted(List<AuditRuleCommand> commands, boolean keep) {
        return loaded -> AuditRuleSet.of(keep ? loaded : List.of(), commands).rules();
    }

    private static String word(AuditRulePlanStep.Reason reason, boolean adding) {
        return switch (reason) {
            case ADDED -> "add";
            case DELETED -> "delete";
            case MOVED -> adding ? "move to" : "move";
            case PLACEHOLDER -> adding ? "stand in" : "stand by";
        };
    }

    /** Applies the commands; if it fails, nothing stays changed, or the message says what does. */
    AuditRuleApplyResult apply(List<AuditRuleCommand> commands, boolean keep)
            throws ServerException, InterruptedException {
        AuditStatus found = KernelReplies.await(control.client().status());
        if (found.enabled() == AuditEnabled.LOCKED) {
            throw new RulesLockedException(KernelReplies.await(rules.plan(wanted(commands, keep))).toString());
        }
        AuditRuleSet set = AuditRuleSet.of(List.of(), commands);
        StatusChange limits = limits(found, set);
        StatusChange enabling = enabling(found, set);
        AuditRuleApplyResult result;
        try {
            limits.send();
            result = KernelReplies.await(rules.apply(wanted(commands, keep)), LONGEST_SECONDS);
        } catch (ServerException exception) {
            throw and(exception, limits.undo());
        }
        limits.describe().forEach(line -> say.accept("set " + line));
        try {
            finish(set.others(), enabling);
        } catch (ServerException exception) {
            throw and(and(and(exception, undo(result)), enabling.undo()), limits.undo());
        }
        return result;
    }

    /** Carries out commands that are not about rules; settings that were sent before a failure are put back. */
    void set(List<AuditRuleCommand> commands) throws ServerException, InterruptedException {
        AuditStatus found = KernelReplies.await(control.client().status());
        AuditRuleSet set = AuditRuleSet.of(List.of(), commands);
        StatusChange limits = limits(found, set);
        StatusChange enabling = enabling(found, set);
        try {
            limits.send();
            limits.describe().forEach(line -> say.accept("set " + line));
            finish(set.others(), enabling);
        } catch (ServerException exception) {
            throw and(and(exception, enabling.undo()), limits.undo());
        }
    }

    private StatusChange limits(AuditStatus found, AuditRuleSet set) {
        return new StatusChange(control.client(), found, set.settings(), field -> field != AuditStatusField.ENABLED,
                announced);
    }

    private StatusChange enabling(AuditStatus found, AuditRuleSet set) {
        return new StatusChange(control.client(), found, set.settings(), field -> field == AuditStatusField.ENABLED,
                announced);
    }

    private void finish(List<AuditRuleCommand> others, StatusChange enabling)
            throws ServerException, InterruptedException {
        for (AuditRuleCommand command : others) {
            carryOut(command);
        }
        enabling.send();
        enabling.describe().forEach(line -> say.accept("set " + line));
    }

    private void carryOut(AuditRuleCommand command) throws ServerException, InterruptedException {
        for (AuditRuleRequest request : AuditRuleRequest.of(command)) {
            long value = KernelReplies.await(control.client().send(request.toRequest())).value();
            if (command instanceof AuditRuleCommand.ResetLost) {
                say.accept("reset lost, it was " + value);
            } else if (command instanceof AuditRuleCommand.ResetBacklogWaitTimeActual) {
                say.accept("reset backlog_wait_time_actual, it was " + value);
            } else {
                say.accept(describe(command));
            }
        }
    }

    private String undo(AuditRuleApplyResult result) throws InterruptedException {
        if (result.plan().isEmpty()) {
            return "";
        }
        try {
            KernelReplies.await(rules.undo(result), LONGEST_SECONDS);
            return "the changes of the rules were undone";
        } catch (ServerException exception) {
            return exception.getMessage();
        }
    }

    private static ServerException and(ServerException failure, String note) {
        return note.isEmpty() ? failure
                : new ServerException(failure.exitCode(), failure.getMessage() + "; " + note, failure);
    }

    private static String describe(AuditRuleCommand command) {
        if (command instanceof AuditRuleCommand.SetFeatures) {
            return "set loginuid_immutable on, locked until the next boot";
        }
        if (command instanceof AuditRuleCommand.Trim) {
            return "trim the directory trees of rules";
        }
        if (command instanceof AuditRuleCommand.MakeEquivalent paths) {
            return "apply the rules of " + paths.tree() + " to " + paths.equivalent();
        }
        if (command instanceof AuditRuleCommand.Message) {
            return "send a message of type USER";
        }
        return command instanceof AuditRuleCommand.ResetLost ? "reset lost" : "reset backlog_wait_time_actual";
    }
}
