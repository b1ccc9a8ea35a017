package io.github.nettyaudit.codec.request;

import static io.github.nettyaudit.codec.request.KernelSide.acknowledge;
import static io.github.nettyaudit.codec.request.KernelSide.record;
import static io.github.nettyaudit.codec.request.KernelSide.refuse;
import static io.github.nettyaudit.codec.request.KernelSide.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.AuditReplaceMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusMessage;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.BlockingOperationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditDaemonHandlerTest {
    private static final int PID = 4711;

    private final KernelSide control = new KernelSide(new AuditRequestHandler());
    private AuditDaemonHandlerBuilder settings = AuditDaemonHandler.builder(control.client()).pid(PID);
    private AuditDaemonHandler handler;
    private KernelSide data;

    @AfterEach
    void nothingIsLeft() {
        assertThat(data.finish()).isEmpty();
        assertThat(control.finish()).isEmpty();
    }

    private void start() {
        handler = settings.build();
        data = new KernelSide(new AuditRequestHandler(), handler);
    }

    private void startRegistered() {
        start();
        data.send(acknowledge(data.nextRequest()));
        assertThat(kinds()).containsExactly(Kind.REGISTERED);
        data.events.clear();
    }

    /** Takes part in time on both channels. */
    private void pass(long milliseconds) {
        data.pass(milliseconds);
        control.pass(milliseconds);
        data.channel.runPendingTasks();
    }

    /** As {@code channel.close()}, which for an embedded channel would also cancel what is scheduled. */
    private ChannelFuture close() {
        return data.channel.pipeline().close();
    }

    private List<Kind> kinds() {
        return daemonEvents().stream().map(AuditDaemonEvent::kind).toList();
    }

    private List<AuditDaemonEvent> daemonEvents() {
        List<AuditDaemonEvent> events = new ArrayList<>();
        data.events.forEach(event -> {
            if (event instanceof AuditDaemonEvent daemon) {
                events.add(daemon);
            }
        });
        return events;
    }

    private void expectPid(AuditMessage request, int pid) {
        assertThat(request).isInstanceOfSatisfying(AuditStatusMessage.class, set -> {
            assertThat(set.type()).isEqualTo(AuditMessageType.SET);
            assertThat(set.status()).isEqualTo(AuditStatus.builder().pid(pid).build());
        });
    }

    /** KernelReplies the un-registration, and lets the socket be quiet for long enough. */
    private void leave() {
        AuditMessage request = control.nextRequest();
        expectPid(request, 0);
        control.send(acknowledge(request));
        pass(20);
    }

    @Test
    void registersThroughItsOwnChannelWhenActive() {
        start();
        assertThat(handler.registered().isDone()).isFalse();
        AuditMessage request = data.nextRequest();
        expectPid(request, PID);
        assertThat(control.nextRequest()).isNull();
        data.send(acknowledge(request));
        assertThat(handler.registered().isSuccess()).isTrue();
        assertThat(daemonEvents()).containsExactly(new AuditDaemonEvent(Kind.REGISTERED, PID));

        close();
        leave();
    }

    @Test
    void recordsPassAndChallengesBecomeEvents() {
        startRegistered();
        data.send(record(1), new AuditReplaceMessage(KernelSide.header(AuditMessageType.REPLACE, 0, 0), 99), record(2));
        data.channel.<AuditRecordMessage>readInbound().release();
        data.channel.<AuditRecordMessage>readInbound().release();
        assertThat(daemonEvents()).containsExactly(new AuditDaemonEvent(Kind.CHALLENGED, 99));
        assertThat(data.nextRequest()).as("a challenge needs no answer").isNull();

        close();
        leave();
    }

    @Test
    void ourOwnLeaveIsNoChallenge() {
        startRegistered();
        close();
        data.send(new AuditReplaceMessage(KernelSide.header(AuditMessageType.REPLACE, 0, 0), PID));
        assertThat(daemonEvents()).isEmpty();
        data.send(new AuditReplaceMessage(KernelSide.header(AuditMessageType.REPLACE, 0, 0), 99));
        assertThat(daemonEvents()).containsExactly(new AuditDaemonEvent(Kind.CHALLENGED, 99));
        leave();
    }

    @Test
    void refusedRegistrationNamesTheOtherDaemonAskedForThroughControl() {
        start();
        data.send(refuse(data.nextRequest(), NetlinkErrno.EEXIST));
        control.send(status(control.nextRequest(), 812));
        data.channel.runPendingTasks();

        assertThat(handler.registered().cause()).isInstanceOf(AuditErrnoException.class)
                .hasMessageContaining("pid 812");
        assertThat(daemonEvents()).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(Kind.REGISTRATION_FAILED);
            assertThat(event.pid()).isEqualTo(812);
            assertThat(event.cause()).isSameAs(handler.registered().cause());
        });
        assertThat(data.channel.isOpen()).isTrue();
        pass(120_000);
        assertThat(data.nextRequest()).as("the first registration is not repeated").isNull();
        close();
        assertThat(data.channel.isOpen()).as("nothing to un-register").isFalse();
    }

    @Test
    void closeLeavesFirstAndGoesOnReading() {
        startRegistered();
        ChannelFuture closed = close();
        AuditMessage request = control.nextRequest();
        expectPid(request, 0);
        assertThat(data.channel.isOpen()).isTrue();

        data.send(record(1));
        control.send(acknowledge(request));
        data.channel.runPendingTasks();
        assertThat(kinds()).containsExactly(Kind.UNREGISTERED);
        data.send(record(2));
        pass(20);
        assertThat(data.channel.isOpen()).as("records still came").isTrue();
        pass(20);
        assertThat(data.channel.isOpen()).isFalse();
        assertThat(closed.isSuccess()).isTrue();
        data.channel.<AuditRecordMessage>readInbound().release();
        data.channel.<AuditRecordMessage>readInbound().release();
        assertThat(control.nextRequest()).as("once").isNull();
    }

    @Test
    void everyCloseIsTold() {
        startRegistered();
        ChannelFuture first = close();
        ChannelFuture second = close();
        assertThat(first.isDone() || second.isDone()).isFalse();
        leave();
        assertThat(first.isSuccess() && second.isSuccess()).isTrue();
    }

    @Test
    void closeDoesNotWaitForEver() {
        startRegistered();
        try (LogCapture log = new LogCapture(AuditDaemonHandler.class)) {
            close();
            control.nextRequest();
            data.pass(2_999);
            assertThat(data.channel.isOpen()).isTrue();
            data.pass(1);
            assertThat(data.channel.isOpen()).isFalse();
            assertThat(control.nextRequest()).isNull();
            assertThat(log.lines).singleElement().asString().startsWith("WARNING closing the audit daemon's channel")
                    .endsWith("after 3000 ms although the kernel has not acknowledged the end of the registration");
        }
    }

    @Test
    void closeDoesNotReadForEver() {
        startRegistered();
        try (LogCapture log = new LogCapture(AuditDaemonHandler.class)) {
            close();
            control.send(acknowledge(control.nextRequest()));
            data.channel.runPendingTasks();
            for (int milliseconds = 0; milliseconds < 3_000; milliseconds += 10) {
                assertThat(data.channel.isOpen()).isTrue();
                receive(1);
                pass(10);
            }
            assertThat(data.channel.isOpen()).isFalse();
            assertThat(log.lines).singleElement().asString()
                    .endsWith("although not all records that the kernel had sent have been read");
        }
    }

    @Test
    void aCloseInTimeLogsNothing() {
        startRegistered();
        try (LogCapture log = new LogCapture(AuditDaemonHandler.class)) {
            close();
            leave();
            pass(10_000);
            assertThat(log.lines).isEmpty();
        }
    }

    @Test
    void allSettingsCanBeChained() {
        settings = settings.checkInterval(Duration.ofSeconds(2)).calm(() -> true).registerAgain(false)
                .backOff(Duration.ofSeconds(1), Duration.ofSeconds(2)).closeTimeout(Duration.ofSeconds(1)).pid(PID);
        startRegistered();
        assertThatThrownBy(() -> settings.checkInterval(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("interval");
        assertThatThrownBy(() -> settings.closeTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.backOff(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.backOff(Duration.ofSeconds(1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        close();
        leave();
    }

    @Test
    void closeWaitsForRegistrationUnderWayAndThenLeaves() {
        start();
        AuditMessage registration = data.nextRequest();
        close();
        assertThat(data.channel.isOpen()).isTrue();
        assertThat(control.nextRequest()).isNull();
        data.send(acknowledge(registration));
        leave();
        assertThat(data.channel.isOpen()).isFalse();
        assertThat(kinds()).containsExactly(Kind.REGISTERED, Kind.UNREGISTERED);
    }

    @Test
    void closeWhileRegistrationIsRefusedNeedsNoLeaving() {
        start();
        AuditMessage registration = data.nextRequest();
        close();
        data.send(refuse(registration, NetlinkErrno.EPERM));
        assertThat(data.channel.isOpen()).isFalse();
        assertThat(control.nextRequest()).isNull();
    }

    @Test
    void closeWhileRegistrationNeverEndsLeavesBlindly() {
        start();
        data.nextRequest();
        close();
        data.pass(3_000);
        assertThat(data.channel.isOpen()).isFalse();
        expectPid(control.nextRequest(), 0);
        assertThat(handler.registered().cause()).isInstanceOf(AuditChannelClosedException.class);
    }

    @Test
    void closeAfterRegistrationOfUnknownEndLeaves() {
        start();
        data.nextRequest();
        pass(5_000);
        control.nextRequest();
        pass(5_000);
        assertThat(handler.registered().cause()).isInstanceOf(AuditRequestTimeoutException.class);
        assertThat(kinds()).containsExactly(Kind.REGISTRATION_FAILED);
        close();
        leave();
        assertThat(data.channel.isOpen()).isFalse();
    }

    @Test
    void closeAtTheEventOfRegistrationLeaves() {
        start();
        data.channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                if (event instanceof AuditDaemonEvent daemon && daemon.kind() == Kind.REGISTERED) {
                    context.pipeline().close(); // the channel's own close would cancel the check
                }
            }
        });
        data.send(acknowledge(data.nextRequest()));
        AuditMessage request = control.nextRequest();
        pass(1_500);
        assertThat(control.nextRequest()).as("no check").isNull();
        control.send(acknowledge(request));
        pass(20);
        assertThat(data.channel.isOpen()).isFalse();
    }

    @Test
    void closeByForceEndsTheCloseThatWasDeferred() {
        startRegistered();
        ChannelFuture closed = close();
        data.channel.unsafe().close(data.channel.voidPromise());
        data.channel.runPendingTasks();
        assertThat(closed.isSuccess()).isTrue();
        expectPid(control.nextRequest(), 0);
        assertThat(control.nextRequest()).as("once").isNull();
    }

    @Test
    void closeWithoutALoopEndsTheRegistration() {
        startRegistered();
        data.channel.deregister();
        data.channel.runPendingTasks();
        data.channel.unsafe().close(data.channel.voidPromise());
        expectPid(control.nextRequest(), 0);
    }

    @Test
    void aRemovedHandlerEndsTheRegistrationAndItsChecks() {
        startRegistered();
        data.channel.pipeline().remove(handler);
        AuditMessage request = control.nextRequest();
        expectPid(request, 0);
        control.send(acknowledge(request));
        pass(60_000);
        assertThat(control.nextRequest()).isNull();
        assertThat(data.nextRequest()).isNull();
    }

    @Test
    void aRemovedHandlerLogsThatTheRegistrationCouldNotBeEnded() {
        startRegistered();
        try (LogCapture log = new LogCapture(AuditDaemonHandler.class)) {
            data.channel.pipeline().remove(handler);
            control.send(refuse(control.nextRequest(), NetlinkErrno.EPERM));
            assertThat(log.lines).singleElement().asString().startsWith("WARNING the registration of")
                    .endsWith("could not be ended");
        }
    }

    @Test
    void withAFallbackIsLoggedForDebuggingOnlyThatTheRegistrationCouldNotBeEnded() {
        settings.withUnregistrationFallback();
        startRegistered();
        Logger logger = Logger.getLogger(AuditDaemonHandler.class.getName());
        logger.setLevel(Level.FINE);
        try (LogCapture log = new LogCapture(AuditDaemonHandler.class)) {
            data.channel.pipeline().remove(handler);
            control.send(refuse(control.nextRequest(), NetlinkErrno.EPERM));
            assertThat(log.lines).singleElement().asString().startsWith("FINE the registration of")
                    .endsWith("could not be ended");
        } finally {
            logger.setLevel(null);
        }
    }

    @Test
    void withAFallbackACloseWithoutAnAcknowledgementIsNoWarning() {
        settings.withUnregistrationFallback();
        startRegistered();
        try (LogCapture log = new LogCapture(AuditDaemonHandler.class)) {
            close();
            control.nextRequest();
            data.pass(3_000);
            assertThat(data.channel.isOpen()).isFalse();
            assertThat(log.lines).isEmpty();
        }
    }

    @Test
    void withAFallbackRecordsThatWereNotReadAreAWarningStill() {
        settings.withUnregistrationFallback();
        startRegistered();
        try (LogCapture log = new LogCapture(AuditDaemonHandler.class)) {
            close();
            control.send(acknowledge(control.nextRequest()));
            data.channel.runPendingTasks();
            for (int milliseconds = 0; milliseconds < 3_000; milliseconds += 10) {
                receive(1);
                pass(10);
            }
            assertThat(log.lines).singleElement().asString()
                    .endsWith("although not all records that the kernel had sent have been read");
        }
    }

    @Test
    void theResultOfTheRegistrationCanBeAwaitedBeforeTheHandlerIsAdded() throws InterruptedException {
        handler = settings.build();
        assertThat(handler.registered().await(1)).isFalse();
        data = new KernelSide(new AuditRequestHandler(), handler);
        assertThatThrownBy(() -> handler.registered().await(1)).isInstanceOf(BlockingOperationException.class);
        data.send(acknowledge(data.nextRequest()));
        close();
        leave();
    }

    @Test
    void closeAfterControlWasClosedLeavesThroughItsOwnChannel() {
        startRegistered();
        control.channel.close();
        close();
        AuditMessage request = data.nextRequest();
        expectPid(request, 0);
        data.send(acknowledge(request));
        pass(20);
        assertThat(data.channel.isOpen()).isFalse();
        assertThat(kinds()).containsExactly(Kind.UNREGISTERED);
    }

    @Test
    void refusedLeavingIsTold() {
        startRegistered();
        close();
        control.send(refuse(control.nextRequest(), NetlinkErrno.EACCES));
        data.channel.runPendingTasks();
        assertThat(kinds()).containsExactly(Kind.UNREGISTRATION_FAILED);
        assertThat(data.channel.isOpen()).isFalse();
    }

    @Test
    void channelClosedByForceIsTakenOffAfterwards() {
        startRegistered();
        data.channel.unsafe().close(data.channel.voidPromise());
        data.channel.runPendingTasks();
        assertThat(data.channel.isOpen()).isFalse();
        expectPid(control.nextRequest(), 0);
    }

    @Test
    void noticesThatItWasDroppedAndRegistersAgain() {
        startRegistered();
        pass(1_000);
        control.send(status(control.nextRequest(), PID));
        data.channel.runPendingTasks();
        assertThat(daemonEvents()).isEmpty();
        pass(10_000);
        control.send(status(control.nextRequest(), 0));
        data.channel.runPendingTasks();
        assertThat(daemonEvents()).containsExactly(new AuditDaemonEvent(Kind.DROPPED, 0));
        AuditMessage again = data.nextRequest();
        expectPid(again, PID);
        data.send(acknowledge(again));
        assertThat(kinds()).containsExactly(Kind.DROPPED, Kind.REGISTERED_AGAIN);

        close();
        leave();
    }

    @Test
    void registersAgainWithGrowingPauses() {
        settings.backOff(Duration.ofSeconds(1), Duration.ofSeconds(3));
        startRegistered();
        pass(1_000);
        control.send(status(control.nextRequest(), 812));
        data.channel.runPendingTasks();
        for (long pause : new long[] {1_000, 2_000, 3_000, 3_000}) {
            data.send(refuse(data.nextRequest(), NetlinkErrno.EEXIST));
            control.send(status(control.nextRequest(), 812));
            data.channel.runPendingTasks();
            pass(pause - 1);
            assertThat(data.nextRequest()).isNull();
            pass(1);
        }
        data.send(acknowledge(data.nextRequest()));
        assertThat(kinds()).containsExactly(Kind.DROPPED, Kind.REGISTRATION_FAILED, Kind.REGISTRATION_FAILED,
                Kind.REGISTRATION_FAILED, Kind.REGISTRATION_FAILED, Kind.REGISTERED_AGAIN);

        close();
        leave();
    }

    @Test
    void doesNotRegisterAgainIfSoConfigured() {
        settings.registerAgain(false);
        startRegistered();
        pass(1_000);
        control.send(status(control.nextRequest(), 812));
        pass(120_000);
        assertThat(daemonEvents()).containsExactly(new AuditDaemonEvent(Kind.DROPPED, 812));
        assertThat(data.nextRequest()).isNull();
        assertThat(control.nextRequest()).isNull();
    }

    @Test
    void closeBetweenAttemptsNeedsNoLeaving() {
        startRegistered();
        pass(1_000);
        control.send(status(control.nextRequest(), 812));
        data.channel.runPendingTasks();
        data.send(refuse(data.nextRequest(), NetlinkErrno.EPERM));
        close();
        assertThat(data.channel.isOpen()).isFalse();
        pass(60_000);
        assertThat(control.nextRequest()).isNull();
        assertThat(kinds()).as("no further attempt").containsExactly(Kind.DROPPED, Kind.REGISTRATION_FAILED);
    }

    @Test
    void aRemovedHandlerMakesNoFurtherAttempt() {
        startRegistered();
        pass(1_000);
        control.send(status(control.nextRequest(), 812));
        data.channel.runPendingTasks();
        data.send(refuse(data.nextRequest(), NetlinkErrno.EPERM));
        data.channel.pipeline().remove(handler);
        pass(60_000);
        assertThat(data.nextRequest()).isNull();
        assertThat(control.nextRequest()).isNull();
    }

    @Test
    void closeWaitsWhileTheSocketHoldsUnreadRecords() {
        ChannelOption<Integer> option =
                ChannelOption.valueOf("io.github.nettyaudit.transport.AuditNetlinkChannelOption#UNREAD_BYTES");
        int[] unread = {1};
        handler = settings.build();
        data = new KernelSide(new EmbeddedChannel() {
            @Override
            public ChannelConfig config() {
                return new DefaultChannelConfig(this) {
                    @Override
                    @SuppressWarnings("unchecked")
                    public <T> T getOption(ChannelOption<T> asked) {
                        return asked == option ? (T) Integer.valueOf(unread[0]) : super.getOption(asked);
                    }
                };
            }
        }, new AuditRequestHandler(), handler);
        data.send(acknowledge(data.nextRequest()));
        close();
        leave();
        pass(20);
        assertThat(data.channel.isOpen()).isTrue();
        unread[0] = 0;
        pass(20);
        assertThat(data.channel.isOpen()).isFalse();
    }

    @Test
    void doesNotAskWhileRecordsComeInNumbers() {
        startRegistered();
        for (int serial = 0; serial < DaemonCheck.CALM_RECORDS_PER_SECOND; serial++) {
            data.send(record(serial));
            data.channel.<AuditRecordMessage>readInbound().release();
        }
        pass(1_000);
        assertThat(control.nextRequest()).isNull();
        pass(10_000);
        control.send(status(control.nextRequest(), PID));

        close();
        leave();
    }

    /** Receives as many records. */
    private void receive(int records) {
        for (int serial = 0; serial < records; serial++) {
            data.send(record(serial));
            data.channel.<AuditRecordMessage>readInbound().release();
        }
    }

    @Test
    void theRateOfRecordsIsThatSinceTheLastCheck() {
        startRegistered();
        receive(20 * DaemonCheck.CALM_RECORDS_PER_SECOND);
        pass(1_000);
        assertThat(control.nextRequest()).isNull();
        receive(5 * DaemonCheck.CALM_RECORDS_PER_SECOND);
        pass(10_000);
        control.send(status(control.nextRequest(), PID));
        data.channel.runPendingTasks();
        receive(10 * DaemonCheck.CALM_RECORDS_PER_SECOND);
        pass(10_000);
        assertThat(control.nextRequest()).as("as many as the limit").isNull();

        close();
        leave();
    }

    @Test
    void asksOnlyWhenCalmSaysSo() {
        boolean[] calm = {false};
        settings.calm(() -> calm[0]).checkInterval(Duration.ofMillis(500));
        startRegistered();
        pass(5_000);
        assertThat(control.nextRequest()).isNull();
        calm[0] = true;
        pass(500);
        assertThat(control.nextRequest()).isNotNull();

        close();
        leave();
    }

    @Test
    void calmThatThrowsDoesNotEndTheChecks() {
        int[] calls = {0};
        settings.calm(() -> {
            if (calls[0]++ == 0) {
                throw new AssertionError("oops");
            }
            return true;
        });
        startRegistered();
        try (LogCapture log = new LogCapture(AuditDaemonHandler.class)) {
            pass(1_000);
            assertThat(log.lines).containsExactly(
                    "WARNING the calm condition failed; the kernel is not asked for its status");
        }
        assertThat(control.nextRequest()).as("it may not be calm").isNull();
        pass(10_000);
        assertThat(control.nextRequest()).isNotNull();

        close();
        leave();
    }

    @Test
    void aCheckThatAClosedControlChannelEndsIsAWarningOnlyWithoutAFallback() {
        for (boolean fallback : new boolean[] {false, true}) {
            KernelSide closing = new KernelSide(new AuditRequestHandler());
            settings = AuditDaemonHandler.builder(closing.client()).pid(PID);
            if (fallback) {
                settings.withUnregistrationFallback();
            }
            startRegistered();
            data.pass(1_000);
            assertThat(closing.nextRequest()).isNotNull();
            try (LogCapture log = new LogCapture(AuditDaemonHandler.class)) {
                assertThat(closing.finish()).isEmpty();
                data.channel.runPendingTasks();
                assertThat(kinds()).containsExactly(Kind.CHECK_FAILED);
                assertThat(log.lines).hasSize(fallback ? 0 : 1).allMatch(line -> line.startsWith("WARNING"));
            }
            close();
            data.send(acknowledge(data.nextRequest()));
            pass(100);
            assertThat(data.finish()).isEmpty();
        }
    }

    @Test
    void theFirstOfSeveralFailedChecksIsReportedAndAllAreRepeated() {
        startRegistered();
        pass(1_000);
        for (int check = 0; check < 3; check++) {
            control.send(refuse(control.nextRequest(), NetlinkErrno.EPERM));
            data.channel.runPendingTasks();
            pass(10_000);
        }
        assertThat(daemonEvents()).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(Kind.CHECK_FAILED);
            assertThat(event.cause()).hasMessageContaining("EPERM");
        });
        control.send(status(control.nextRequest(), PID));
        data.channel.runPendingTasks();
        pass(10_000);
        control.send(refuse(control.nextRequest(), NetlinkErrno.EPERM));
        data.channel.runPendingTasks();
        assertThat(kinds()).as("a failure after a success is reported again")
                .containsExactly(Kind.CHECK_FAILED, Kind.CHECK_FAILED);

        close();
        leave();
    }

    @Test
    void withoutControlChannelTheDataChannelAsks() {
        startRegistered();
        control.channel.close();
        pass(1_000);
        AuditMessage question = data.nextRequest();
        assertThat(question.type()).isEqualTo(AuditMessageType.GET);
        data.send(status(question, 0));
        assertThat(kinds()).containsExactly(Kind.DROPPED);
        data.send(acknowledge(data.nextRequest()));
        assertThat(kinds()).containsExactly(Kind.DROPPED, Kind.REGISTERED_AGAIN);

        close();
        data.send(acknowledge(data.nextRequest()));
        pass(20);
    }

    @Test
    void checksCanBeTurnedOff() {
        settings.checkInterval(Duration.ZERO);
        startRegistered();
        pass(3_600_000);
        assertThat(control.nextRequest()).isNull();

        close();
        leave();
    }

    @Test
    void lockedConfigurationIsToldOnce() {
        startRegistered();
        AuditStatus locked = AuditStatus.builder().enabled(AuditEnabled.LOCKED).pid(PID).mask(0).build();
        pass(1_000);
        control.send(status(control.nextRequest(), locked));
        pass(10_000);
        control.send(status(control.nextRequest(), locked));
        data.channel.runPendingTasks();
        assertThat(kinds()).containsExactly(Kind.LOCKED);

        close();
        leave();
    }

    @Test
    void aSharedEventLoopIsWarnedOf() {
        try (LogCapture log = new LogCapture(AuditDaemonHandler.class)) {
            startRegistered();
            assertThat(log.lines).as("two loops").isEmpty();
            close();
            leave();

            data = new KernelSide(new AuditRequestHandler());
            data.channel.pipeline().addLast(AuditDaemonHandler.builder(data.client()).pid(PID).build());
            assertThat(log.lines).singleElement().asString().startsWith("WARNING")
                    .contains("share one event loop", "register the two channels with different event loops");
            data.send(acknowledge(data.nextRequest()));
            close();
            data.send(acknowledge(data.nextRequest()));
            pass(20);
        }
    }

    @Test
    void registersOnChannelThatIsActiveAlready() {
        data = new KernelSide(new AuditRequestHandler());
        handler = settings.build();
        data.channel.pipeline().addLast(handler);
        expectPid(data.nextRequest(), PID);
        close();
        data.pass(3_000);
        control.nextRequest();
    }
}
