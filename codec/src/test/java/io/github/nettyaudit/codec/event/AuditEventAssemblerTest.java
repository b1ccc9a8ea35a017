package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
        assertThat((Object) channel.readInbound()).isNull();
        receive(AuditMessageType.EOE, 1);
        assertEvent(AuditEventState.COMPLETE, 2);
        assertThat(assembler.counters().records()).isEqualTo(3);
    }

    @Test
    void aTimerEndsWhatStaysOpenAndThenRestsItself() {
        receive(AuditMessageType.SYSCALL, 1);
        channel.advanceTimeBy(1_900, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat((Object) channel.readInbound()).isNull();
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
        assertThat((Object) channel.readInbound()).isEqualTo(new AuditSerialGap(null, 2, 2, -1));
    }

    @Test
    void everythingElsePassesOn() {
        AuditRecordMessage unknown = new AuditRecordMessage(new NetlinkMessage(1099, 0, 0, 0));
        channel.writeInbound("something", unknown);
        assertThat((Object) channel.readInbound()).isEqualTo("something");
        assertThat((Object) channel.readInbound()).isSameAs(unknown);
    }
}
