package io.github.nettyaudit.daemon;

import static io.github.nettyaudit.daemon.Scripted.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.github.nettyaudit.codec.request.AuditErrnoException;
import io.github.nettyaudit.testkit.KernelAccess;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How {@link AuditDaemonMode#AUTO} chooses, and what it does when the choice turns out wrong (M1). */
class AuditDaemonAutoTest {
    private static final int OWN_PID = (int) ProcessHandle.current().pid();

    private final Scripted scripted = new Scripted();
    private final Collector collector = new Collector();

    @AfterEach
    void close() {
        scripted.close();
    }

    private AuditDaemonOptionsBuilder auto() {
        return scripted.options().mode(AuditDaemonMode.AUTO);
    }

    @Test
    void withoutADaemonItBecomesTheDaemon() {
        AuditDaemon daemon = scripted.open(auto(), collector);

        assertThat(daemon.mode()).isEqualTo(AuditDaemonMode.DAEMON);
        assertThat(daemon.reason()).isEqualTo("no audit daemon is registered");
        assertThat(scripted.kernel.state().daemonPid()).isEqualTo(OWN_PID);
        get(daemon.close());
    }

    @Test
    void besideADaemonItReadsAndChangesNothing() {
        AuditDaemon first = scripted.open(scripted.options().enable(false), new ChannelInboundHandlerAdapter());
        int requests = scripted.kernel.requests(AuditMessageType.SET).size();

        AuditDaemon second = scripted.open(auto().backlogLimit(9000), collector);

        assertThat(second.mode()).isEqualTo(AuditDaemonMode.MULTICAST);
        assertThat(second.reason()).contains("process " + OWN_PID, "is the audit daemon");
        assertThat(scripted.notices).anyMatch(notice -> notice.contains("auditing is off (enabled=0)"));
        get(scripted.kernel.flood().toGroups(1).records(500).start());
        await().until(() -> collector.records.get() == 500);
        assertThat(get(second.close()).isClean()).isTrue();
        assertThat(scripted.kernel.requests(AuditMessageType.SET)).hasSize(requests);
        assertThat(scripted.kernel.state().daemonPid()).isEqualTo(OWN_PID);
        get(first.close());
    }

    @Test
    void aDaemonThatWasQuickerLeavesTheHandlersForTheSecondChannel() {
        AuditDaemon quicker = scripted.open(scripted.options().enable(false), new ChannelInboundHandlerAdapter());
        int port = scripted.kernel.state().daemonPortId();
        // it registers between our look and our registration
        scripted.kernel.state().daemon(0, 0);
        scripted.kernel.on(AuditMessageType.GET).times(1).replyLate(java.time.Duration.ofMillis(300));
        var opening = AuditDaemon.open(scripted.group, auto().build(), collector);
        await().until(() -> scripted.kernel.requests(AuditMessageType.GET).size() >= 2);
        scripted.kernel.state().daemon(OWN_PID, port);

        AuditDaemon daemon = get(opening);

        assertThat(daemon.mode()).isEqualTo(AuditDaemonMode.MULTICAST);
        assertThat(daemon.reason()).contains("process " + OWN_PID);
        assertThat(daemon.closed().isDone()).as("the channel of the first attempt is not watched").isFalse();
        assertThat(collector.calls).containsExactly("added", "active");
        assertThat(collector.events(AuditDaemonEvent.class)).as("of the first attempt").isEmpty();
        assertThat(daemon.dataChannel().pipeline().last()).isSameAs(collector);
        get(scripted.kernel.flood().toGroups(1).records(100).start());
        await().until(() -> collector.records.get() == 100);
        get(daemon.close());
        get(quicker.close());
    }

    @Test
    void aProcessThatMayOnlyReadReads() {
        scripted.kernel.state().access(KernelAccess.NO_CAPABILITY);

        AuditDaemon daemon = scripted.open(auto(), collector);

        assertThat(daemon.mode()).isEqualTo(AuditDaemonMode.MULTICAST);
        assertThat(daemon.reason()).startsWith("this process may only read: ").contains("EPERM", "CAP_AUDIT_CONTROL");
        assertThat(daemon.lastStatus()).isNull();
        assertThat(get(daemon.close()).isClean()).isTrue();
    }

    @Test
    void anotherRefusalThanEexistIsNotAnsweredByReading() {
        scripted.kernel.on(AuditMessageType.SET).times(1).error(NetlinkErrno.EINVAL);

        assertThat(scripted.refused(auto(), collector)).isInstanceOfSatisfying(AuditErrnoException.class,
                refusal -> assertThat(refusal.errno()).isEqualTo(NetlinkErrno.EINVAL));
        assertThat(collector.calls).isEmpty();
    }

    @Test
    void aDeadDaemonsPlaceIsTaken() {
        scripted.kernel.state().daemon(0x3fffffff, 4711); // no process, and nobody at that port

        AuditDaemon daemon = scripted.open(auto(), collector);

        assertThat(daemon.mode()).isEqualTo(AuditDaemonMode.DAEMON);
        get(daemon.close());
        scripted.assertAsFound();
    }
}
