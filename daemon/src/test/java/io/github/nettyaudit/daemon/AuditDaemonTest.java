package io.github.nettyaudit.daemon;

import static io.github.nettyaudit.daemon.Scripted.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import io.github.nettyaudit.codec.request.AuditErrnoException;
import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.settings.LeasedSetting;
import io.github.nettyaudit.testkit.KernelAccess;
import io.github.nettyaudit.testkit.KernelRequest;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.BlockingOperationException;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a daemon does to a kernel, on a scripted one. */
class AuditDaemonTest {
    private static final int OWN_PID = (int) ProcessHandle.current().pid();

    private final Scripted scripted = new Scripted();
    private final Collector collector = new Collector();

    @AfterEach
    void close() {
        scripted.close();
        assertThat(collector.errors).isEmpty();
    }

    @Test
    void registersChangesReceivesAndRestores() {
        AuditDaemon daemon = scripted.open(scripted.options().backlogLimit(9000).backlogWaitTime(7).rateLimit(5),
                collector);

        assertThat(daemon.mode()).isEqualTo(AuditDaemonMode.DAEMON);
        assertThat(scripted.kernel.state().daemonPid()).isEqualTo(OWN_PID);
        assertThat(scripted.kernel.state().enabled()).isOne();
        assertThat(scripted.kernel.state().backlogLimit()).isEqualTo(9000);
        assertThat(scripted.kernel.state().backlogWaitTime()).isEqualTo(7);
        assertThat(scripted.kernel.state().rateLimit()).isEqualTo(5);
        assertThat(daemon.changes()).containsExactly(new LeasedSetting(AuditSetting.ENABLED, 0, 1),
                new LeasedSetting(AuditSetting.RATE_LIMIT, 0, 5), new LeasedSetting(AuditSetting.BACKLOG_LIMIT, 64, 9000),
                new LeasedSetting(AuditSetting.BACKLOG_WAIT_TIME, 15_000, 7));
        get(scripted.kernel.flood().records(1000).start());
        await().until(() -> collector.records.get() >= 1000);
        assertThat(daemon.records()).isEqualTo(collector.records.get());

        AuditCloseReport report = get(daemon.close());

        scripted.assertAsFound();
        assertThat(report.isClean()).isTrue();
        assertThat(report.cause()).isNull();
        assertThat(report.restored()).hasSize(4);
        assertThat(daemon.dataChannel().isOpen()).isFalse();
        assertThat(daemon.client().channel().isOpen()).isFalse();
        await().untilAsserted(() -> assertThat(collector.calls).containsExactly("added", "active", "inactive"));
        assertThat(collector.events(AuditDaemonEvent.class)).extracting(AuditDaemonEvent::kind)
                .containsExactly(Kind.REGISTERED, Kind.UNREGISTERED);
        assertThat(scripted.notices).containsExactly("changed enabled 0 -> 1, rate_limit 0 -> 5, backlog_limit 64 ->"
                + " 9000, backlog_wait_time 15000 -> 7; restored at close");
    }

    @Test
    void recordsThatWereMadeBeforeTheCloseAreRead() {
        AuditDaemon daemon = scripted.open(scripted.options(), collector);
        scripted.kernel.flood().records(2_000).start();

        get(daemon.close());

        assertThat(collector.records.get()).isGreaterThanOrEqualTo(2_000);
    }

    @Test
    void controlAndDataAreOnDifferentLoopsAndOnlyTheDataChannelHasTheLargeBuffer() {
        AuditDaemon daemon = scripted.open(scripted.options().receiveBuffer(1 << 20), collector);

        assertThat(daemon.client().channel().eventLoop()).isNotSameAs(daemon.dataChannel().eventLoop());
        assertThat(daemon.dataChannel().config().getOption(AuditNetlinkChannelOption.RECEIVE_BUFFER))
                .isEqualTo(1 << 20);
        assertThat(daemon.dataChannel().config().getOption(AuditNetlinkChannelOption.NO_ENOBUFS)).isTrue();
        assertThat(daemon.dataChannel().config().getOption(AuditNetlinkChannelOption.SEND_EXECUTOR))
                .isSameAs(daemon.client().channel().eventLoop());
        assertThat(daemon.client().channel().config().getOption(AuditNetlinkChannelOption.RECEIVE_BUFFER))
                .isLessThan(1 << 20);
        assertThat(daemon.client().channel().config().getOption(AuditNetlinkChannelOption.NO_ENOBUFS)).isFalse();
        get(daemon.close());
    }

    @Test
    void aGroupWithOneLoopIsRefused() {
        var one = Scripted.group(1);
        Future<AuditDaemon> opening = AuditDaemon.open(one, scripted.options().build(), collector);

        assertThat(opening.awaitUninterruptibly(30, TimeUnit.SECONDS)).isTrue();
        assertThat(opening.cause()).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 1 event loop").hasMessageContaining("MultiThreadIoEventLoopGroup(2");
        one.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void waitingOnAnEventLoopOfTheGroupThrows() throws Exception {
        AuditDaemon daemon = scripted.open(scripted.options(), collector);

        Throwable onLoop = daemon.dataChannel().eventLoop().submit(() -> {
            try {
                daemon.closed().await(1, TimeUnit.SECONDS);
                return null;
            } catch (RuntimeException e) {
                return e;
            }
        }).get();

        assertThat(onLoop).isInstanceOf(BlockingOperationException.class).hasMessageContaining("add a listener");
        get(daemon.close());
    }

    @Test
    void closeMayBeCalledOnItsOwnLoopsAndManyTimes() {
        AuditDaemon daemon = scripted.open(scripted.options().backlogLimit(9000), collector);
        CompletableFuture<AuditCloseReport> reported = new CompletableFuture<>();
        daemon.closed().addListener((Future<AuditCloseReport> ended) -> reported.complete(ended.getNow()));

        daemon.dataChannel().eventLoop().execute(daemon::close);
        daemon.client().channel().eventLoop().execute(daemon::close);
        daemon.dataChannel().close();

        assertThat(reported).succeedsWithin(Duration.ofSeconds(20)).matches(AuditCloseReport::isClean);
        assertThat(daemon.close()).isSameAs(daemon.closed());
        scripted.assertAsFound();
        assertThat(scripted.kernel.requests(AuditMessageType.SET).stream().filter(AuditDaemonTest::setsPid))
                .as("registered once, ended once").hasSize(2);
    }

    private static boolean setsPid(KernelRequest set) {
        return NetlinkHeaderDescriptor.getInt(set.payload(), set.payload().readerIndex()) == AuditStatusField.PID.maskBit();
    }

    @Test
    void closesATryWithResourcesBlock() {
        AuditDaemon daemon = scripted.open(scripted.options(), collector);
        try (AuditDaemon.Closer closer = daemon.closer()) {
            assertThat(closer).isNotNull();
            assertThat(scripted.kernel.state().enabled()).isOne();
        }
        scripted.assertAsFound();
    }

    @Test
    void whatIsAsWantedIsNotTouched() {
        scripted.kernel.state().enabled(1);
        AuditDaemon daemon = scripted.open(scripted.options().backlogLimit(64), collector);

        assertThat(daemon.changes()).isEmpty();
        get(daemon.close());
        // registered and ended, nothing else
        assertThat(scripted.kernel.requests(AuditMessageType.SET)).hasSize(2);
        assertThat(scripted.kernel.state().enabled()).isOne();
    }

    @Test
    void auditingStaysOffIfAskedTo() {
        AuditDaemon daemon = scripted.open(scripted.options().enable(false), collector);
        assertThat(scripted.kernel.state().enabled()).isZero();
        get(daemon.close());
        scripted.assertAsFound();
    }

    @Test
    void whatAnotherProgramHasChangedIsLeftAlone() {
        AuditDaemon daemon = scripted.open(scripted.options().backlogLimit(9000).backlogWaitTime(7), collector);
        get(daemon.client().setBacklogLimit(500)); // to the kernel that is any program

        AuditCloseReport report = get(daemon.close());

        assertThat(scripted.kernel.state().backlogLimit()).isEqualTo(500);
        assertThat(scripted.kernel.state().backlogWaitTime()).isEqualTo(15_000);
        assertThat(scripted.kernel.state().enabled()).isZero();
        assertThat(report.isClean()).isTrue();
        assertThat(report.left()).containsExactly(new LeasedSetting(AuditSetting.BACKLOG_LIMIT, 64, 9000));
        assertThat(scripted.notices).anyMatch(notice -> notice.contains("backlog_limit is left as it is, because another"
                + " program has changed it to 500 (found 64, set 9000)"));
    }

    @Test
    void keptSettingsStayAsTheyAre() {
        AuditDaemon daemon = scripted.open(scripted.options().backlogLimit(9000).backlogWaitTime(7), collector);
        daemon.keep(AuditStatus.builder().backlogLimit(9000).build());

        get(daemon.close());

        assertThat(scripted.kernel.state().backlogLimit()).isEqualTo(9000);
        assertThat(scripted.kernel.state().backlogWaitTime()).isEqualTo(15_000);
        assertThat(scripted.kernel.state().enabled()).isZero();
    }

    @Test
    void auditingIsNotTurnedOffUnderAnotherDaemon() {
        AuditDaemon daemon = scripted.open(scripted.options().registerAgain(false).backlogLimit(9000), collector);
        scripted.kernel.state().daemon(4711, scripted.kernel.state().daemonPortId());

        AuditCloseReport report = get(daemon.close());

        assertThat(report.isClean()).isTrue();
        assertThat(report.left()).extracting(LeasedSetting::setting)
                .containsExactly(AuditSetting.ENABLED, AuditSetting.BACKLOG_LIMIT);
        assertThat(scripted.kernel.state().enabled()).isOne();
        assertThat(scripted.kernel.state().backlogLimit()).isEqualTo(9000);
        assertThat(scripted.notices).anyMatch(notice -> notice.contains("process 4711 has become the audit daemon"));
    }

    @Test
    void aLockedKernelGivesItsRecordsAndKeepsItsSettings() {
        scripted.kernel.state().locked();
        AuditDaemon daemon = scripted.open(scripted.options().backlogLimit(9000), collector);

        assertThat(scripted.kernel.state().backlogLimit()).isEqualTo(64);
        assertThat(daemon.changes()).isEmpty();
        get(scripted.kernel.flood().records(100).start());
        await().until(() -> collector.records.get() >= 100);
        assertThat(get(daemon.close()).isClean()).isTrue();
        assertThat(scripted.kernel.state().daemonPid()).isZero();
        assertThat(scripted.notices).anyMatch(notice -> notice.contains("locked (enabled=2)")
                && notice.contains("backlog_limit 64 -> 9000"));
    }

    @Test
    void aKernelThatIsLockedMeanwhileIsToldOnceAndIsNoProblem() {
        AuditDaemon daemon = scripted.open(scripted.options().backlogLimit(9000), collector);
        scripted.kernel.state().locked();

        AuditCloseReport report = get(daemon.close());

        assertThat(report.problems()).isEmpty();
        assertThat(report.restored()).isEmpty();
        assertThat(report.left()).containsExactly(new LeasedSetting(AuditSetting.ENABLED, 0, 1),
                new LeasedSetting(AuditSetting.BACKLOG_LIMIT, 64, 9000));
        assertThat(scripted.kernel.state().daemonPid()).isZero();
        assertThat(scripted.notices.stream().filter(notice -> notice.contains("locked"))).singleElement().asString()
                .contains("enabled 0 -> 1", "backlog_limit 64 -> 9000");
    }

    @Test
    void aRefusalToRestoreIsAProblem() {
        AuditDaemon daemon = scripted.open(scripted.options().backlogLimit(9000), collector);
        scripted.kernel.on(AuditMessageType.SET).times(1).error(NetlinkErrno.EPERM);

        AuditCloseReport report = get(daemon.close());

        assertThat(report.isClean()).isFalse();
        assertThat(report.problems()).singleElement().asString().contains("enabled 0 -> 1", "EPERM");
        assertThat(scripted.notices).containsAll(report.problems());
        assertThat(scripted.kernel.state().backlogLimit()).isEqualTo(64);
        assertThat(scripted.kernel.state().daemonPid()).isZero();
    }

    @Test
    void anotherDaemonIsNamedAndNothingIsChanged() {
        AuditDaemon other = scripted.open(scripted.options().enable(false), new ChannelInboundHandlerAdapter());

        Throwable refusal = scripted.refused(scripted.options().backlogLimit(9000), collector);

        assertThat(refusal).isInstanceOfSatisfying(AuditErrnoException.class, cause -> {
            assertThat(cause.errno()).isEqualTo(NetlinkErrno.EEXIST);
            assertThat(cause.otherDaemon()).isEqualTo(OWN_PID);
        });
        assertThat(collector.calls).as("never in a pipeline").isEmpty();
        assertThat(scripted.kernel.requests(AuditMessageType.SET)).hasSize(2);
        assertThat(scripted.kernel.state().daemonPid()).isEqualTo(OWN_PID);
        get(other.close());
    }

    @Test
    void ofTwoLimitsTheOneThatTheKernelTookIsRestored() {
        Throwable refusal = scripted.refused(scripted.options().backlogLimit(9000).backlogWaitTime(150_001), collector);

        assertThat(refusal).isInstanceOfSatisfying(AuditErrnoException.class,
                cause -> assertThat(cause.errno()).isEqualTo(NetlinkErrno.EINVAL));
        scripted.assertAsFound();
    }

    @Test
    void withoutCapabilityTheReasonIsGiven() {
        scripted.kernel.state().access(KernelAccess.NO_CAPABILITY);
        assertThat(scripted.refused(scripted.options(), collector)).hasMessageContaining("CAP_AUDIT_CONTROL");
        scripted.kernel.state().access(KernelAccess.USER_NAMESPACE);
        assertThat(scripted.refused(scripted.options(), collector)).hasMessageContaining("container");
    }

    @Test
    void aKernelThatDoesNotAnswerFailsTheOpeningWithinItsTimeout() {
        scripted.kernel.on(AuditMessageType.GET).silent();
        long start = System.nanoTime();

        Throwable failure = scripted.refused(scripted.options().openTimeout(Duration.ofMillis(500))
                .closeTimeout(Duration.ofSeconds(1)), collector);

        assertThat(failure).hasMessageContaining("open timeout");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
        scripted.kernel.clearScripts();
        await().untilAsserted(scripted::assertAsFound);
    }

    @Test
    void aCancelledOpeningIsUndone() {
        scripted.kernel.on(AuditMessageType.GET).times(1).late(Duration.ofMillis(300));
        Future<AuditDaemon> opening = AuditDaemon.open(scripted.group, scripted.options().build(), collector);

        assertThat(opening.cancel(false)).isTrue();

        await().until(() -> scripted.kernel.requests(AuditMessageType.SET).size() >= 4);
        await().untilAsserted(scripted::assertAsFound);
    }

    @Test
    void aHandlerThatIsUsedElsewhereFailsTheOpening() {
        Scripted second = new Scripted();
        AuditDaemon open = second.open(second.options(), new Collector());
        ChannelInboundHandlerAdapter used = (ChannelInboundHandlerAdapter) open.dataChannel().pipeline().last();
        assertThat(scripted.refused(scripted.options(), used)).hasMessageContaining("@Sharable");
        scripted.assertAsFound();
        get(open.close());
        second.close();
    }

    @Test
    void aChannelInitializerThatThrowsFailsTheOpening() {
        Throwable failure = scripted.refused(scripted.options().channelInitializer((channel, role) -> {
            throw new IllegalStateException("no " + role);
        }), collector);

        assertThat(failure).isNotNull();
        assertThat(scripted.kernel.state().daemonPid()).isZero();
    }
}
