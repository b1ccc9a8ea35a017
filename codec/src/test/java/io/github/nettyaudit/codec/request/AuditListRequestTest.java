package io.github.nettyaudit.codec.request;

import static io.github.nettyaudit.codec.request.KernelSide.acknowledge;
import static io.github.nettyaudit.codec.request.KernelSide.done;
import static io.github.nettyaudit.codec.request.KernelSide.part;
import static io.github.nettyaudit.codec.request.KernelSide.refuse;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditEmptyRequest;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditOverrunMessage;
import io.github.nettyaudit.codec.message.AuditRuleMessage;
import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.Future;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditListRequestTest {
    private static final NetlinkLoss LOSS = new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, 1, "the socket was full");

    private final AuditRequestHandler handler = new AuditRequestHandler(8);
    private final KernelSide kernel = new KernelSide(handler);
    private final Future<List<AuditRuleMessage>> rules = kernel.client().rawRules();
    private AuditMessage request = kernel.nextRequest();

    @AfterEach
    void nothingIsLeft() {
        assertThat(handler.inFlight()).isZero();
        assertThat(kernel.finish()).isEmpty();
    }

    @Test
    void collectsPartsUntilDone() {
        kernel.send(acknowledge(request), part(request, rule(1)), part(request, rule(2)), part(request, rule(3)));
        assertThat(rules.isDone()).isFalse();
        kernel.send(done(request));
        assertThat(rules.getNow()).extracting(rule -> ByteBufUtil.getBytes(rule.content()))
                .containsExactly(rule(1), rule(2), rule(3));
        assertThat(rules.getNow().get(1).action()).isEqualTo(2);
    }

    @Test
    void everyTypeOfReplyCanBeListed() {
        kernel.send(acknowledge(request), done(request));
        Future<List<Integer>> listed = kernel.client().send(AuditRequest.listed(AuditMessageType.LIST_RULES,
                AuditEmptyRequest::new, AuditMessageType.LIST_RULES, AuditMessage::type));
        AuditMessage sent = kernel.nextRequest();
        kernel.send(acknowledge(sent), part(sent, rule(1)), done(sent));
        assertThat(listed.getNow()).containsExactly(AuditMessageType.LIST_RULES);
    }

    @Test
    void emptyListingIsAnEmptyList() {
        kernel.send(acknowledge(request), done(request));
        assertThat(rules.getNow()).isEmpty();
    }

    @Test
    void acknowledgementMayComeLast() {
        kernel.send(part(request, rule(1)), done(request), acknowledge(request));
        assertThat(rules.getNow()).hasSize(1);
        assertThat(handler.lateReplies()).isZero();
    }

    @Test
    void refusalEndsListing() {
        kernel.send(refuse(request, NetlinkErrno.ECONNREFUSED));
        assertThat(rules.cause()).isInstanceOf(AuditErrnoException.class).hasMessageContaining("user namespace");
    }

    @Test
    void timeRunsAnewFromEachPart() {
        kernel.send(acknowledge(request));
        for (int part = 0; part < 10; part++) {
            kernel.pass(4_000);
            kernel.send(part(request, rule(part)));
        }
        assertThat(rules.isDone()).isFalse();
        kernel.pass(4_999);
        assertThat(rules.isDone()).isFalse();
        kernel.pass(1);
        assertThat(rules.cause()).isInstanceOf(AuditRequestTimeoutException.class);

        kernel.send(part(request, rule(99)));
        assertThat(kernel.events).singleElement().isInstanceOfSatisfying(AuditLateReply.class,
                late -> assertThat(late.reply()).as("buffers are released").isNull());
    }

    @Test
    void aLoopThatStandsStillAgainGivesTimeAgain() {
        kernel.send(acknowledge(request));
        for (int part = 0; part < 3; part++) {
            kernel.pass(20_000);
            assertThat(rules.isDone()).isFalse();
            kernel.send(part(request, rule(part)));
        }
        kernel.send(done(request));
        assertThat(rules.getNow()).hasSize(3);
    }

    @Test
    void startsAgainAfterLoss() {
        kernel.send(acknowledge(request), part(request, rule(1)));
        AuditMessage first = request;
        kernel.channel.pipeline().fireUserEventTriggered(LOSS);
        request = kernel.nextRequest();
        assertThat(request.sequence()).isNotEqualTo(first.sequence());

        // what is left of the first attempt must not get into the second
        kernel.send(part(first, rule(2)), done(first));
        assertThat(rules.isDone()).isFalse();
        assertThat(handler.lateReplies()).isEqualTo(2);

        kernel.send(acknowledge(request), part(request, rule(1)), part(request, rule(2)), done(request));
        assertThat(rules.getNow()).hasSize(2);
        assertThat(kernel.events).contains(LOSS);
    }

    @Test
    void aLossReportedAfterTheEndInTheSameReadLoopStartsAgain() {
        kernel.hold();
        kernel.send(acknowledge(request), part(request, rule(1)), done(request)); // rule(2) was lost between them
        kernel.channel.pipeline().fireUserEventTriggered(LOSS);
        kernel.endReadLoop();
        assertThat(rules.isDone()).isFalse();
        request = kernel.nextRequest();
        kernel.send(part(request, rule(1)), part(request, rule(2)), done(request));
        assertThat(rules.getNow()).hasSize(2);
    }

    @Test
    void aListingIsWholeAtTheEndOfTheReadLoop() {
        kernel.hold();
        kernel.send(acknowledge(request), part(request, rule(1)), done(request));
        assertThat(rules.isDone()).isFalse();
        kernel.endReadLoop();
        assertThat(rules.getNow()).hasSize(1);
    }

    @Test
    void aChannelThatReportsNoEndOfAReadLoopCompletesAListingByTimeout() {
        kernel.hold();
        kernel.send(acknowledge(request), part(request, rule(1)), done(request));
        kernel.pass(5_000);
        assertThat(rules.getNow()).hasSize(1);
    }

    @Test
    void aRefusedListingDoesNotComplete() {
        kernel.hold();
        kernel.send(done(request), refuse(request, NetlinkErrno.EPERM));
        kernel.endReadLoop();
        assertThat(rules.cause()).isInstanceOf(AuditErrnoException.class);
    }

    @Test
    void everyLossOfTheKernelsDatagramsStartsAgain() {
        for (NetlinkLoss.Kind kind : NetlinkLoss.Kind.values()) {
            kernel.channel.pipeline().fireUserEventTriggered(new NetlinkLoss(kind, NetlinkLoss.UNKNOWN, "lost"));
            AuditMessage again = kernel.nextRequest();
            if (kind == NetlinkLoss.Kind.UNEXPECTED_SENDER) {
                assertThat(again).as("a stranger's datagram is not one of the listing").isNull();
            } else {
                assertThat(again).as(kind.toString()).isNotNull();
                request = again;
            }
        }
        kernel.send(done(request));
    }

    @Test
    void overrunMessageOfTheKernelStartsAgainAndPassesOn() {
        kernel.send(new AuditOverrunMessage(KernelSide.header(NetlinkControlType.OVERRUN, 0, 0)));
        request = kernel.nextRequest();
        kernel.send(done(request));
        assertThat(rules.isSuccess()).isTrue();
        assertThat(kernel.channel.<Object>readInbound()).isInstanceOf(AuditOverrunMessage.class);
    }

    @Test
    void givesUpWhenLossGoesOn() {
        for (int attempt = 0; attempt < ReplyReceiver.MAX_RESTARTS; attempt++) {
            kernel.channel.pipeline().fireUserEventTriggered(LOSS);
            assertThat(kernel.nextRequest()).isNotNull();
            assertThat(handler.inFlight()).isOne();
        }
        kernel.channel.pipeline().fireUserEventTriggered(LOSS);
        assertThat(kernel.nextRequest()).isNull();
        assertThat(rules.cause()).isInstanceOf(AuditListInterruptedException.class)
                .hasMessageContaining("21 times");
    }

    @Test
    void lossDoesNotTouchOtherRequestsOrEvents() {
        Future<Void> change = kernel.client().setRateLimit(1);
        AuditMessage set = kernel.nextRequest();
        kernel.send(done(request));
        kernel.channel.pipeline().fireUserEventTriggered(LOSS);
        kernel.channel.pipeline().fireUserEventTriggered(7);
        assertThat(kernel.nextRequest()).isNull();
        kernel.send(acknowledge(set));
        assertThat(change.isSuccess()).isTrue();
        assertThat(kernel.events).containsExactly(LOSS, 7);
    }

    @Test
    void cancelledListingReleasesWhatCame() {
        kernel.send(part(request, rule(1)));
        rules.cancel(false);
        kernel.send(part(request, rule(2)), done(request));
        assertThat(handler.lateReplies()).isEqualTo(2);
    }

    /** A rule without strings; its first 12 bytes are list, action and number of fields. */
    private static byte[] rule(int key) {
        byte[] rule = new byte[1040];
        rule[0] = 4;
        rule[ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 4 : 7] = 2;
        rule[1000] = (byte) key;
        return rule;
    }
}
