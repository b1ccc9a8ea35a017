package io.github.nettyaudit.codec.request;

import static io.github.nettyaudit.codec.request.KernelSide.acknowledge;
import static io.github.nettyaudit.codec.request.KernelSide.answer;
import static io.github.nettyaudit.codec.request.KernelSide.record;
import static io.github.nettyaudit.codec.request.KernelSide.refuse;
import static io.github.nettyaudit.codec.request.KernelSide.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusMessage;
import io.github.nettyaudit.codec.message.InvalidAuditMessage;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditRequestHandlerTest {
    private final AuditRequestHandler handler = new AuditRequestHandler(600);
    private final KernelSide kernel = new KernelSide(handler);
    private final AuditClient client = kernel.client();

    @AfterEach
    void nothingIsLeft() {
        assertThat(handler.inFlight()).isZero();
        assertThat(kernel.finish()).isEmpty();
    }

    @Test
    void requestCarriesSequenceAndAsksForAcknowledgement() {
        client.setBacklogLimit(100);
        client.status();
        AuditMessage first = kernel.nextRequest();
        AuditMessage second = kernel.nextRequest();

        assertThat(first.type()).isEqualTo(AuditMessageType.SET);
        assertThat(first.header().flags()).isEqualTo(NetlinkFlags.REQUEST | NetlinkFlags.ACK);
        assertThat(first.sequence()).isEqualTo(1);
        assertThat(second.type()).isEqualTo(AuditMessageType.GET);
        assertThat(second.sequence()).isEqualTo(2);
        kernel.send(acknowledge(first), acknowledge(second), status(second, 7));
    }

    @Test
    void acknowledgementEndsChange() {
        Future<Void> change = client.setBacklogLimit(100);
        assertThat(change.isDone()).isFalse();
        kernel.send(acknowledge(kernel.nextRequest()));
        assertThat(change.isSuccess()).isTrue();
    }

    @Test
    void replyAfterAcknowledgementEndsQuestion() {
        Future<AuditStatus> status = client.status();
        AuditMessage request = kernel.nextRequest();
        kernel.send(acknowledge(request));
        assertThat(status.isDone()).isFalse();
        kernel.send(status(request, 7));
        assertThat(status.getNow().pid()).isEqualTo(7);
    }

    @Test
    void replyBeforeAcknowledgementEndsQuestionAndAcknowledgementIsNotLate() {
        Future<AuditStatus> status = client.status();
        AuditMessage request = kernel.nextRequest();
        kernel.send(status(request, 7));
        assertThat(status.getNow().pid()).isEqualTo(7);
        kernel.send(acknowledge(request));
        assertThat(kernel.events).isEmpty();
        assertThat(handler.lateReplies()).isZero();

        kernel.send(acknowledge(request));
        assertThat(handler.lateReplies()).as("the second one is").isOne();
    }

    @Test
    void answersInAnyOrderReachTheirRequests() {
        List<Future<AuditStatus>> futures = new ArrayList<>();
        for (int pid = 0; pid < 500; pid++) {
            futures.add(client.status());
        }
        List<AuditMessage> requests = kernel.requests();
        List<AuditMessage> answers = new ArrayList<>();
        for (int pid = 0; pid < 500; pid++) {
            answers.add(acknowledge(requests.get(pid)));
            answers.add(status(requests.get(pid), pid));
            answers.add(record(pid));
        }
        Collections.shuffle(answers, new Random(20261123));
        assertThat(handler.inFlight()).isEqualTo(500);
        kernel.send(answers.toArray(new AuditMessage[0]));

        for (int pid = 0; pid < 500; pid++) {
            assertThat(futures.get(pid).getNow().pid()).isEqualTo(pid);
        }
        for (int records = 0; records < 500; records++) {
            AuditRecordMessage record = kernel.channel.readInbound();
            assertThat(record.type()).isEqualTo(AuditMessageType.SYSCALL);
            record.release();
        }
        assertThat(handler.lateReplies()).isZero();
    }

    @Test
    void kernelErrorFailsRequestOfEachKind() {
        List<Future<?>> futures = List.of(client.setRateLimit(1), client.status(), client.rawRules());
        kernel.requests().forEach(request -> kernel.send(refuse(request, NetlinkErrno.EPERM)));

        assertThat(futures).allSatisfy(future -> assertThat(future.cause())
                .isInstanceOfSatisfying(AuditErrnoException.class, cause -> {
                    assertThat(cause.errno()).isEqualTo(NetlinkErrno.EPERM);
                    assertThat(cause.sequence()).isBetween(1, 3);
                }));
        assertThat(futures.get(0).cause()).hasMessageStartingWith("set rate_limit (AUDIT_SET, sequence 1) failed with"
                + " EPERM: the process needs CAP_AUDIT_CONTROL");
    }

    @Test
    void positiveErrorIsValueAndNotError() {
        Future<Long> lost = client.resetLost();
        Future<Long> waited = client.resetBacklogWaitTimeActual();
        Future<Void> change = client.setBacklogLimit(1);
        List<AuditMessage> requests = kernel.requests();
        kernel.send(answer(requests.get(0), 17), answer(requests.get(1), 0x9000_0000), answer(requests.get(2), 1));

        assertThat(lost.getNow()).isEqualTo(17);
        assertThat(waited.getNow()).isEqualTo(0x9000_0000L);
        assertThat(change.isSuccess()).isTrue();
    }

    @Test
    void answerOfWrongTypePassesOn() {
        Future<AuditStatus> status = client.status();
        AuditMessage request = kernel.nextRequest();
        AuditAcknowledgement foreign = AuditAcknowledgement.of(
                new NetlinkHeader(16, AuditMessageType.SET, 5, request.sequence(), 0), 4711, -1);
        AuditMessage done = KernelSide.done(request);
        kernel.send(foreign, done);

        assertThat(status.isDone()).isFalse();
        assertThat(kernel.channel.<Object>readInbound()).isEqualTo(foreign);
        assertThat(kernel.channel.<AuditMessage>readInbound().type()).isEqualTo(done.type());
        kernel.send(status(request, 7));
        assertThat(status.isSuccess()).isTrue();
    }

    @Test
    void answerToNobodyPassesOn() {
        AuditMessage stranger = AuditAcknowledgement.of(
                new NetlinkHeader(16, AuditMessageType.SET, 5, 99, 0), 4711, 0);
        kernel.send(stranger);
        assertThat(kernel.channel.<Object>readInbound()).isEqualTo(stranger);
        assertThat(kernel.events).isEmpty();
    }

    @Test
    void unknownReplyTypeThatComesAsRecordIsMatched() {
        Future<String> text = client.send(AuditRequest.replied(3000, header -> new AuditRecordMessage(
                new NetlinkMessage(3000, header.flags(), header.sequence(), 0, Unpooled.EMPTY_BUFFER)), 3001,
                reply -> ((AuditRecordMessage) reply).text()));
        AuditMessage request = kernel.nextRequest();
        ((AuditRecordMessage) request).release();
        kernel.send(new AuditRecordMessage(new NetlinkMessage(3001, 0, request.sequence(), 0,
                Unpooled.wrappedBuffer(new byte[] {'h', 'i'}))));
        assertThat(text.getNow()).isEqualTo("hi");
    }

    @Test
    void duplicatedAnswerIsReportedAndNotGivenToTheNextRequest() {
        client.setRateLimit(1);
        AuditMessage first = kernel.nextRequest();
        kernel.send(acknowledge(first));
        Future<Void> next = client.setRateLimit(2);
        AuditMessage second = kernel.nextRequest();
        kernel.send(acknowledge(first));

        assertThat(next.isDone()).isFalse();
        assertThat(kernel.events).singleElement().isInstanceOfSatisfying(AuditLateReply.class, late -> {
            assertThat(late.outcome()).isEqualTo(AuditRequestOutcome.COMPLETED);
            assertThat(late.requestType()).isEqualTo(AuditMessageType.SET);
            assertThat(late.header().sequence()).isEqualTo(first.sequence());
            assertThat(late.errno()).isZero();
        });
        assertThat(handler.lateReplies()).isOne();
        kernel.send(acknowledge(second));
        assertThat(next.isSuccess()).isTrue();
    }

    @Test
    void acknowledgementThatComesTwiceBeforeReplyIsReported() {
        Future<AuditStatus> status = client.status();
        AuditMessage request = kernel.nextRequest();
        kernel.send(acknowledge(request), acknowledge(request));
        assertThat(handler.lateReplies()).isOne();
        assertThat(status.isDone()).isFalse();
        kernel.send(status(request, 7));
    }

    @Test
    void answerThatCannotBeReadFailsRequestAndPassesOn() {
        Future<AuditStatus> status = client.status();
        AuditMessage request = kernel.nextRequest();
        // a status reply that is cut in the middle of a field
        kernel.channel.writeInbound(encoded(AuditMessageType.GET, request.sequence(), new byte[6]));

        assertThat(status.cause()).isInstanceOf(AuditRequestException.class)
                .hasMessageContaining("could not be decoded").hasCauseInstanceOf(RuntimeException.class);
        InvalidAuditMessage invalid = kernel.channel.readInbound();
        invalid.release();
    }

    @Test
    void converterThatThrowsFailsRequest() {
        Future<Object> failed = client.send(AuditRequest.acknowledged(AuditMessageType.SET,
                header -> acknowledgeable(header), acknowledgement -> {
                    throw new AssertionError("oops");
                }));
        kernel.send(acknowledge(kernel.nextRequest()));
        assertThat(failed.cause()).isInstanceOf(AuditRequestException.class).hasRootCauseMessage("oops");
    }

    @Test
    void messageThatCannotBeMadeFailsRequest() {
        Future<?> failed = client.send(AuditRequest.acknowledged(AuditMessageType.SET, header -> {
            throw new IllegalStateException("oops");
        }));
        assertThat(failed.cause()).isInstanceOf(AuditRequestException.class).hasMessageContaining("could not be created");
    }

    @Test
    void moreRequestsThanTheLimitFailAtOnce() {
        List<Future<AuditStatus>> futures = new ArrayList<>();
        for (int requests = 0; requests < 600; requests++) {
            futures.add(client.status());
        }
        Future<AuditStatus> tooMany = client.status();
        assertThat(tooMany.cause()).isInstanceOfSatisfying(AuditRequestLimitException.class,
                cause -> assertThat(cause.limit()).isEqualTo(600));

        List<AuditMessage> requests = kernel.requests();
        assertThat(requests).hasSize(600);
        kernel.send(status(requests.get(0), 1));
        Future<AuditStatus> place = client.status();
        assertThat(place.isDone()).isFalse();
        requests.subList(1, 600).forEach(request -> kernel.send(status(request, 1)));
        kernel.send(status(kernel.nextRequest(), 1));
        assertThat(futures).allMatch(Future::isSuccess);
        assertThat(place.isSuccess()).isTrue();
    }

    @Test
    void requestMadeInListenerOfTheLastPlaceFindsIt() {
        AuditRequestHandler one = new AuditRequestHandler(1, 1, 8);
        KernelSide small = new KernelSide(one);
        List<Future<?>> second = new ArrayList<>();
        small.client().setRateLimit(1).addListener(ended -> second.add(small.client().setRateLimit(2)));
        small.send(acknowledge(small.nextRequest()));
        small.send(acknowledge(small.nextRequest()));
        assertThat(second).singleElement().satisfies(future -> assertThat(future.isSuccess()).isTrue());
        assertThat(small.finish()).isEmpty();
    }

    private static AuditMessage acknowledgeable(NetlinkHeader header) {
        return new AuditStatusMessage(header, AuditStatus.builder().rateLimit(1).build());
    }

    private static ByteBuf encoded(int type, int sequence, byte[] payload) {
        ByteBuf datagram = Unpooled.buffer();
        NetlinkHeaderDescriptor.write(datagram, 16 + payload.length, type, 0, sequence, 0);
        return datagram.writeBytes(payload);
    }
}
