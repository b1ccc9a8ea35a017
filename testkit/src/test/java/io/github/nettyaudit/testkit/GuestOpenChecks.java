package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.GuestReport.await;
import static io.github.nettyaudit.testkit.GuestReport.expect;
import static io.github.nettyaudit.testkit.GuestReport.expectEqual;
import static io.github.nettyaudit.testkit.GuestReport.get;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.message.AuditRuleMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.AuditNetlinkCounters;
import io.github.nettyaudit.transport.NetlinkAddress;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.List;

/** What holds on any kernel version, before the configuration is locked. */
public final class GuestOpenChecks {
    private final GuestReport report;
    private final Loops loops;
    private final GuestKernel kernel;
    private final AuditClient client;
    private final RecordCollector collector = new RecordCollector();
    private final RecordCollector member = new RecordCollector();

    /** Makes the checks. */
    public GuestOpenChecks(GuestReport report, GuestKernel kernel) {
        this.report = report;
        loops = kernel.loops();
        this.kernel = kernel;
        client = kernel.client();
    }

    /** Runs the checks; auditing is on afterwards. */
    public void run() throws Exception {
        report.check("status has the length of this kernel", this::status);
        report.check("features", () -> get(client.features()).toString());
        report.check("tty status", () -> get(client.ttyStatus()).toString());
        report.check("signal info", () -> get(client.signalInfo()).toString());
        report.check("several fields in one AUDIT_SET", this::severalFields);
        get(client.setEnabled(AuditEnabled.ON));
        Channel channel = kernel.daemon(collector);
        report.check("registers as the daemon", () -> collector.daemonEvents.get(0).toString());
        report.check("receives a user message, as daemon and by multicast", this::userMessage);
        report.check("receives the records of an audited call", this::auditedCall);
        report.check("lists the rule as it was sent", this::rules);
        report.check("deletes the rule", this::deleteRule);
        report.check("trims, and makes trees equivalent", () -> {
            get(kernel.trim());
            get(kernel.makeEquivalent());
            return "";
        });
        report.check("resets lost", () -> "was " + get(client.resetLost()));
        report.check("resets backlog_wait_time_actual", () -> "was " + get(client.resetBacklogWaitTimeActual()));
        report.check("nothing dropped, truncated or foreign", () -> counters((AuditNetlinkChannel) channel));
        report.check("leaves its place", () -> {
            kernel.leave(channel);
            expectEqual(List.of(Kind.REGISTERED, Kind.UNREGISTERED), collector.kinds());
            return "";
        });
    }

    private String status() throws Exception {
        AuditStatus status = get(client.status());
        EnumSet<AuditStatusField> absent = EnumSet.allOf(AuditStatusField.class);
        absent.removeIf(status::has);
        expectEqual(structLength(System.getProperty("os.version")), status.structLength());
        return status.structLength() + " bytes, " + (absent.isEmpty() ? "no field" : absent) + " absent, " + status;
    }

    /** {@code struct audit_status} grew in Linux 3.14 and in 5.9. */
    private static int structLength(String release) {
        String[] numbers = release.split("[^0-9]+");
        int version = Integer.parseInt(numbers[0]) * 1000 + Integer.parseInt(numbers[1]);
        return version < 3014 ? 32 : version < 5009 ? 40 : 44;
    }

    private String severalFields() throws Exception {
        get(client.set(AuditStatus.builder().backlogLimit(4096).backlogWaitTime(250).rateLimit(100_000).build()));
        AuditStatus status = get(client.status());
        expectEqual(4096L, status.backlogLimit());
        expectEqual(250L, status.backlogWaitTime());
        expectEqual(100_000L, status.rateLimit());
        get(client.set(AuditStatus.builder().rateLimit(0).build()));
        return "";
    }

    private String userMessage() throws Exception {
        Channel group = loops.data(loops.kernel(AuditPipeline.records(member))
                .option(AuditNetlinkChannelOption.MULTICAST_GROUPS, NetlinkAddress.AUDIT_READLOG));
        kernel.userMessage("open");
        await("the message as daemon", () -> has(collector, "word=open"));
        await("the message by multicast", () -> has(member, "word=open"));
        GuestReport.await(group.close());
        String text = collector.texts.stream().filter(record -> record.contains("word=open")).findFirst().orElseThrow();
        expect(member.texts.contains(text), "another text by multicast: " + member.texts);
        return text;
    }

    private static boolean has(RecordCollector collector, String part) {
        return collector.texts.stream().anyMatch(text -> text.contains(part));
    }

    private String auditedCall() throws Exception {
        Process shell = GuestKernel.shell();
        kernel.addRule(shell);
        GuestKernel.auditedCall(shell);
        List<String> event = GuestKernel.eventOf(collector);
        expectEqual(List.of("1300", "1327", "1320"), event.stream().map(text -> text.substring(0, 4)).toList());
        return event.get(0);
    }

    private String rules() throws Exception {
        List<AuditRuleMessage> rules = get(client.rawRules());
        expectEqual(1, rules.size());
        expectEqual(ByteBufUtil.hexDump(kernel.rule()), ByteBufUtil.hexDump(rules.get(0).content()));
        return rules.get(0).toString();
    }

    private String deleteRule() throws Exception {
        get(client.deleteRawRule(kernel.rule()));
        expectEqual(0, get(client.rawRules()).size());
        return "";
    }

    private String counters(AuditNetlinkChannel channel) {
        AuditNetlinkCounters counters = channel.counters();
        expectEqual(0L, counters.socketDrops() + counters.overruns() + counters.truncated() + counters.unexpectedSenders());
        expect(collector.errors.isEmpty() && member.errors.isEmpty(), collector.errors + " " + member.errors);
        return "receive buffer " + channel.receiveBufferSize() + ", " + counters;
    }
}
