package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.GuestReport.await;
import static io.github.nettyaudit.testkit.GuestReport.expect;
import static io.github.nettyaudit.testkit.GuestReport.expectEqual;
import static io.github.nettyaudit.testkit.GuestReport.get;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditFailureMode;
import io.github.nettyaudit.codec.message.AuditFeatures;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditTtyStatus;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import io.github.nettyaudit.codec.request.AuditErrnoException;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.function.Supplier;

/** What still works and what does not while the configuration is locked. */
public final class GuestLockedChecks {
    private static final String LOCKED = "the configuration is locked (enabled=2)";

    private final GuestReport report;
    private final GuestKernel kernel;
    private final AuditClient client;
    private final RecordCollector collector = new RecordCollector();

    /** Makes the checks. */
    public GuestLockedChecks(GuestReport report, GuestKernel kernel) {
        this.report = report;
        this.kernel = kernel;
        client = kernel.client();
    }

    /**
     * Locks the configuration, unless it is locked, and runs the checks.
     *
     * @param shell a shell that the loaded rule is about
     */
    public void run(Process shell) throws Exception {
        if (get(client.status()).enabled() != AuditEnabled.LOCKED) {
            get(client.setEnabled(AuditEnabled.LOCKED));
        }
        AuditStatus locked = get(client.status());
        report.check("status says LOCKED", () -> {
            expectEqual(AuditEnabled.LOCKED, locked.enabled());
            return locked.toString();
        });
        Channel channel = kernel.daemon(collector);
        report.check("locked: registers", () -> collector.daemonEvents.get(0).toString());
        report.check("locked: the daemon handler tells of the lock", () -> {
            await("LOCKED", () -> collector.kinds().contains(Kind.LOCKED));
            return "";
        });
        stillWorks(shell);
        refused("enabled=0", () -> client.setEnabled(AuditEnabled.OFF));
        refused("enabled=1", () -> client.setEnabled(AuditEnabled.ON));
        refused("enabled=2 again", () -> client.setEnabled(AuditEnabled.LOCKED));
        refused("failure", () -> client.setFailureMode(AuditFailureMode.SILENT));
        refused("rate_limit", () -> client.setRateLimit(7));
        refused("backlog_limit", () -> client.setBacklogLimit(7));
        refused("backlog_wait_time", () -> client.setBacklogWaitTime(7));
        refused("several fields", () -> client.set(AuditStatus.builder().backlogLimit(7).rateLimit(7).build()));
        refused("a new rule", () -> client.addRawRule(AuditRules.harmless(1)));
        refused("deleting the rule", () -> client.deleteRawRule(kernel.rule()));
        report.check("locked: nothing has changed", () -> nothingChanged(locked));
        report.check("locked: leaves its place", () -> {
            kernel.leave(channel);
            expectEqual(List.of(Kind.REGISTERED, Kind.LOCKED, Kind.UNREGISTERED), collector.kinds());
            return "";
        });
        report.check("locked: no error on the daemon's channel", () -> {
            expect(collector.errors.isEmpty(), collector.errors);
            return "";
        });
    }

    private void stillWorks(Process shell) {
        report.check("locked: receives a user message", () -> {
            kernel.userMessage("locked");
            await("the message", () -> collector.texts.stream().anyMatch(text -> text.contains("word=locked")));
            return "";
        });
        report.check("locked: the rule is still at work", () -> {
            GuestKernel.auditedCall(shell);
            List<String> event = GuestKernel.eventOf(collector);
            expectEqual(3, event.size());
            return "";
        });
        report.check("locked: resets lost", () -> "was " + get(client.resetLost()));
        report.check("locked: resets backlog_wait_time_actual",
                () -> "was " + get(client.resetBacklogWaitTimeActual()));
        report.check("locked: features can be asked for and changed", () -> {
            get(client.setFeatures(AuditFeatures.change(AuditFeatures.ONLY_UNSET_LOGIN_UID, true, false)));
            AuditFeatures changed = get(client.features());
            expect(changed.isOn(AuditFeatures.ONLY_UNSET_LOGIN_UID), changed);
            return changed.toString();
        });
        report.check("locked: a locked feature cannot be changed", () -> {
            get(client.setFeatures(AuditFeatures.change(AuditFeatures.ONLY_UNSET_LOGIN_UID, true, true)));
            return refusal(client.setFeatures(AuditFeatures.change(AuditFeatures.ONLY_UNSET_LOGIN_UID, false, false)),
                    "the feature is locked");
        });
        report.check("locked: trim", () -> doneOrRefused(kernel.trim()));
        report.check("locked: make equivalent", () -> doneOrRefused(kernel.makeEquivalent()));
        report.check("locked: tty status can be asked for and changed", () -> {
            get(client.setTtyStatus(new AuditTtyStatus(true, false)));
            expectEqual(new AuditTtyStatus(true, false), get(client.ttyStatus()));
            get(client.setTtyStatus(new AuditTtyStatus(false, false)));
            return "";
        });
        report.check("locked: signal info", () -> get(client.signalInfo()).toString());
    }

    /** Linux 6.1.170 and other kernels of its time forget about the lock here; 6.1.192 and 6.12.100 say EPERM. */
    private static String doneOrRefused(Future<?> request) throws InterruptedException {
        GuestReport.await(request);
        return request.isSuccess() ? "done in spite of the lock" : refusal(request, LOCKED);
    }

    private void refused(String what, Supplier<Future<Void>> request) {
        report.check("locked: EPERM for " + what,
                () -> refusal(request.get(), LOCKED));
    }

    /** The sentence with which the request fails for want of permission; it must hold the reason. */
    private static String refusal(Future<?> request, String reason) throws InterruptedException {
        GuestReport.await(request);
        expect(request.cause() instanceof AuditErrnoException, request);
        AuditErrnoException refusal = (AuditErrnoException) request.cause();
        expectEqual(NetlinkErrno.EPERM, refusal.errno());
        expect(refusal.getMessage().contains(reason), refusal.getMessage());
        return refusal.getMessage();
    }

    private String nothingChanged(AuditStatus locked) throws Exception {
        AuditStatus now = get(client.status());
        expectEqual(AuditEnabled.LOCKED, now.enabled());
        expectEqual(locked.failureMode(), now.failureMode());
        expectEqual(locked.rateLimit(), now.rateLimit());
        expectEqual(locked.backlogLimit(), now.backlogLimit());
        expectEqual(locked.backlogWaitTime(), now.backlogWaitTime());
        expectEqual(1, get(client.rawRules()).size());
        return "";
    }
}
