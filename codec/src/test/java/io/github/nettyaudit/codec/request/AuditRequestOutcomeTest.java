package io.github.nettyaudit.codec.request;

import static io.github.nettyaudit.codec.request.KernelSide.acknowledge;
import static io.github.nettyaudit.codec.request.KernelSide.refuse;
import static io.github.nettyaudit.codec.request.KernelSide.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditDoneMessage;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRuleMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusMessage;
import io.github.nettyaudit.codec.message.InvalidAuditMessage;
import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ends of a request other than its answer, and what happens to answers that come after them. */
class AuditRequestOutcomeTest {
    private final AuditRequestHandler handler = new AuditRequestHandler(4, 1, 3);
    private final KernelSide kernel = new KernelSide(handler);
    private final AuditClient client = kernel.client();
    private final List<Future<?>> told = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        assertThat(handler.inFlight()).isZero();
        assertThat(kernel.finish()).isEmpty();
    }

    @Test
    void noAnswerInTimeFailsRequest() {
        Future<AuditStatus> status = client.status();
        kernel.pass(4_999);
        assertThat(status.isDone()).isFalse();
        kernel.pass(1);
        assertThat(status.cause()).isInstanceOf(AuditRequestTimeoutException.class)
                .hasMessageStartingWith("get status (AUDIT_GET, sequence 1) got no reply within 5000 ms");
        kernel.nextRequest();
    }

    @Test
    void clientAndRequestHaveTimeoutsOfTheirOwn() {
        Future<AuditStatus> clients = client.withTimeout(Duration.ofMillis(200)).status();
        Future<AuditStatus> requests = client.send(AuditRequests.STATUS.withTimeout(Duration.ofMillis(300)));
        kernel.requests();
        kernel.pass(200);
        assertThat(clients.cause()).isInstanceOf(AuditRequestTimeoutException.class);
        assertThat(requests.isDone()).isFalse();
        kernel.pass(100);
        assertThat(requests.cause()).isInstanceOf(AuditRequestTimeoutException.class);
    }

    @Test
    void loopThatStoodStillGivesTimeToReadAnswers() {
        Future<AuditStatus> answered = client.status();
        Future<AuditStatus> silent = client.status();
        List<AuditMessage> requests = kernel.requests();
        kernel.pass(20_000);
        assertThat(answered.isDone()).isFalse();
        kernel.send(status(requests.get(0), 7));
        assertThat(answered.isSuccess()).isTrue();
        kernel.pass(100);
        assertThat(silent.cause()).isInstanceOf(AuditRequestTimeoutException.class);
    }

    @Test
    void aRequestThatMakesNoMessageFails() {
        Future<?> nothing = client.send(AuditRequest.acknowledged(AuditMessageType.SET, header -> null));
        assertThat(nothing.cause()).isInstanceOf(AuditRequestException.class).hasMessageContaining("could not be created");
    }

    @Test
    void timeRunsFromWhenTheRequestWasHandedOver() {
        KernelSide.HeldWrites held = new KernelSide.HeldWrites();
        kernel.channel.pipeline().addFirst(held);
        Future<AuditStatus> status = client.status();
        kernel.pass(60_000);
        assertThat(status.isDone()).isFalse();
        held.send();
        kernel.pass(4_999);
        assertThat(status.isDone()).isFalse();
        kernel.pass(1);
        assertThat(status.cause()).isInstanceOf(AuditRequestTimeoutException.class);
        kernel.nextRequest();
    }

    @Test
    void answerBeforeTheNewsThatTheRequestWasSentCounts() {
        KernelSide.HeldWrites held = new KernelSide.HeldWrites();
        kernel.channel.pipeline().addFirst(held);
        Future<Void> change = client.setRateLimit(1);
        kernel.send(acknowledge(AuditStatusMessage.set(
                AuditStatus.resetLost()).withHeader(KernelSide.header(AuditMessageType.SET, 5, 1))));
        assertThat(change.isSuccess()).isTrue();
        held.send();
        kernel.pass(5_000);
        kernel.nextRequest();
    }

    @Test
    void lateAnswerIsReportedAndNotGivenToTheNextRequest() {
        Future<AuditStatus> late = client.status();
        AuditMessage first = kernel.nextRequest();
        kernel.pass(5_000);
        Future<AuditStatus> next = client.status();
        AuditMessage second = kernel.nextRequest();
        assertThat(second.sequence()).isNotEqualTo(first.sequence());

        kernel.send(acknowledge(first), status(first, 7));
        assertThat(late.cause()).isInstanceOf(AuditRequestTimeoutException.class);
        assertThat(next.isDone()).isFalse();
        assertThat(kernel.events).hasSize(2).allSatisfy(event -> {
            AuditLateReply reply = (AuditLateReply) event;
            assertThat(reply.outcome()).isEqualTo(AuditRequestOutcome.TIMED_OUT);
            assertThat(reply.requestType()).isEqualTo(AuditMessageType.GET);
            assertThat(reply.reply()).isNotNull();
        });
        assertThat(handler.lateReplies()).isEqualTo(2);
        kernel.send(status(second, 8));
        assertThat(next.getNow().pid()).isEqualTo(8);
    }

    @Test
    void requestCancelledAfterSendingIsHeldBack() {
        Future<AuditStatus> status = client.status();
        AuditMessage request = kernel.nextRequest();
        assertThat(status.cancel(false)).isTrue();
        assertThat(handler.inFlight()).isZero();
        kernel.send(status(request, 7));
        assertThat(kernel.events).singleElement().isInstanceOfSatisfying(AuditLateReply.class,
                late -> assertThat(late.outcome()).isEqualTo(AuditRequestOutcome.CANCELLED));
    }

    @Test
    void requestCancelledWhileBeingSentIsHeldBack() {
        KernelSide.HeldWrites held = new KernelSide.HeldWrites();
        kernel.channel.pipeline().addFirst(held);
        Future<AuditStatus> status = client.status();
        status.cancel(false);
        assertThat(handler.inFlight()).isZero();
        held.send();
        kernel.send(status(kernel.nextRequest(), 7));
        assertThat(status.isCancelled()).isTrue();
        assertThat(handler.lateReplies()).isOne();
    }

    @Test
    void cancelAfterTheEndChangesNothing() {
        Future<Void> change = client.setRateLimit(1);
        kernel.send(acknowledge(kernel.nextRequest()));
        assertThat(change.cancel(false)).isFalse();
        assertThat(change.isSuccess()).isTrue();
    }

    @Test
    void requestThatCannotBeSentFails() {
        KernelSide.HeldWrites held = new KernelSide.HeldWrites();
        kernel.channel.pipeline().addFirst(held);
        Future<AuditStatus> status = client.status();
        Future<Void> change = client.withoutAck().setRateLimit(1);
        held.fail();
        assertThat(status.cause()).isExactlyInstanceOf(AuditRequestException.class)
                .hasMessageContaining("could not be sent: no route").hasCauseInstanceOf(IOException.class);
        assertThat(change.cause()).isExactlyInstanceOf(AuditRequestException.class);
    }

    @Test
    void closeFailsAllThatIsPendingAndAllThatFollows() {
        List<Future<?>> pending = List.of(client.status(), client.setRateLimit(1), client.rawRules());
        pending.forEach(future -> future.addListener(told::add));
        kernel.requests();
        kernel.channel.close();
        assertThat(pending).allSatisfy(future ->
                assertThat(future.cause()).isInstanceOf(AuditChannelClosedException.class));
        assertThat(told).hasSize(3);
        assertThat(client.status().cause()).isInstanceOf(AuditChannelClosedException.class)
                .hasMessageContaining("was not sent");
        kernel.pass(60_000);
        assertThat(told).hasSize(3);
    }

    @Test
    void requestFromListenerWhileClosingFailsToo() {
        client.status().addListener(ended -> told.add(client.status()));
        kernel.requests();
        kernel.channel.close();
        assertThat(told).singleElement().satisfies(future ->
                assertThat(future.cause()).isInstanceOf(AuditChannelClosedException.class));
    }

    @Test
    void removedHandlerFailsAllThatIsPending() {
        Future<AuditStatus> status = client.status();
        kernel.requests();
        kernel.channel.pipeline().remove(handler);
        assertThat(status.cause()).isInstanceOf(AuditChannelClosedException.class);
        assertThat(client.status().cause()).hasMessageContaining("pipeline has no AuditRequestHandler");
    }

    @Test
    void clientOfChannelWithoutPipelineSaysSo() {
        EmbeddedChannel bare = new EmbeddedChannel();
        assertThat(new AuditClient(bare).status().cause()).hasMessageContaining("AuditPipeline");
        bare.finishAndReleaseAll();
    }

    @Test
    void clientOfAChannelThatIsNotRegisteredYetSaysSo() {
        LocalChannel unregistered = new LocalChannel();
        assertThat(new AuditClient(unregistered).status().cause()).hasMessageContaining("has no AuditRequestHandler");
        unregistered.pipeline().addLast(new AuditRequestHandler());
        assertThat(new AuditClient(unregistered).status().cause()).isExactlyInstanceOf(AuditRequestException.class)
                .hasMessage("get status (AUDIT_GET) was not sent: the channel is not registered with an event loop yet");
    }

    @Test
    void requestWithoutWaitingEndsWhenSent() {
        KernelSide.HeldWrites held = new KernelSide.HeldWrites();
        kernel.channel.pipeline().addFirst(held);
        Future<Void> change = client.withoutAck().setRateLimit(1);
        assertThat(change.isDone()).isFalse();
        held.send();
        assertThat(change.isSuccess()).isTrue();
        assertThat(kernel.nextRequest().header().flags()).isEqualTo(NetlinkFlags.REQUEST);
    }

    @Test
    void errorOfRequestNobodyWaitsForIsReported() {
        client.withoutAck().setRateLimit(1);
        kernel.send(refuse(kernel.nextRequest(), NetlinkErrno.EPERM));
        assertThat(kernel.events).singleElement().isInstanceOfSatisfying(AuditLateReply.class, late -> {
            assertThat(late.outcome()).isEqualTo(AuditRequestOutcome.NOT_AWAITED);
            assertThat(late.errno()).isEqualTo(NetlinkErrno.EPERM);
        });
    }

    @Test
    void questionsWaitEvenWithoutWaiting() {
        Future<AuditStatus> status = client.withoutAck().status();
        AuditMessage request = kernel.nextRequest();
        assertThat(request.header().hasFlag(NetlinkFlags.ACK)).isTrue();
        assertThat(status.isDone()).isFalse();
        kernel.send(status(request, 7));
        assertThat(status.getNow().pid()).isEqualTo(7);
    }

    @Test
    void oldestOfThoseHeldBackIsForgotten() {
        List<AuditMessage> requests = new ArrayList<>();
        for (int cancelled = 0; cancelled < 4; cancelled++) {
            Future<AuditStatus> status = client.status();
            requests.add(kernel.nextRequest());
            status.cancel(false);
        }
        kernel.send(status(requests.get(3), 1), status(requests.get(1), 1));
        assertThat(handler.lateReplies()).isEqualTo(2);
        AuditMessage forgotten = status(requests.get(0), 1);
        kernel.send(forgotten);
        assertThat(handler.lateReplies()).isEqualTo(2);
        assertThat(kernel.channel.<AuditMessage>readInbound().sequence()).isEqualTo(forgotten.sequence());
    }

    @Test
    void aMessageOfAnotherTypeWithARememberedSequencePassesOn() {
        client.status().cancel(false);
        AuditMessage request = kernel.nextRequest();
        AuditMessage other = KernelSide.part(request, new byte[1040]);
        kernel.send(other, KernelSide.done(request));
        assertThat(kernel.channel.<AuditRuleMessage>readInbound().release()).isTrue();
        assertThat(kernel.channel.<Object>readInbound()).isInstanceOf(AuditDoneMessage.class);
        assertThat(handler.lateReplies()).isZero();
    }

    @Test
    void manyAnsweredRequestsDoNotPushOutOneThatTimedOut() {
        Future<AuditStatus> late = client.status();
        AuditMessage first = kernel.nextRequest();
        kernel.pass(5_000);
        for (int answered = 0; answered < 10; answered++) {
            client.setRateLimit(1);
            kernel.send(acknowledge(kernel.nextRequest()));
        }
        kernel.send(status(first, 7));
        assertThat(handler.lateReplies()).isOne();
        assertThat(late.cause()).isInstanceOf(AuditRequestTimeoutException.class);
    }

    @Test
    void manyCancelledRequestsDoNotPushOutOneThatWasAnswered() {
        client.setRateLimit(1);
        AuditMessage first = kernel.nextRequest();
        kernel.send(acknowledge(first));
        for (int cancelled = 0; cancelled < 10; cancelled++) {
            client.status().cancel(false);
            kernel.nextRequest();
        }
        kernel.send(acknowledge(first));
        assertThat(handler.lateReplies()).isOne();
    }

    @Test
    void requestsWithoutAckDoNotPushOutOneThatTimedOut() {
        client.status();
        AuditMessage first = kernel.nextRequest();
        kernel.pass(5_000);
        for (int sent = 0; sent < 10; sent++) {
            client.withoutAck().setRateLimit(1);
            kernel.nextRequest();
        }
        kernel.send(status(first, 7));
        assertThat(handler.lateReplies()).isOne();
    }

    @Test
    void noTimerIsLeftOfARequestThatHasEnded() {
        client.status();
        kernel.send(status(kernel.nextRequest(), 7));
        assertThat(kernel.channel.runScheduledPendingTasks()).as("time of the next timer").isEqualTo(-1);
    }

    @Test
    void anAcknowledgementThatCannotBeReadFailsItsRequest() {
        Future<Void> change = client.setRateLimit(1);
        AuditMessage request = kernel.nextRequest();
        ByteBuf datagram = Unpooled.buffer();
        NetlinkHeaderDescriptor.write(datagram, 20, NetlinkControlType.ERROR, 0, request.sequence(), 0);
        kernel.channel.writeInbound(datagram.writeInt(0));
        assertThat(change.cause()).hasMessageContaining("could not be decoded");
        assertThat(kernel.channel.<InvalidAuditMessage>readInbound().release()).isTrue();
    }

    @Test
    void aRecordThatCannotBeReadIsNoReply() {
        Future<AuditStatus> status = client.status();
        AuditMessage request = kernel.nextRequest();
        ByteBuf datagram = Unpooled.buffer();
        NetlinkHeaderDescriptor.write(datagram, 20, AuditMessageType.LIST_RULES, 0, request.sequence(), 0);
        kernel.channel.writeInbound(datagram.writeInt(0));
        assertThat(status.isDone()).isFalse();
        assertThat(kernel.channel.<InvalidAuditMessage>readInbound().release()).isTrue();
        kernel.send(status(request, 7));
    }

    @Test
    void textsAreForPeople() {
        assertThat(handler.maxInFlight()).isEqualTo(4);
        assertThat(AuditRequests.STATUS).hasToString("AuditRequest(get status, type: 1000, reply: SINGLE)");
        assertThat(AuditRequests.RULES).hasToString("AuditRequest(list rules, type: 1013, reply: LIST)");
        client.withoutAck().setRateLimit(1);
        kernel.send(refuse(kernel.nextRequest(), NetlinkErrno.EPERM));
        assertThat(kernel.events).singleElement().hasToString("AuditLateReply(UNKNOWN[2] to SET, sequence: 1,"
                + " request was: NOT_AWAITED, errno: 1)");
        client.setRateLimit(1);
        AuditMessage request = kernel.nextRequest();
        kernel.send(acknowledge(request), acknowledge(request));
        assertThat(kernel.events.get(1)).hasToString("AuditLateReply(UNKNOWN[2] to SET, sequence: 2,"
                + " request was: COMPLETED)");
    }
}
