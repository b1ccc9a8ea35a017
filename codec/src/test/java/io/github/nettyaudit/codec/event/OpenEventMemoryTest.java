package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What open events keep of the receive buffers, of 64 KiB for 48 datagrams, in which their records arrived (M2). */
class OpenEventMemoryTest {
    private static final int BUFFER = 64 << 10;
    private static final int DATAGRAMS = 48;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true, true);
    private final List<AuditEvent> events = new ArrayList<>();
    private final List<AuditLossEvent> losses = new ArrayList<>();
    private EventCounters counters;
    private EmbeddedChannel channel;

    @BeforeEach
    void open() {
        open(EventAssemblerOptions.live());
    }

    private void open(EventAssemblerOptions options) {
        AuditEventAssembler assembler = new AuditEventAssembler(options);
        counters = assembler.counters();
        channel = new EmbeddedChannel(assembler);
        channel.freezeTime();
    }

    @AfterEach
    void everythingIsFreed() {
        channel.finish();
        release();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    private static String text(long serial, int record) {
        return "audit(1364481363.243:" + serial + "): record=" + record + ' ' + "x".repeat(170);
    }

    /** One batch: a record of an event that stays open, and events that are complete. */
    private void receiveBatch(long firstSerial) {
        ByteBuf buffer = allocator.directBuffer(BUFFER, BUFFER);
        int slot = BUFFER / DATAGRAMS;
        List<AuditRecordMessage> batch = new ArrayList<>();
        for (int i = 0; i < DATAGRAMS; i++) {
            int length = buffer.setCharSequence(i * slot, text(firstSerial + i, 0), StandardCharsets.US_ASCII);
            int type = i == 7 ? AuditMessageType.SYSCALL : AuditMessageType.FIRST_USER_MSG;
            batch.add(new AuditRecordMessage(new NetlinkMessage(type, 0, 0, 0,
                    buffer.retainedSlice(i * slot, length))));
        }
        buffer.release();
        batch.forEach(channel.pipeline()::fireChannelRead);
    }

    private void take() {
        for (AuditEvent event = channel.readInbound(); event != null; event = channel.readInbound()) {
            if (event instanceof AuditLossEvent loss) {
                losses.add(loss);
            } else {
                events.add(event);
            }
        }
    }

    private void release() {
        take();
        events.forEach(AuditEvent::release);
        losses.forEach(AuditEvent::release);
        events.clear();
        losses.clear();
    }

    @Test
    void aThousandOpenEventsKeepNoReceiveBuffer() {
        for (int batch = 0; batch < 1_000; batch++) {
            receiveBatch(batch * (long) DATAGRAMS);
            channel.pipeline().fireChannelReadComplete();
            release();
        }
        assertThat(counters.openEvents()).isEqualTo(1_000);
        long used = allocator.metric().usedDirectMemory();
        System.out.println("direct memory of 1000 open events: " + used + " bytes");
        assertThat(used).isBetween(1_000L * 180, 1_000L * 300);
        assertThat(counters.openBytes()).isBetween(used, 4 * used);
    }

    @Test
    void eventsThatAreCompleteInTheirBatchAreNotCopied() {
        receiveBatch(0);
        assertThat(allocator.metric().usedDirectMemory()).isEqualTo(BUFFER);
        channel.pipeline().fireChannelReadComplete();
        assertThat(allocator.metric().usedDirectMemory()).isBetween(BUFFER + 180L, BUFFER + 300L);
        AuditEvent event = channel.readInbound();
        assertThat(event.memory()).isBetween((long) BUFFER, BUFFER + 1_000L);
        AuditEvent copy = event.copy();
        assertThat(copy.memory()).isBetween(180L, 1_000L);
        event.release();
        release();
        assertThat(copy.content(0).toString(StandardCharsets.US_ASCII)).isEqualTo(text(0, 0));
        assertThat(allocator.metric().usedDirectMemory()).isBetween(2 * 180L, 2 * 300L);
        copy.release();
    }

    @Test
    void theRecordsOfManyBatchesAreAllThere() {
        AuditRecord reader = new AuditRecord();
        int records = 0;
        for (int batch = 0; batch < 5; batch++) {
            ByteBuf buffer = allocator.directBuffer(BUFFER, BUFFER);
            for (int i = 0; i < batch; i++) {
                int length = buffer.setCharSequence(i * 2_000, text(1, records++), StandardCharsets.US_ASCII);
                channel.pipeline().fireChannelRead(new AuditRecordMessage(new NetlinkMessage(AuditMessageType.PATH, 0,
                        0, 0, buffer.retainedSlice(i * 2_000, length))));
            }
            buffer.release();
            channel.pipeline().fireChannelReadComplete();
            channel.pipeline().fireChannelReadComplete();
            assertThat(allocator.metric().usedDirectMemory()).isLessThan(records * 300L + 1);
        }
        channel.close();
        AuditEvent event = channel.readInbound();
        assertThat(event.size()).isEqualTo(records);
        for (int i = 0; i < records; i++) {
            assertThat(event.read(i, reader).raw(0)).isEqualTo(String.valueOf(i));
        }
        event.release();
    }

    @Test
    void aTextWithABufferOfItsOwnIsNotCopied() {
        ByteBuf own = ByteBufUtil.writeUtf8(allocator, text(1, 1));
        EventAssembler assembler = new EventAssembler(EventAssemblerOptions.live(), events::add);
        assembler.add(AuditMessageType.PATH, own);
        assembler.batchEnd();
        assembler.end();
        assertThat(events.get(0).content(0)).isSameAs(own);
    }

    @Test
    void aTickCopiesToo() {
        ByteBuf buffer = allocator.directBuffer(BUFFER, BUFFER);
        int length = buffer.setCharSequence(0, text(1, 1), StandardCharsets.US_ASCII);
        EventAssembler assembler = new EventAssembler(EventAssemblerOptions.live(), events::add);
        assembler.add(AuditMessageType.PATH, buffer.slice(0, length));
        assembler.tick();
        assertThat(buffer.refCnt()).isZero();
        assembler.end();
    }

    @Test
    void compactingCopiesAndReportsNothing() {
        ByteBuf buffer = allocator.directBuffer(BUFFER, BUFFER);
        int length = buffer.setCharSequence(0, text(1, 1), StandardCharsets.US_ASCII);
        EventAssembler assembler = new EventAssembler(EventAssemblerOptions.live().toBuilder().maxEvents(1).build(),
                events::add);
        assembler.add(AuditMessageType.PATH, ByteBufUtil.writeUtf8(allocator, text(2, 1)));
        assembler.add(AuditMessageType.PATH, buffer.slice(0, length));
        assembler.compact();
        assertThat(buffer.refCnt()).isZero();
        assertThat(events).extracting(AuditEvent::state).containsExactly(AuditEventState.EVICTED);
        assembler.end();
        assertThat(events).extracting(AuditEvent::state).containsExactly(AuditEventState.EVICTED, AuditEventState.LOSS,
                AuditEventState.UNFINISHED);
    }

    @Test
    void theOpenEventsAreBoundedByTheirMemory() {
        channel.finish();
        open(EventAssemblerOptions.live().toBuilder().maxTotalBytes(20_000).build());
        // and the estimates for an event and a record
        int fits = 20_000 / (text(99, 0).length() + AuditEvent.OVERHEAD + AuditEvent.RECORD_OVERHEAD);
        for (int serial = 1; serial <= 100; serial++) {
            channel.pipeline().fireChannelRead(new AuditRecordMessage(new NetlinkMessage(AuditMessageType.SYSCALL, 0, 0,
                    0, ByteBufUtil.writeUtf8(allocator, text(serial, 0)))));
            assertThat(serial - counters.ended(AuditEventState.EVICTED)).isEqualTo(Math.min(serial, fits));
        }
        channel.pipeline().fireChannelReadComplete();
        assertThat(counters.openEvents()).isEqualTo(fits);
        assertThat(counters.openBytes()).isBetween(19_000L, 20_000L);
        take();
        assertThat(events).extracting(AuditEvent::state).containsOnly(AuditEventState.EVICTED);
        assertThat(events).extracting(AuditEvent::serial).startsWith(1L, 2L, 3L).endsWith(100L - fits);
        assertThat(losses).hasSize(1);
        assertThat(losses.get(0).kind()).isEqualTo(AuditLossKind.EVICTED);
        assertThat(losses.get(0).count()).isEqualTo(100 - fits);
        assertThat(losses.get(0).firstSerial()).isEqualTo(1);
        assertThat(losses.get(0).lastSerial()).isEqualTo(100 - fits);
        assertThat(losses.get(0).detail()).contains("maxTotalBytes");
        assertThat(counters.ended(AuditEventState.EVICTED)).isEqualTo(100 - fits);
        assertThat(counters.lost(AuditLossKind.EVICTED)).isEqualTo(100 - fits);
        channel.finish();
        assertThat(counters.openBytes()).isZero();
    }

    @Test
    void anEventThatIsLargerThanTheBoundIsEvictedItself() {
        EventAssembler assembler = new EventAssembler(
                EventAssemblerOptions.live().toBuilder().maxTotalBytes(1_000).build(), events::add);
        assembler.add(AuditMessageType.SYSCALL, ByteBufUtil.writeUtf8(allocator, text(1, 0)));
        assembler.add(AuditMessageType.PATH, ByteBufUtil.writeUtf8(allocator, text(1, 1) + "y".repeat(300)));
        assertThat(events).extracting(AuditEvent::state).containsExactly(AuditEventState.EVICTED);
        assertThat(events.get(0).size()).isEqualTo(2);
        assertThat(assembler.counters().openEvents()).isZero();
        assertThat(assembler.counters().openBytes()).isZero();
        assembler.end();
    }
}
