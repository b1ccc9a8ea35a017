package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusBuilder;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.rule.AuditRuleApplyResult;
import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRulePlan;
import io.github.nettyaudit.codec.rule.AuditRulePlanStep;
import io.github.nettyaudit.codec.rule.AuditRuleRequest;
import io.github.nettyaudit.codec.rule.AuditRuleSet;
import io.github.nettyaudit.codec.user.AuditUserLog;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.source.KernelReplies;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Brings the kernel to what rule files say: limits first, then the difference in rules, then all that has to come after
 * the rules, last of all {@code -e}, which may lock everything. When the rules fail, the limits are put back too.
 */
final class RuleApplication {
    /** Each deletion takes the kernel some 12 ms, and there may be thousands. */
    static final long LONGEST_SECONDS = 3_600;

    private final ControlConnection control;
    private final Consumer<String> say;

    /** @param say gets lines for people on what is done */
    RuleApplication(ControlConnection control, Consumer<String> say) {
        this.control = control;
        this.say = say;
    }

    /** What the kernel can do, for the parser's checks. */
    int features() throws ServerException, InterruptedException {
        int features = KernelReplies.await(control.client().status()).featureBitmap();
        // before Linux 3.19 the field was a version; such a kernel says itself what it does not take
        return features == 0 || features == 1 || features == 2 ? LocalRuleHost.ALL_FEATURES : features;
    }

    /**
     * Prints what would be done.
     *
     * @param keep whether rules stay that the files do not name and no {@code -D} deletes
     */
    AuditRulePlan plan(List<AuditRuleCommand> commands, boolean keep) throws ServerException, InterruptedException {
        AuditRulePlan plan = KernelReplies.await(control.rules().plan(
                loaded -> AuditRuleSet.of(keep ? loaded : List.of(), commands).rules()));
        AuditRuleSet.of(List.of(), commands).settings().forEach(setting -> say.accept("setting  " + describe(setting)));
        plan.steps().forEach(step -> say.accept(String.format("%-8s %s", word(step.reason(), step.adding()), step)));
        return plan;
    }

    private static String word(AuditRulePlanStep.Reason reason, boolean adding) {
        return switch (reason) {
            case ADDED -> "add";
            case DELETED -> "delete";
            case MOVED -> adding ? "move to" : "move";
            case PLACEHOLDER -> adding ? "stand in" : "stand by";
        };
    }

    /** Does it. */
    AuditRuleApplyResult apply(List<AuditRuleCommand> commands, boolean keep) throws ServerException, InterruptedException {
        AuditStatus before = KernelReplies.await(control.client().status());
        if (before.enabled() == AuditEnabled.LOCKED) {
            throw new ServerException(ExitCode.KERNEL_REFUSES, "the audit configuration is locked (-e 2) until the next"
                    + " boot: nothing was changed");
        }
        List<AuditRuleCommand> settings = AuditRuleSet.of(List.of(), commands).settings();
        AuditStatusBuilder undo = AuditStatus.builder();
        List<AuditRuleCommand> later = new ArrayList<>();
        boolean changed = false;
        for (AuditRuleCommand setting : settings) {
            if (setting instanceof AuditRuleCommand.SetStatus set && !sets(set, AuditStatusField.ENABLED)) {
                changed |= set(before, set, undo);
            } else {
                later.add(setting);
            }
        }
        AuditRuleApplyResult report;
        try {
            report = KernelReplies.await(control.rules().apply(
                    loaded -> AuditRuleSet.of(keep ? loaded : List.of(), commands).rules()), LONGEST_SECONDS);
        } catch (ServerException exception) {
            if (changed) {
                KernelReplies.await(control.client().set(undo.build()));
            }
            throw exception;
        }
        later.sort((left, right) -> Boolean.compare(isEnabling(left), isEnabling(right)));
        for (AuditRuleCommand setting : later) {
            carryOut(setting);
        }
        return report;
    }

    private static boolean isEnabling(AuditRuleCommand command) {
        return command instanceof AuditRuleCommand.SetStatus set && sets(set, AuditStatusField.ENABLED);
    }

    private static boolean sets(AuditRuleCommand.SetStatus command, AuditStatusField field) {
        return (command.changes().mask() & field.maskBit()) != 0;
    }

    /** @return whether the kernel was not as wanted */
    private boolean set(AuditStatus before, AuditRuleCommand.SetStatus command, AuditStatusBuilder undo)
            throws ServerException, InterruptedException {
        boolean differs = false;
        for (AuditStatusField field : AuditStatusField.values()) {
            if (field.maskBit() != 0 && sets(command, field)
                    && before.has(field) && before.get(field) != command.changes().get(field)) {
                undo.set(field, Integer.toUnsignedLong(before.get(field)));
                differs = true;
            }
        }
        if (differs) {
            KernelReplies.await(control.client().set(command.changes()));
            say.accept("set " + describe(command));
        }
        return differs;
    }

    /** Carries out a command that is not about rules. */
    void carryOut(AuditRuleCommand command) throws ServerException, InterruptedException {
        if (command instanceof AuditRuleCommand.SetStatus set) {
            KernelReplies.await(control.client().set(set.changes()));
        } else if (command instanceof AuditRuleCommand.SetFeatures set) {
            KernelReplies.await(control.client().setFeatures(set.changes()));
        } else if (command instanceof AuditRuleCommand.ResetLost) {
            say.accept("lost was " + KernelReplies.await(control.client().resetLost()));
            return;
        } else if (command instanceof AuditRuleCommand.ResetBacklogWaitTimeActual) {
            say.accept("backlog_wait_time_actual was "
                    + KernelReplies.await(control.client().resetBacklogWaitTimeActual()));
            return;
        } else if (command instanceof AuditRuleCommand.Trim) {
            KernelReplies.await(control.client().trim());
        } else if (command instanceof AuditRuleCommand.MakeEquivalent equivalent) {
            KernelReplies.await(control.client().makeEquivalent(equivalent.tree(), equivalent.equivalent()));
        } else if (command instanceof AuditRuleCommand.Message message) {
            KernelReplies.await(new AuditUserLog(control.client()).write(
                    AuditRuleRequest.message(message.text())));
        }
        say.accept("set " + describe(command));
    }

    private static String describe(AuditRuleCommand command) {
        if (command instanceof AuditRuleCommand.SetStatus set) {
            StringBuilder text = new StringBuilder();
            for (AuditStatusField field : AuditStatusField.values()) {
                if (field.maskBit() != 0 && sets(set, field)) {
                    text.append(text.length() == 0 ? "" : ", ").append(field.name().toLowerCase(Locale.ROOT))
                            .append(' ').append(Integer.toUnsignedLong(set.changes().get(field)));
                }
            }
            return text.toString();
        }
        return command.toString();
    }
}
