package io.github.nettyaudit.codec.request;

import static io.github.nettyaudit.codec.request.KernelSide.acknowledge;
import static io.github.nettyaudit.codec.request.KernelSide.refuse;
import static io.github.nettyaudit.codec.request.KernelSide.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusMessage;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link AuditDaemonHandlerBuilder#enableWhileRegistered()}: auditing is on while registered and as found afterwards. */
class DaemonEnablingTest {
    private static final int PID = 4711;
    private static final AuditStatus LEAVE = AuditStatus.builder().pid(0).build();
    private static final AuditStatus LEAVE_AND_DISABLE =
            AuditStatus.builder().enabled(AuditEnabled.OFF).pid(0).build();

    private final KernelSide control = new KernelSide(new AuditRequestHandler());
    private final AuditDaemonHandlerBuilder settings =
            AuditDaemonHandler.builder(control.client()).pid(PID).enableWhileRegistered();
    private AuditDaemonHandler handler;
    private KernelSide data;

    @AfterEach
    void nothingIsLeft() {
        assertThat(data.finish()).isEmpty();
        assertThat(control.finish()).isEmpty();
    }

    /** Registers and answers the question for the status. */
    private void start(AuditEnabled found) {
        handler = settings.build();
        data = new KernelSide(new AuditRequestHandler(), handler);
        data.send(acknowledge(data.nextRequest()));
        assertThat(handler.registered().isDone()).as("the registration includes enabling").isFalse();
        control.send(status(expect(AuditMessageType.GET), statusOf(found, PID)));
        data.channel.runPendingTasks();
    }

    private void startAndEnable() {
        start(AuditEnabled.OFF);
        assertThat(handler.registered().isDone()).isFalse();
        control.send(acknowledge(expectSet(AuditStatus.builder().enabled(AuditEnabled.ON).build())));
        data.channel.runPendingTasks();
        assertThat(handler.registered().isSuccess()).isTrue();
        assertThat(kinds()).containsExactly(Kind.REGISTERED);
    }

    private static AuditStatus statusOf(AuditEnabled enabled, int pid) {
        return AuditStatus.builder().enabled(enabled).pid(pid).mask(0).build();
    }

    private AuditMessage expect(int type) {
        AuditMessage request = control.nextRequest();
        assertThat(request).isNotNull();
        assertThat(request.type()).isEqualTo(type);
        return request;
    }

    private AuditMessage expectSet(AuditStatus changes) {
        return expectSet(control, changes);
    }

    private static AuditMessage expectSet(KernelSide kernel, AuditStatus changes) {
        AuditMessage request = kernel.nextRequest();
        assertThat(request).isInstanceOfSatisfying(AuditStatusMessage.class,
                set -> assertThat(set.status()).isEqualTo(changes));
        return request;
    }

    private List<Kind> kinds() {
        return data.events.stream().filter(AuditDaemonEvent.class::isInstance)
                .map(event -> ((AuditDaemonEvent) event).kind()).toList();
    }

    private void pass(long milliseconds) {
        data.pass(milliseconds);
        control.pass(milliseconds);
        data.channel.runPendingTasks();
    }

    private void close() {
        data.channel.pipeline().close();
    }

    /** Answers the request that ends the registration. */
    private void leave(AuditStatus expected) {
        control.send(acknowledge(expectSet(expected)));
        pass(20);
        assertThat(data.channel.isOpen()).isFalse();
        assertThat(kinds()).endsWith(Kind.UNREGISTERED);
    }

    /** The next check of the registration finds this. */
    private void check(AuditStatus found) {
        pass(10_000);
        control.send(status(expect(AuditMessageType.GET), found));
        data.channel.runPendingTasks();
    }

    @Test
    void auditingIsTurnedOnAndOffAgain() {
        startAndEnable();
        check(statusOf(AuditEnabled.ON, PID));
        close();
        leave(LEAVE_AND_DISABLE);
    }

    @Test
    void whatWasOnStaysOn() {
        start(AuditEnabled.ON);
        assertThat(handler.registered().isSuccess()).isTrue();
        close();
        leave(LEAVE);
    }

    @Test
    void aLockedConfigurationCountsAsOn() {
        start(AuditEnabled.LOCKED);
        assertThat(handler.registered().isSuccess()).isTrue();
        close();
        leave(LEAVE);
    }

    @Test
    void whatSomebodyElseTurnedOffIsNotTouched() {
        startAndEnable();
        check(statusOf(AuditEnabled.OFF, PID));
        check(statusOf(AuditEnabled.ON, PID));
        close();
        leave(LEAVE);
    }

    @Test
    void aConfigurationThatWasLockedMeanwhileStillEndsTheRegistration() {
        startAndEnable();
        close();
        control.send(refuse(expectSet(LEAVE_AND_DISABLE), NetlinkErrno.EPERM));
        leave(LEAVE);
    }

    @Test
    void anotherRefusalIsReported() {
        startAndEnable();
        close();
        control.send(refuse(expectSet(LEAVE_AND_DISABLE), NetlinkErrno.EACCES));
        data.channel.runPendingTasks();
        assertThat(data.channel.isOpen()).isFalse();
        assertThat(kinds()).endsWith(Kind.UNREGISTRATION_FAILED);
    }

    @Test
    void aClosedControlChannelDoesNotLeaveAuditingOn() {
        startAndEnable();
        control.channel.close();
        close();
        data.send(acknowledge(expectSet(data, LEAVE_AND_DISABLE)));
        pass(20);
        assertThat(data.channel.isOpen()).isFalse();
        assertThat(kinds()).endsWith(Kind.UNREGISTERED);
    }

    @Test
    void aControlChannelThatDoesNotAnswerDoesNotLeaveAuditingOn() {
        startAndEnable();
        close();
        expectSet(LEAVE_AND_DISABLE);
        pass(2_000);
        data.send(acknowledge(expectSet(data, LEAVE_AND_DISABLE)));
        pass(20);
        assertThat(data.channel.isOpen()).isFalse();
        assertThat(kinds()).endsWith(Kind.UNREGISTERED);
    }

    @Test
    void aRemovedHandlerRestoresToo() {
        startAndEnable();
        data.channel.pipeline().remove(handler);
        expectSet(LEAVE_AND_DISABLE);
    }

    @Test
    void aRegistrationThatCannotEnableIsEndedAndFails() {
        start(AuditEnabled.OFF);
        control.send(refuse(expectSet(AuditStatus.builder().enabled(AuditEnabled.ON).build()), NetlinkErrno.EPERM));
        data.channel.runPendingTasks();
        assertThat(handler.registered().isDone()).isFalse();
        data.send(acknowledge(expectSet(data, LEAVE)));
        assertThat(handler.registered().cause()).hasMessageContaining("set enabled").hasMessageContaining("EPERM");
        assertThat(kinds()).containsExactly(Kind.REGISTRATION_FAILED);
        close();
        assertThat(data.channel.isOpen()).as("there is nothing to restore").isFalse();
    }

    @Test
    void aRegistrationWhoseEnablingMayHaveBeenCarriedOutDisablesAgain() {
        start(AuditEnabled.OFF);
        expectSet(AuditStatus.builder().enabled(AuditEnabled.ON).build());
        pass(5_000);
        data.send(acknowledge(expectSet(data, LEAVE_AND_DISABLE)));
        assertThat(handler.registered().cause()).isInstanceOf(AuditRequestTimeoutException.class);
        close();
        assertThat(data.channel.isOpen()).isFalse();
    }

    @Test
    void aRegistrationThatFindsNoStatusIsEndedAndFails() {
        handler = settings.build();
        data = new KernelSide(new AuditRequestHandler(), handler);
        data.send(acknowledge(data.nextRequest()));
        control.send(refuse(expect(AuditMessageType.GET), NetlinkErrno.EPERM));
        data.channel.runPendingTasks();
        data.send(acknowledge(expectSet(data, LEAVE)));
        assertThat(handler.registered().cause()).hasMessageContaining("get status");
        close();
        assertThat(data.channel.isOpen()).isFalse();
    }

    @Test
    void closeWhileEnablingLeavesAsFound() {
        start(AuditEnabled.OFF);
        AuditMessage enabling = expectSet(AuditStatus.builder().enabled(AuditEnabled.ON).build());
        close();
        assertThat(data.channel.isOpen()).isTrue();
        control.send(acknowledge(enabling));
        data.channel.runPendingTasks();
        leave(LEAVE_AND_DISABLE);
    }

    @Test
    void anotherDaemonKeepsAuditingOn() {
        settings.registerAgain(false);
        startAndEnable();
        check(statusOf(AuditEnabled.ON, 812));
        assertThat(kinds()).endsWith(Kind.DROPPED);
        close();
        assertThat(data.channel.isOpen()).isFalse();
    }

    @Test
    void afterALostRegistrationWithoutAnotherDaemonAuditingIsTurnedOff() {
        settings.registerAgain(false);
        startAndEnable();
        check(statusOf(AuditEnabled.ON, 0));
        close();
        control.send(status(expect(AuditMessageType.GET), statusOf(AuditEnabled.ON, 0)));
        data.channel.runPendingTasks();
        assertThat(data.channel.isOpen()).isTrue();
        control.send(acknowledge(expectSet(AuditStatus.builder().enabled(AuditEnabled.OFF).build())));
        data.channel.runPendingTasks();
        assertThat(data.channel.isOpen()).isFalse();
    }

    @Test
    void afterALostRegistrationADaemonThatCameSinceKeepsAuditingOn() {
        settings.registerAgain(false);
        startAndEnable();
        check(statusOf(AuditEnabled.ON, 0));
        close();
        control.send(status(expect(AuditMessageType.GET), statusOf(AuditEnabled.ON, 812)));
        data.channel.runPendingTasks();
        assertThat(data.channel.isOpen()).isFalse();
    }

    @Test
    void afterALostRegistrationARemovedHandlerStillTurnsAuditingOff() {
        settings.registerAgain(false);
        startAndEnable();
        check(statusOf(AuditEnabled.ON, 0));
        data.channel.pipeline().remove(handler);
        control.send(status(expect(AuditMessageType.GET), statusOf(AuditEnabled.ON, 0)));
        expectSet(AuditStatus.builder().enabled(AuditEnabled.OFF).build());
        data.channel.close();
        assertThat(control.nextRequest()).as("once").isNull();
    }

    @Test
    void afterALostRegistrationNothingIsDoneIfTheStatusIsNotKnown() {
        settings.registerAgain(false);
        startAndEnable();
        check(statusOf(AuditEnabled.ON, 0));
        close();
        control.send(refuse(expect(AuditMessageType.GET), NetlinkErrno.EPERM));
        data.channel.runPendingTasks();
        assertThat(data.channel.isOpen()).isFalse();
    }

    @Test
    void anotherDaemonThatPreventsRegisteringAgainKeepsAuditingOn() {
        startAndEnable();
        check(statusOf(AuditEnabled.ON, 0));
        data.send(refuse(data.nextRequest(), NetlinkErrno.EEXIST));
        control.send(status(expect(AuditMessageType.GET), statusOf(AuditEnabled.ON, 812)));
        data.channel.runPendingTasks();
        assertThat(kinds()).endsWith(Kind.DROPPED, Kind.REGISTRATION_FAILED);
        close();
        assertThat(data.channel.isOpen()).isFalse();
    }

    @Test
    void registeringAgainEnablesAgainIfItWasTurnedOff() {
        startAndEnable();
        check(statusOf(AuditEnabled.OFF, 0));
        data.send(acknowledge(data.nextRequest()));
        control.send(status(expect(AuditMessageType.GET), statusOf(AuditEnabled.OFF, PID)));
        data.channel.runPendingTasks();
        control.send(acknowledge(expectSet(AuditStatus.builder().enabled(AuditEnabled.ON).build())));
        data.channel.runPendingTasks();
        assertThat(kinds()).endsWith(Kind.DROPPED, Kind.REGISTERED_AGAIN);
        close();
        leave(LEAVE_AND_DISABLE);
    }

    @Test
    void registeringAgainStillRemembersWhatWasFound() {
        startAndEnable();
        check(statusOf(AuditEnabled.ON, 0));
        data.send(acknowledge(data.nextRequest()));
        control.send(status(expect(AuditMessageType.GET), statusOf(AuditEnabled.ON, PID)));
        data.channel.runPendingTasks();
        assertThat(kinds()).endsWith(Kind.DROPPED, Kind.REGISTERED_AGAIN);
        close();
        leave(LEAVE_AND_DISABLE);
    }
}
