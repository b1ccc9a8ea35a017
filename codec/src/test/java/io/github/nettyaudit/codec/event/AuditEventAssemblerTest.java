package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditOverrunMessage;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusMessage;
import io.github.nettyaudit.codec.message.InvalidAuditMessage;
import io.github.nettyaudit.codec.netlink.InvalidNetlinkMessage;
import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditEventAssemblerTest {
    private final AuditEventAssembler assembler = new AuditEventAssembler();
    private EmbeddedChannel channel;

    @BeforeEach
    void open() {
        channel = new EmbeddedChannel(assembler);
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        assertThat(channel.finish()).isFalse();
    }

    private void receive(int type, long serial) {
        channel.writeInbound(new AuditRecordMessage(new NetlinkMessage(type, 0, 0, 0, Unpooled.copiedBuffer(
                "audit(1364481363.243:" + serial + "): a=b", StandardCharsets.US_ASCII))));
    }

    private void assertEvent(AuditEventState state, int size) {
        AuditEvent event = channel.readInbound();
        assertThat(event.state()).isEqualTo(state);
        assertThat(event.size()).isEqualTo(size);
        assertThat(event.release()).isTrue();
    }

    @Test
    void recordsBecomeEvents() {
        receive(AuditMessageType.SYSCALL, 1);
        receive(AuditMessageType.PATH, 1);
        assertThat(channel.<Object>readInbound()).isNull();
        receive(AuditMessageType.EOE, 1);
        assertEvent(AuditEventState.COMPLETE, 2);
        assertThat(assembler.counters().records()).isEqualTo(3);
    }

    @Test
    void aTimerEndsWhatStaysOpenAndThenRestsItself() {
        receive(AuditMessageType.SYSCALL, 1);
        channel.advanceTimeBy(1_900, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.<Object>readInbound()).isNull();
        for (int i = 0; i < 3; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
        assertEvent(AuditEventState.TIMED_OUT, 1);
        for (int i = 0; i < 3; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    }

    @Test
    void whatIsOpenWhenTheChannelClosesIsGivenOn() {
        receive(AuditMessageType.SYSCALL, 1);
        channel.close();
        assertEvent(AuditEventState.UNFINISHED, 1);
    }

    @Test
    void whatIsOpenWhenTheHandlerIsRemovedIsGivenOn() {
        receive(AuditMessageType.SYSCALL, 1);
        channel.pipeline().remove(assembler);
        assertEvent(AuditEventState.UNFINISHED, 1);
    }

    @Test
    void gapsStandInTheStream() {
        receive(AuditMessageType.FIRST_USER_MSG, 1);
        assertEvent(AuditEventState.COMPLETE, 1);
        receive(AuditMessageType.FIRST_USER_MSG, 4);
        assertEvent(AuditEventState.COMPLETE, 1);
        for (int i = 0; i < 3; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
        AuditLossEvent gap = loss(AuditLossKind.SERIAL_GAP, 2);
        assertThat(gap.firstSerial()).isEqualTo(2);
        assertThat(gap.lastSerial()).isEqualTo(3);
        assertThat(gap.serial()).isEqualTo(2);
        assertThat(gap.kernelLost()).isEqualTo(AuditLossEvent.UNKNOWN);
        assertThat(gap.time()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    /** Reads the next event the way a handler does, as an AuditEvent. */
    private AuditLossEvent loss(AuditLossKind kind, long count) {
        AuditEvent event = channel.readInbound();
        assertThat(event).isInstanceOf(AuditLossEvent.class);
        assertThat(event.state()).isEqualTo(AuditEventState.LOSS);
        assertThat(event.size()).isZero();
        AuditLossEvent loss = (AuditLossEvent) event;
        assertThat(loss.kind()).isEqualTo(kind);
        assertThat(loss.count()).isEqualTo(count);
        assertThat(loss.release()).isTrue();
        return loss;
    }

    @ParameterizedTest
    @EnumSource(NetlinkLoss.Kind.class)
    void everyLossOfTheTransportIsALossEventInOrder(NetlinkLoss.Kind kind) {
        List<Object> userEvents = new ArrayList<>();
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                userEvents.add(event);
            }
        });
        receive(AuditMessageType.FIRST_USER_MSG, 1);
        NetlinkLoss reported = new NetlinkLoss(kind, 7, "Seven are gone.");
        channel.pipeline().fireUserEventTriggered(reported);
        receive(AuditMessageType.FIRST_USER_MSG, 2);
        assertEvent(AuditEventState.COMPLETE, 1);
        AuditLossEvent loss = loss(AuditLossKind.valueOf(kind.name()), 7);
        assertThat(loss.detail()).isEqualTo("Seven are gone.");
        assertThat(loss.firstSerial()).isEqualTo(AuditLossEvent.UNKNOWN);
        assertThat(loss.serial()).isZero();
        assertEvent(AuditEventState.COMPLETE, 1);
        assertThat(userEvents).containsExactly(reported);
        assertThat(assembler.counters().ended(AuditEventState.LOSS)).isOne();
    }

    @Test
    void invalidMessagesAndNetlinkOverrunsAreLossEvents() {
        InvalidNetlinkMessage frame = new InvalidNetlinkMessage(new NetlinkHeader(16, 1300, 0, 0, 0),
                Unpooled.EMPTY_BUFFER, new DecoderException("too short"));
        InvalidAuditMessage message = new InvalidAuditMessage(frame);
        AuditOverrunMessage overrun = new AuditOverrunMessage(new NetlinkHeader(16, NetlinkControlType.OVERRUN, 0, 0, 0));
        channel.writeInbound(message, frame, overrun);
        assertThat(loss(AuditLossKind.INVALID, 1).detail()).contains("too short");
        assertThat(channel.<Object>readInbound()).isSameAs(message);
        loss(AuditLossKind.INVALID, 1);
        assertThat(channel.<Object>readInbound()).isSameAs(frame);
        loss(AuditLossKind.OVERRUN, AuditLossEvent.UNKNOWN);
        assertThat(channel.<Object>readInbound()).isSameAs(overrun);
    }

    @Test
    void theKernelsCounterReachesTheLossEventsBeforeAndAfterTheHandlerIsAdded() {
        AuditEventAssembler added = new AuditEventAssembler();
        added.kernelLost(3);
        channel.pipeline().replace(assembler, "assembler", added);
        channel.pipeline().fireUserEventTriggered(new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, 1, "x"));
        assertThat(loss(AuditLossKind.OVERRUN, 1).kernelLost()).isEqualTo(3);
        added.kernelLost(4);
        channel.pipeline().fireUserEventTriggered(new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, 1, "x"));
        assertThat(loss(AuditLossKind.OVERRUN, 1).kernelLost()).isEqualTo(4);
        AuditStatusMessage status = new AuditStatusMessage(new NetlinkHeader(16, AuditMessageType.GET, 0, 0, 0),
                AuditStatus.builder().lost(5).build());
        channel.writeInbound(status);
        assertThat(channel.<Object>readInbound()).isSameAs(status);
        channel.pipeline().fireUserEventTriggered(new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, 1, "x"));
        assertThat(loss(AuditLossKind.OVERRUN, 1).kernelLost()).isEqualTo(5);
    }

    @Test
    void everythingElsePassesOn() {
        AuditRecordMessage unknown = new AuditRecordMessage(new NetlinkMessage(1099, 0, 0, 0));
        channel.writeInbound("something", unknown);
        assertThat(channel.<Object>readInbound()).isEqualTo("something");
        assertThat(channel.<Object>readInbound()).isSameAs(unknown);
    }

    @Test
    void aTickThatDeliversIsABatchForTheNextHandlers() {
        int[] batches = {0};
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelReadComplete(ChannelHandlerContext context) {
                batches[0]++;
                context.fireChannelReadComplete();
            }
        });
        receive(AuditMessageType.SYSCALL, 1);
        int before = batches[0];
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(batches[0]).as("nothing is delivered").isEqualTo(before);
        for (int i = 0; i < 3; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
        assertThat(batches[0]).isEqualTo(before + 1);
        assertEvent(AuditEventState.TIMED_OUT, 1);
    }

    @Test
    void aHandlerThatWasRemovedIsNoLongerNeededByItsChannel() {
        receive(AuditMessageType.SYSCALL, 1);
        channel.pipeline().remove(assembler);
        assertEvent(AuditEventState.UNFINISHED, 1);
        channel.pipeline().addLast(new AuditEventAssembler());
        receive(AuditMessageType.SYSCALL, 2);
        channel.close();
        assertEvent(AuditEventState.UNFINISHED, 1);
        assertThat(channel.<Object>readInbound()).isNull();
    }
}
