package io.github.nettyaudit.server.source;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusBuilder;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.KernelOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes the kernel's audit settings for as long as the server runs, and remembers what to put back. A setting that
 * is as wanted already is not touched, neither now nor at exit. Not thread-safe.
 */
final class KernelSettings {
    private final AuditClient control;
    private final AuditStatus found;
    private final OperatorLog notices;
    private final AuditStatusBuilder toRestore = AuditStatus.builder();
    private boolean limitsChanged;
    private boolean enabledChanged;

    /** @param found the kernel's state before anything was changed */
    KernelSettings(AuditClient control, AuditStatus found, OperatorLog notices) {
        this.control = control;
        this.found = found;
        this.notices = notices;
    }

    boolean isLocked() {
        return found.enabled() == AuditEnabled.LOCKED;
    }

    /** Sets the queue's limits, as far as the options name any. To be called before records come. */
    void applyLimits(KernelOptions options) throws ServerException, InterruptedException {
        AuditStatusBuilder changes = AuditStatus.builder();
        List<String> said = new ArrayList<>();
        Integer limit = options.backlogLimit();
        if (limit != null && limit != found.backlogLimit()) {
            changes.backlogLimit(limit);
            toRestore.backlogLimit(found.backlogLimit());
            said.add("backlog_limit " + found.backlogLimit() + " -> " + limit);
        }
        Integer waitTime = options.backlogWaitTime();
        if (waitTime != null && waitTime != found.backlogWaitTime()) {
            changes.backlogWaitTime(waitTime);
            toRestore.backlogWaitTime(found.backlogWaitTime());
            said.add("backlog_wait_time " + found.backlogWaitTime() + " -> " + waitTime);
        }
        if (said.isEmpty()) {
            return;
        }
        if (isLocked()) {
            notices.say("the audit configuration is locked (enabled=2), so this is left as it is: "
                    + String.join(", ", said));
            return;
        }
        limitsChanged = true;
        try {
            KernelReplies.await(control.set(changes.build()));
        } catch (ServerException e) {
            // of two values the kernel takes the first even if it refuses the second, and what is slow may come to pass
            limitsChanged = e.exitCode() != ExitCode.KERNEL_REFUSES;
            throw e;
        }
        notices.say("set " + String.join(", ", said) + "; put back at exit");
    }

    /** Turns auditing on if it is off and the options want it. */
    void enable(KernelOptions options) throws ServerException, InterruptedException {
        if (found.enabled() != AuditEnabled.OFF) {
            return;
        }
        if (!options.enable()) {
            notices.say("auditing is off in the kernel (enabled=0) and stays off: hardly any record will come");
            return;
        }
        enabledChanged = true;
        try {
            KernelReplies.await(control.setEnabled(AuditEnabled.ON));
        } catch (ServerException e) {
            enabledChanged = e.exitCode() == ExitCode.UNEXPECTED; // no answer, so it may have been done
            throw e;
        }
        notices.say("turned auditing on; put back at exit");
    }

    /** Whether {@link #restoreEnabled()} has something to do, after which the kernel makes no more records. */
    boolean turnsOff() {
        return enabledChanged;
    }

    /**
     * Whether another process has become the audit daemon meanwhile: then the settings are its own by now, and turning
     * auditing off would blind it.
     *
     * @param ownPid our process id, as the kernel knows it
     */
    boolean areSomebodyElses(int ownPid) throws InterruptedException {
        try {
            int pid = KernelReplies.await(control.status()).pid();
            if (pid == 0 || pid == ownPid) {
                return false;
            }
            notices.say("process " + pid + " has become the audit daemon meanwhile; the kernel's settings are left to it");
            return true;
        } catch (ServerException unknown) {
            return false; // whatever stands in the way of asking will be told when putting back
        }
    }

    /** Turns auditing off again if we turned it on. {@code false} if that cannot be done; it has been told then. */
    boolean restoreEnabled() throws InterruptedException {
        return !enabledChanged
                || tell(() -> KernelReplies.await(control.setEnabled(found.enabled())), "auditing is still on");
    }

    /** Puts the queue's limits back. {@code false} if that cannot be done; it has been told then. */
    boolean restoreLimits() throws InterruptedException {
        return !limitsChanged || tell(() -> KernelReplies.await(control.set(toRestore.build())), "backlog_limit was "
                + found.backlogLimit() + " and backlog_wait_time " + found.backlogWaitTime());
    }

    private boolean tell(Step step, String left) throws InterruptedException {
        try {
            step.run();
            return true;
        } catch (ServerException e) {
            notices.say("the kernel could not be left as it was found (" + left + "): " + e.getMessage());
            return false;
        }
    }

    private interface Step {
        void run() throws ServerException, InterruptedException;
    }
}
