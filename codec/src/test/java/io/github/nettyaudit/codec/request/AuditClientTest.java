package io.github.nettyaudit.codec.request;

import static io.github.nettyaudit.codec.request.KernelSide.acknowledge;
import static io.github.nettyaudit.codec.request.KernelSide.refuse;
import static io.github.nettyaudit.codec.request.KernelSide.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditFailureMode;
import io.github.nettyaudit.codec.message.AuditFeatures;
import io.github.nettyaudit.codec.message.AuditFeaturesMessage;
import io.github.nettyaudit.codec.message.AuditMakeEquivalentMessage;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.AuditEmptyRequest;
import io.github.nettyaudit.codec.message.AuditRuleMessage;
import io.github.nettyaudit.codec.message.AuditSignalInfoMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusMessage;
import io.github.nettyaudit.codec.message.AuditTtyMessage;
import io.github.nettyaudit.codec.message.AuditTtyStatus;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditClientTest {
    private final KernelSide kernel = new KernelSide(new AuditRequestHandler());
    private final AuditClient client = kernel.client();

    @AfterEach
    void nothingIsLeft() {
        assertThat(kernel.finish()).isEmpty();
    }

    @Test
    void changesSetTheirFieldAndNoOther() {
        expectSet(client.setEnabled(AuditEnabled.ON), AuditStatus.builder().enabled(AuditEnabled.ON).build(), 0x1);
        expectSet(client.setFailureMode(AuditFailureMode.PRINTK),
                AuditStatus.builder().failureMode(AuditFailureMode.PRINTK).build(), 0x2);
        expectSet(client.setRateLimit(500), AuditStatus.builder().rateLimit(500).build(), 0x8);
        expectSet(client.setBacklogLimit(8192), AuditStatus.builder().backlogLimit(8192).build(), 0x10);
        expectSet(client.setBacklogWaitTime(15000), AuditStatus.builder().backlogWaitTime(15000).build(), 0x20);
        expectSet(client.registerDaemon(4711), AuditStatus.builder().pid(4711).build(), 0x4);
        expectSet(client.unregisterDaemon(), AuditStatus.builder().pid(0).build(), 0x4);
    }

    @Test
    void severalFieldsGoInOneRequest() {
        AuditStatus changes = AuditStatus.builder().enabled(AuditEnabled.ON).backlogLimit(64).rateLimit(7).build();
        expectSet(client.set(changes), changes, 0x1 | 0x8 | 0x10);
    }

    @Test
    void resetsHaveExactlyTheirBit() {
        expectSet(client.resetLost(), AuditStatus.resetLost(), 0x40);
        expectSet(client.resetBacklogWaitTimeActual(), AuditStatus.resetBacklogWaitTimeActual(), 0x80);
    }

    private void expectSet(Future<?> future, AuditStatus status, int mask) {
        AuditStatusMessage request = (AuditStatusMessage) kernel.nextRequest();
        assertThat(request.type()).isEqualTo(AuditMessageType.SET);
        assertThat(request.status()).isEqualTo(status);
        assertThat(request.status().mask()).isEqualTo(mask);
        kernel.send(acknowledge(request));
        assertThat(future.isSuccess()).isTrue();
    }

    @Test
    void questionsReturnTheirReply() {
        Future<AuditFeatures> features = client.features();
        AuditMessage request = kernel.nextRequest();
        AuditFeatures reply = new AuditFeatures(1, 3, 1, 0);
        kernel.send(acknowledge(request), new AuditFeaturesMessage(
                KernelSide.header(AuditMessageType.GET_FEATURE, 0, request.sequence()), reply));
        assertThat(features.getNow()).isEqualTo(reply);

        Future<AuditTtyStatus> tty = client.ttyStatus();
        request = kernel.nextRequest();
        kernel.send(acknowledge(request), new AuditTtyMessage(
                KernelSide.header(AuditMessageType.TTY_GET, 0, request.sequence()), new AuditTtyStatus(true, false)));
        assertThat(tty.getNow()).isEqualTo(new AuditTtyStatus(true, false));

        Future<AuditSignalInfoMessage> signal = client.signalInfo();
        request = kernel.nextRequest();
        kernel.send(acknowledge(request), new AuditSignalInfoMessage(
                KernelSide.header(AuditMessageType.SIGNAL_INFO, 0, request.sequence()), 1000, 77, "init_t"));
        assertThat(signal.getNow().pid()).isEqualTo(77);
        assertThat(signal.getNow().context()).isEqualTo("init_t");
    }

    @Test
    void featuresAndTtyCanBeChanged() {
        Future<Void> features = client.setFeatures(
                AuditFeatures.change(AuditFeatures.LOGIN_UID_IMMUTABLE, true, false));
        AuditMessage request = kernel.nextRequest();
        assertThat(request.type()).isEqualTo(AuditMessageType.SET_FEATURE);
        kernel.send(acknowledge(request));
        Future<Void> tty = client.setTtyStatus(new AuditTtyStatus(true, true));
        request = kernel.nextRequest();
        assertThat(request.type()).isEqualTo(AuditMessageType.TTY_SET);
        kernel.send(acknowledge(request));
        assertThat(features.isSuccess() && tty.isSuccess()).isTrue();
    }

    @Test
    void rulesAreSentAsGiven() {
        byte[] rule = new byte[1044];
        rule[1043] = 'k';
        Future<Void> added = client.addRawRule(rule);
        AuditRuleMessage add = (AuditRuleMessage) kernel.nextRequest();
        Future<Void> deleted = client.withoutAck().deleteRawRule(rule);
        AuditRuleMessage delete = (AuditRuleMessage) kernel.nextRequest();

        assertThat(add.type()).isEqualTo(AuditMessageType.ADD_RULE);
        assertThat(delete.type()).isEqualTo(AuditMessageType.DEL_RULE);
        assertThat(add.content().array()).isEqualTo(rule).isEqualTo(delete.content().array());
        assertThat(deleted.isSuccess()).isTrue();
        kernel.send(acknowledge(add));
        assertThat(added.isSuccess()).isTrue();
    }

    @Test
    void rawRequestCarriesAnyPayload() {
        Future<?> sent = client.send(AuditRequest.raw(AuditMessageType.USER, new byte[] {'h', 'i', 0}));
        AuditRecordMessage request = (AuditRecordMessage) kernel.nextRequest();
        assertThat(request.type()).isEqualTo(AuditMessageType.USER);
        assertThat(request.text()).isEqualTo("hi\0");
        kernel.send(acknowledge(request));
        request.release();
        assertThat(sent.isSuccess()).isTrue();
    }

    @Test
    void valueMessageIsARequestToo() {
        AuditRequest<?> request = AuditRequest.acknowledged(AuditEmptyRequest.of(AuditMessageType.TRIM));
        Future<?> first = client.send(request);
        Future<?> second = client.send(request);
        kernel.requests().forEach(sent -> kernel.send(acknowledge(sent)));
        assertThat(first.isSuccess() && second.isSuccess()).isTrue();
        assertThatThrownBy(() -> AuditRequest.acknowledged(KernelSide.record(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void registrationNamesTheDaemonInTheWay() {
        Future<Void> registered = client.registerDaemon(4711);
        kernel.send(refuse(kernel.nextRequest(), NetlinkErrno.EEXIST));
        kernel.send(status(kernel.nextRequest(), 812));
        assertThat(registered.cause()).isInstanceOfSatisfying(AuditErrnoException.class,
                        cause -> assertThat(cause.otherDaemon()).isEqualTo(812))
                .hasMessage("register process 4711 as audit daemon (AUDIT_SET, sequence 1) failed with EEXIST: another"
                        + " audit daemon is registered (pid 812): stop it, or read as a member of the multicast group");
    }

    @Test
    void registrationSaysThatItIsTheOtherDaemonItself() {
        int own = (int) ProcessHandle.current().pid();
        Future<Void> registered = client.registerDaemon();
        kernel.send(refuse(kernel.nextRequest(), NetlinkErrno.EEXIST));
        kernel.send(status(kernel.nextRequest(), own));
        assertThat(registered.cause())
                .hasMessageContaining("this process (pid " + own + ") is registered already, through another socket");
    }

    @Test
    void registrationKeepsItsErrorWhereNobodySaysWhoIsInTheWay() {
        Future<Void> registered = client.registerDaemon(4711);
        kernel.send(refuse(kernel.nextRequest(), NetlinkErrno.EEXIST));
        kernel.nextRequest();
        kernel.pass(5_000);
        assertThat(registered.cause()).isInstanceOfSatisfying(AuditErrnoException.class,
                cause -> assertThat(cause.otherDaemon()).isZero());
    }

    @Test
    void registrationWhoseAcknowledgementWasLostIsFoundOut() {
        Future<Void> registered = client.registerDaemon(4711);
        kernel.nextRequest();
        kernel.pass(5_000);
        assertThat(registered.isDone()).isFalse();
        kernel.send(status(kernel.nextRequest(), 4711));
        assertThat(registered.isSuccess()).isTrue();

        Future<Void> other = client.registerDaemon(4711);
        kernel.nextRequest();
        kernel.pass(5_000);
        kernel.send(status(kernel.nextRequest(), 0));
        assertThat(other.cause()).isInstanceOf(AuditRequestTimeoutException.class);
    }

    @Test
    void registrationCanBeCancelled() {
        Future<Void> registered = client.registerDaemon(4711);
        AuditMessage request = kernel.nextRequest();
        registered.cancel(false);
        kernel.send(acknowledge(request));
        assertThat(kernel.events).singleElement().isInstanceOf(AuditLateReply.class);
    }

    @Test
    void timeoutHasToBePositive() {
        assertThatThrownBy(() -> client.withTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void treesAreTrimmedAndMadeEquivalent() {
        Future<Void> trimmed = client.trim();
        AuditMessage trim = kernel.nextRequest();
        assertThat(trim).isInstanceOf(AuditEmptyRequest.class);
        assertThat(trim.type()).isEqualTo(AuditMessageType.TRIM);
        kernel.send(acknowledge(trim));
        assertThat(trimmed.isSuccess()).isTrue();

        Future<Void> equivalent = client.makeEquivalent("/home", "/mnt/home");
        AuditMakeEquivalentMessage request = (AuditMakeEquivalentMessage) kernel.nextRequest();
        assertThat(request.tree()).isEqualTo("/home");
        assertThat(request.equivalent()).isEqualTo("/mnt/home");
        kernel.send(acknowledge(request));
        assertThat(equivalent.isSuccess()).isTrue();
        request.release();
    }
}
