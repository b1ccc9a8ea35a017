package io.github.nettyaudit.daemon;

import static io.github.nettyaudit.daemon.Scripted.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.event.AuditEventAssembler;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.settings.AuditSettingChange;
import io.github.nettyaudit.daemon.source.AuditStatusEvent;
import io.github.nettyaudit.daemon.source.OtherDaemonChange;
import io.github.nettyaudit.transport.NetlinkOverrun;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a daemon reports while it runs: settings that others change, the daemon beside it, the kernel's losses (K3). */
@Execution(ExecutionMode.CONCURRENT) // it mostly waits for the watch
class AuditDaemonWatchTest {
    private static final Duration EVERY_SECOND = Duration.ofSeconds(1);

    private final Scripted scripted = new Scripted();
    private final Collector collector = new Collector();

    @AfterEach
    void close() {
        scripted.close();
    }

    private AuditDaemonOptionsBuilder options() {
        return scripted.options().watchInterval(EVERY_SECOND);
    }

    private boolean noticed(String... words) {
        return scripted.notices.stream().anyMatch(notice -> List.of(words).stream().allMatch(notice::contains));
    }

    @Test
    void aChangedSettingIsReportedAndLeftAlone() {
        AuditDaemon daemon = scripted.open(options().backlogLimit(9000), collector);

        get(daemon.client().setBacklogLimit(500)); // to the kernel that is any program

        await().until(() -> noticed("another program has changed backlog_limit from 9000 to 500"));
        await().until(() -> collector.events(AuditSettingChange.class).equals(List.of(
                new AuditSettingChange(AuditSetting.BACKLOG_LIMIT, 9000, 500))));
        assertThat(daemon.changes()).extracting(change -> change.setting()).containsExactly(AuditSetting.ENABLED);
        // even if it is set to our value again: now it is theirs
        get(daemon.client().setBacklogLimit(9000));
        await().until(() -> noticed("backlog_limit from 500 to 9000"));
        get(daemon.close());
        assertThat(scripted.kernel.state().backlogLimit()).isEqualTo(9000);
        assertThat(scripted.kernel.state().enabled()).isZero();
    }

    @Test
    void auditingThatIsTurnedOffUnderUsIsReported() {
        AuditDaemon daemon = scripted.open(options(), collector);

        scripted.kernel.state().enabled(0);

        await().until(() -> noticed("another program has turned auditing off (enabled 1 -> 0)"));
        scripted.kernel.state().enabled(1);
        await().until(() -> noticed("another program has turned auditing on (enabled 0 -> 1)"));
        get(daemon.close());
        assertThat(scripted.kernel.state().enabled()).as("it is theirs").isOne();
    }

    @Test
    void whatThisProgramSetsItselfIsNotReported() {
        AuditDaemon daemon = scripted.open(options().backlogLimit(9000), collector);
        get(daemon.client().setBacklogLimit(500));
        daemon.keep(AuditStatus.builder().backlogLimit(500).build());

        await().until(() -> collector.events(AuditStatusEvent.class).size() >= 2);

        assertThat(collector.events(AuditSettingChange.class)).isEmpty();
        assertThat(noticed("another program")).isFalse();
        get(daemon.close());
        assertThat(scripted.kernel.state().backlogLimit()).isEqualTo(500);
    }

    /** A rules file is applied for seconds, and the watch asks meanwhile. */
    @Test
    void aChangeThatThisProgramAnnouncesIsNotReportedWhileItIsMadeAndUndone() {
        AuditDaemon daemon = scripted.open(options().backlogLimit(9000), collector);

        daemon.expect(AuditStatus.builder().backlogLimit(500).build());
        get(daemon.client().setBacklogLimit(500));
        awaitTwoStatuses();
        get(daemon.client().setBacklogLimit(9000)); // undone
        awaitTwoStatuses();
        daemon.keep(AuditStatus.builder().build());
        awaitTwoStatuses();

        assertThat(collector.events(AuditSettingChange.class)).isEmpty();
        assertThat(daemon.changes()).extracting(change -> change.setting()).contains(AuditSetting.BACKLOG_LIMIT);
        // the announcement is over: the same change by another program is reported
        get(daemon.client().setBacklogLimit(500));
        await().until(() -> noticed("another program has changed backlog_limit from 9000 to 500"));
        get(daemon.close());
    }

    private void awaitTwoStatuses() {
        int before = collector.events(AuditStatusEvent.class).size();
        await().until(() -> collector.events(AuditStatusEvent.class).size() >= before + 2);
    }

    @Test
    void theDaemonBesideAMemberOfTheMulticastGroupIsWatched() {
        scripted.kernel.state().daemon((int) ProcessHandle.current().pid(), 0);
        AuditDaemon daemon = scripted.open(options().mode(AuditDaemonMode.MULTICAST), collector);
        // beside another daemon silence proves nothing, so there has to be a trickle of records
        Future<Long> trickle = scripted.kernel.flood().toGroups(1).records(Long.MAX_VALUE).perSecond(20).start();

        scripted.kernel.state().daemon(0, 0);
        await().until(() -> noticed("is no longer the audit daemon, and no other process is"));
        scripted.kernel.state().daemon(4711, 0);
        await().until(() -> noticed("process 4711 is the audit daemon now"));

        await().until(() -> collector.events(OtherDaemonChange.class).contains(new OtherDaemonChange(0, 4711)));
        trickle.cancel(false);
        get(daemon.close());
        assertThat(scripted.kernel.requests(AuditMessageType.SET)).isEmpty();
    }

    @Test
    void theKernelsLostCounterReachesHandlersAndAssemblers() {
        List<AuditLossEvent> losses = new CopyOnWriteArrayList<>();
        AuditDaemon daemon = scripted.open(options(), collector.passingOn(), new AuditEventAssembler(),
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        if (message instanceof AuditLossEvent loss) {
                            losses.add(loss);
                        }
                        ReferenceCountUtil.release(message);
                    }
                });
        scripted.kernel.state().lost(7);
        await().until(() -> collector.events(AuditStatusEvent.class).stream()
                .anyMatch(event -> event.status().lost() == 7));
        assertThat(daemon.lastStatus().lost()).isEqualTo(7);

        // as the transport reports it
        daemon.dataChannel().pipeline().fireUserEventTriggered(
                new NetlinkOverrun(3, 3, NetlinkOverrun.Source.DROP_COUNTER));

        await().until(() -> losses.stream().anyMatch(loss -> loss.kind() == AuditLossKind.OVERRUN));
        assertThat(losses).singleElement().satisfies(loss -> {
            assertThat(loss.count()).isEqualTo(3);
            assertThat(loss.kernelLost()).isEqualTo(7);
        });
        assertThat(collector.events(NetlinkLoss.class)).hasSize(1);
        get(daemon.close());
    }

    @Test
    void withoutAnIntervalNobodyAsks() {
        AuditDaemon daemon = scripted.open(scripted.options().watchInterval(Duration.ZERO), collector);
        await().until(daemon::isCalm);
        assertThat(collector.events(AuditStatusEvent.class)).isEmpty();
        get(daemon.close());
    }
}
