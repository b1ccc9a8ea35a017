package io.github.nettyaudit.daemon.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.InvalidAuditMessage;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.github.nettyaudit.daemon.source.AuditStatusEvent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeHandlerTest {
    @TempDir
    private Path directory;

    private final MemoryStore store = new MemoryStore();

    private IntakeRing open(IntakeFullPolicy policy) throws IOException {
        return IntakeRing.open(Rings.options(directory, new ArrayList<>()).withWhenFull(policy));
    }

    private EventPump pump(IntakeRing ring) {
        return new EventPump(ring, store, EventAssemblerOptions.live(), EventAssemblerOptions.log(), 0, 0,
                ByteBufAllocator.DEFAULT);
    }

    private static NetlinkMessage message(int type, int serial, int length) {
        ByteBuf content = TestRecords.text(serial, length);
        return new NetlinkMessage(new NetlinkHeader(16 + content.readableBytes(), type, 0, 0, 0), content);
    }

    private static ByteBuf write(EmbeddedChannel channel, int serial, int length) {
        AuditRecordMessage record = new AuditRecordMessage(message(AuditMessageType.USER_LOGIN, serial, length));
        channel.pipeline().fireChannelRead(record);
        return record.content();
    }

    private static void readAll(EventPump pump) {
        assertThat(pump.run(Long.MAX_VALUE)).isEqualTo(EventPump.Progress.EMPTY);
        assertThat(pump.flush()).isTrue();
    }

    @Test
    void copiesRecordsAndReleasesThem() throws Exception {
        try (IntakeRing ring = open(IntakeFullPolicy.DROP); EventPump pump = pump(ring)) {
            EmbeddedChannel channel = new EmbeddedChannel(new IntakeHandler(ring));
            assertThat(write(channel, 5, 100).refCnt()).isZero();
            channel.pipeline().fireChannelReadComplete();
            readAll(pump);
            assertThat(ring.counters().records()).isEqualTo(1);
            assertThat(ring.counters().bytes()).isEqualTo(100 + "audit(1764172800.123:5): ".length());
            channel.finish();
        }
        assertThat(store.flushed).containsExactly("5/1/COMPLETE");
    }

    @Test
    void putsLossesBetweenTheRecords() throws Exception {
        try (IntakeRing ring = open(IntakeFullPolicy.DROP); EventPump pump = pump(ring)) {
            EmbeddedChannel channel = new EmbeddedChannel(new IntakeHandler(ring));
            write(channel, 1, 1);
            channel.pipeline().fireUserEventTriggered(new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, 12, "Full."));
            write(channel, 2, 1);
            channel.pipeline().fireChannelRead(new InvalidAuditMessage(message(1300, 3, 1),
                    new CorruptedFrameException("too short")));
            write(channel, 3, 1);
            channel.pipeline().fireUserEventTriggered(status(40));
            write(channel, 4, 1);
            channel.pipeline().fireUserEventTriggered(status(45));
            channel.pipeline().fireUserEventTriggered(status(45));
            write(channel, 5, 1);
            readAll(pump);
            channel.finish();
        }
        assertThat(store.flushed).containsExactly("1/1/COMPLETE", "OVERRUN/12", "2/1/COMPLETE", "INVALID/1",
                "3/1/COMPLETE", "4/1/COMPLETE", "DROPPED/5", "5/1/COMPLETE");
    }

    private static AuditStatusEvent status(long lost) {
        return new AuditStatusEvent(AuditStatus.builder().lost(lost).build());
    }

    @Test
    void dropsAndReportsInItsPlaceWhatDoesNotFit() throws Exception {
        List<String> expected = new ArrayList<>();
        try (IntakeRing ring = open(IntakeFullPolicy.DROP); EventPump pump = pump(ring)) {
            EmbeddedChannel channel = new EmbeddedChannel(new IntakeHandler(ring));
            for (int serial = 1; serial <= 30; serial++) {
                assertThat(write(channel, serial, 8_000).refCnt()).isZero();
                if (ring.counters().dropped() == 0) {
                    expected.add(serial + "/1/COMPLETE");
                }
            }
            channel.pipeline().fireUserEventTriggered(new NetlinkLoss(NetlinkLoss.Kind.TRUNCATED, 3, "Cut."));
            channel.pipeline().fireChannelReadComplete();
            assertThat(channel.config().isAutoRead()).isTrue();
            assertThat(ring.counters().waits()).isZero();
            readAll(pump);
            channel.runPendingTasks(); // the ring has called: there is space
            readAll(pump);
            write(channel, 99, 1);
            readAll(pump);
            expected.add("DROPPED/" + (30 - expected.size()));
            expected.addAll(List.of("TRUNCATED/3", "99/1/COMPLETE"));
            channel.finish();
        }
        assertThat(expected).hasSizeGreaterThan(10);
        assertThat(store.flushed).containsExactlyElementsOf(expected);
    }

    @Test
    void stopsReadingWhileTheRingIsFullAndLosesNothing() throws Exception {
        List<String> expected = new ArrayList<>();
        try (IntakeRing ring = open(IntakeFullPolicy.WAIT); EventPump pump = pump(ring)) {
            EmbeddedChannel channel = new EmbeddedChannel(new IntakeHandler(ring));
            for (int serial = 1; serial <= 30; serial++) {
                write(channel, serial, 8_000);
                expected.add(serial + "/1/COMPLETE");
            }
            channel.pipeline().fireUserEventTriggered(new NetlinkLoss(NetlinkLoss.Kind.TRUNCATED, 3, "Cut."));
            expected.add("TRUNCATED/3");
            channel.pipeline().fireChannelReadComplete();
            assertThat(channel.config().isAutoRead()).isFalse();
            assertThat(ring.counters().waits()).isEqualTo(1);
            for (int i = 0; i < 5 && !channel.config().isAutoRead(); i++) {
                readAll(pump);
                channel.runPendingTasks();
            }
            assertThat(channel.config().isAutoRead()).isTrue();
            readAll(pump);
            assertThat(ring.counters().dropped()).isZero();
            assertThat(ring.counters().records()).isEqualTo(30);
            channel.finish();
        }
        assertThat(store.flushed).containsExactlyElementsOf(expected);
    }

    @Test
    void reportsAsDroppedWhatIsHeldWhenTheChannelCloses() throws Exception {
        try (IntakeRing ring = open(IntakeFullPolicy.WAIT); EventPump pump = pump(ring)) {
            EmbeddedChannel channel = new EmbeddedChannel(new IntakeHandler(ring));
            for (int serial = 1; serial <= 30; serial++) {
                write(channel, serial, 8_000);
            }
            channel.finish();
            readAll(pump);
            new RingSource(ring).flush(1);
            readAll(pump);
            assertThat(ring.counters().dropped()).isPositive();
            assertThat(store.flushed).hasSize(31 - (int) ring.counters().dropped())
                    .endsWith("DROPPED/" + ring.counters().dropped());
        }
    }

    @Test
    void reportsARecordThatIsLongerThanTheRingTakes() throws Exception {
        try (IntakeRing ring = open(IntakeFullPolicy.WAIT); EventPump pump = pump(ring)) {
            EmbeddedChannel channel = new EmbeddedChannel(new IntakeHandler(ring));
            write(channel, 1, ring.largestEntry());
            write(channel, 2, 1);
            readAll(pump);
            channel.finish();
        }
        assertThat(store.flushed).containsExactly("DROPPED/1", "2/1/COMPLETE");
    }

    @Test
    void isTheOnlySource() throws Exception {
        try (IntakeRing ring = open(IntakeFullPolicy.DROP)) {
            EmbeddedChannel channel = new EmbeddedChannel(new IntakeHandler(ring));
            assertThatThrownBy(ring::intake).isInstanceOf(IllegalStateException.class)
                    .hasMessage(ring.file() + " has a source already");
            channel.finish();
            ring.intake().close();
        }
    }

    @Test
    void countsAsDroppedWhatARingDoesNotTakeAfterItsClose() throws Exception {
        IntakeRing ring = open(IntakeFullPolicy.DROP);
        EmbeddedChannel channel = new EmbeddedChannel(new IntakeHandler(ring));
        ring.close();
        assertThat(write(channel, 1, 1).refCnt()).isZero();
        channel.pipeline().fireChannelReadComplete();
        channel.finish();
        assertThat(ring.counters().dropped()).isEqualTo(1);
    }
}
