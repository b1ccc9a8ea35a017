package io.github.nettyaudit.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.github.nettyaudit.server.sink.LineBatch;
import io.github.nettyaudit.server.sink.LineSink;
import io.github.nettyaudit.testkit.AuditDatagrams;
import io.github.nettyaudit.testkit.CapturedDatagrams;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From datagrams to lines, on an embedded channel. */
class StreamHandlerTest {
    private final ObjectMapper json = new ObjectMapper();
    private final Lines sink = new Lines();
    private final Lines other = new Lines();
    private final StreamCounters counters = new StreamCounters();
    private final List<AuditDaemonEvent> changes = new ArrayList<>();
    private final RecordStream stream = new RecordStream(ByteBufAllocator.DEFAULT, List.of(sink, other),
            AuditMessageType::name, counters);
    private final EmbeddedChannel channel = new EmbeddedChannel(AuditPipeline.records(
            new StreamHandler(stream, new StreamHandler.Listener() {
                @Override
                public void daemonChanged(AuditDaemonEvent event) {
                    changes.add(event);
                }

                @Override
                public void channelClosed() {
                }

                @Override
                public void failed(Throwable cause) {
                    throw new AssertionError(cause);
                }
            })));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        stream.close();
    }

    @Test
    void everyCapturedRecordBecomesALineWithAllItsText() throws Exception {
        CapturedDatagrams records = CapturedDatagrams.liveDaemon().records();
        for (ByteBuf datagram : records) {
            channel.writeInbound(datagram);
        }
        assertThat(counters.records()).isEqualTo(records.size());
        assertThat(sink.lines).hasSize(records.size()).isEqualTo(other.lines);
        for (int i = 0; i < records.size(); i++) {
            JsonNode line = json.readTree(sink.lines.get(i));
            byte[] datagram = records.bytes(i);
            byte[] text = java.util.Arrays.copyOfRange(datagram, 16, datagram.length);
            assertThat(line.get("typenum").intValue()).isEqualTo(records.type(i));
            assertThat(line.get("type").textValue()).isEqualTo(AuditMessageType.name(records.type(i)));
            if (line.has("text_hex")) {
                assertThat(java.util.HexFormat.of().parseHex(line.get("text_hex").textValue())).isEqualTo(text);
            } else {
                assertThat(line.get("text").textValue().getBytes(StandardCharsets.UTF_8)).isEqualTo(text);
            }
        }
    }

    @Test
    void oneReadLoopIsOneBatch() {
        for (int serial = 1; serial <= 50; serial++) {
            channel.pipeline().fireChannelRead(AuditDatagrams.record(1300, serial, "a=b"));
        }
        assertThat(sink.batches).isZero();
        channel.pipeline().fireChannelReadComplete();
        assertThat(sink.batches).isOne();
        assertThat(sink.lines).hasSize(50);
    }

    @Test
    void whatIsNoMessageIsTold() throws Exception {
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {1, 2, 3}));
        JsonNode line = json.readTree(sink.lines.get(0));
        assertThat(line.get("event").textValue()).isEqualTo("invalid");
        assertThat(line.get("bytes_hex").textValue()).isEqualTo("010203");
        assertThat(line.get("reason").textValue()).isNotEmpty();
        assertThat(counters.invalid()).isOne();
    }

    @Test
    void unknownTypesPass() throws Exception {
        channel.writeInbound(AuditDatagrams.record(2999, 1, "new=kernel"));
        assertThat(json.readTree(sink.lines.get(0)).get("type").textValue()).isEqualTo("UNKNOWN[2999]");
    }

    @Test
    void overrunIsToldBetweenTheRecordsWhereItHappened() throws Exception {
        channel.pipeline().fireChannelRead(AuditDatagrams.record(1300, 1, "a=b"));
        channel.pipeline().fireUserEventTriggered(new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, 17, "full"));
        channel.writeInbound(AuditDatagrams.record(1300, 2, "a=b"));
        assertThat(sink.lines.get(0)).contains("\"serial\":1,");
        assertThat(sink.lines.get(1)).startsWith("{\"event\":\"overrun\",")
                .endsWith("\"datagrams\":17,\"detail\":\"full\"}");
        assertThat(sink.lines.get(2)).contains("\"serial\":2,");
        assertThat(counters.socketDrops()).isEqualTo(17);
    }

    @Test
    void everyKindOfLossIsAnEventAndACounter() throws Exception {
        for (NetlinkLoss.Kind kind : NetlinkLoss.Kind.values()) {
            channel.pipeline().fireUserEventTriggered(new NetlinkLoss(kind, 3, "reason"));
        }
        List<String> names = new ArrayList<>();
        for (String line : sink.lines) {
            names.add(json.readTree(line).get("event").textValue());
            assertThat(json.readTree(line).get("datagrams").intValue()).isEqualTo(3);
        }
        assertThat(names).containsExactly("overrun", "truncated", "unexpected_sender", "undelivered");
        assertThat(List.of(counters.socketDrops(), counters.truncated(), counters.foreign(), counters.undelivered()))
                .containsOnly(3L);
    }

    @Test
    void lossOfAnUnknownNumberIsAnEvent() throws Exception {
        channel.pipeline().fireUserEventTriggered(
                new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, NetlinkLoss.UNKNOWN, "ENOBUFS"));
        assertThat(json.readTree(sink.lines.get(0)).get("datagrams").intValue()).isZero();
        assertThat(counters.socketDrops()).isZero();
    }

    @Test
    void changesOfTheDaemonAreToldButNotOurOwnChallenge() {
        int own = (int) ProcessHandle.current().pid();
        channel.pipeline().fireUserEventTriggered(new AuditDaemonEvent(AuditDaemonEvent.Kind.CHALLENGED, own, null));
        channel.pipeline().fireUserEventTriggered(new AuditDaemonEvent(AuditDaemonEvent.Kind.DROPPED, 77, null));
        assertThat(sink.lines).hasSize(1);
        assertThat(sink.lines.get(0)).contains("\"state\":\"dropped\",\"pid\":77}");
        assertThat(changes).extracting(AuditDaemonEvent::pid).containsExactly(77);
    }

    @Test
    void missingEventsAreToldAtTheNextLookButOne() throws Exception {
        channel.writeInbound(AuditDatagrams.record(1300, 10, "a=b"), AuditDatagrams.record(1300, 14, "a=b"));
        stream.settleGaps();
        stream.settleGaps();
        JsonNode gap = json.readTree(sink.lines.get(2));
        assertThat(gap.get("event").textValue()).isEqualTo("serial_gap");
        assertThat(gap.get("missing_events").intValue()).isEqualTo(3);
        assertThat(gap.get("first_serial").intValue()).isEqualTo(11);
        assertThat(gap.get("last_serial").intValue()).isEqualTo(13);
        assertThat(counters.missingEvents()).isEqualTo(3);
    }

    /** One loss of 100,000 events was 110 lines, because the window of serials moves on with every batch. */
    @Test
    void oneContiguousLossIsOneLine() throws Exception {
        int next = 100_001;
        channel.writeInbound(AuditDatagrams.record(1300, 1, "a=b"));
        for (int batch = 0; batch < 1_100; batch++) {
            for (int i = 0; i < 64; i++) {
                channel.pipeline().fireChannelRead(AuditDatagrams.record(1300, next++, "a=b"));
            }
            channel.pipeline().fireChannelReadComplete();
        }

        List<JsonNode> reports = gaps();
        assertThat(reports).hasSize(1);
        assertThat(reports.get(0).get("missing_events").intValue()).isEqualTo(99_999);
        assertThat(reports.get(0).get("first_serial").intValue()).isEqualTo(2);
        assertThat(reports.get(0).get("last_serial").intValue()).isEqualTo(100_000);
        assertThat(counters.missingEvents()).isEqualTo(99_999);
    }

    @Test
    void twoLossesThatGrowAreTwoLines() throws Exception {
        int next = 1;
        for (int batch = 0; batch < 2_200; batch++) {
            next += batch == 1 || batch == 3 ? 1_000 : 0;
            for (int i = 0; i < 64; i++) {
                channel.pipeline().fireChannelRead(AuditDatagrams.record(1300, next++, "a=b"));
            }
            channel.pipeline().fireChannelReadComplete();
        }

        assertThat(gaps()).extracting(gap -> gap.get("first_serial").intValue()).containsExactly(65, 1_193);
        assertThat(gaps()).extracting(gap -> gap.get("missing_events").intValue()).containsOnly(1_000);
    }

    @Test
    void scatteredLossesOfABatchAreOneLine() throws Exception {
        for (int serial = 1; serial <= 200_001; serial += 2) {
            channel.pipeline().fireChannelRead(AuditDatagrams.record(1300, serial, "a=b"));
            if (serial % 20_000 == 1) {
                channel.pipeline().fireChannelReadComplete();
            }
        }
        stream.settleGaps();
        stream.settleGaps();

        List<JsonNode> reports = gaps();
        assertThat(reports).hasSizeLessThan(12);
        assertThat(reports.stream().mapToInt(gap -> gap.get("missing_events").intValue()).sum()).isEqualTo(100_000);
        assertThat(reports.get(reports.size() - 1).get("last_serial").intValue()).isEqualTo(200_000);
    }

    private List<JsonNode> gaps() throws JsonProcessingException {
        List<JsonNode> gaps = new ArrayList<>();
        for (String line : sink.lines) {
            if (line.contains("\"serial_gap\"")) {
                gaps.add(json.readTree(line));
            }
        }
        return gaps;
    }

    @Test
    void withoutReadersRecordsAreCountedAndGapsFoundAllTheSame() {
        sink.wanted = false;
        other.wanted = false;
        channel.writeInbound(AuditDatagrams.record(1300, 10, "a=b"), AuditDatagrams.record(1300, 12, "a=b"));
        stream.settleGaps();
        stream.settleGaps();
        assertThat(counters.records()).isEqualTo(2);
        assertThat(counters.missingEvents()).isOne();
        assertThat(sink.lines).isEmpty();
    }

    @Test
    void sinkThatFailsDoesNotHarmTheOthers() {
        sink.failing = true;
        channel.writeInbound(AuditDatagrams.record(1300, 10, "a=b"));
        assertThat(other.lines).hasSize(1);
    }

    /** M9: a record for whose line there was no memory was lost, and neither counted nor reported. */
    @Test
    void recordsForWhichThereIsNoMemoryAreReportedWhenThereIsSomeAgain() throws Exception {
        boolean[] exhausted = {true};
        StreamCounters counted = new StreamCounters();
        RecordStream starved = new RecordStream(new AbstractByteBufAllocator() {
            @Override
            protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
                if (exhausted[0]) {
                    throw new OutOfMemoryError("a test");
                }
                return Unpooled.directBuffer(initialCapacity, maxCapacity);
            }

            @Override
            protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
                return Unpooled.buffer(initialCapacity, maxCapacity);
            }

            @Override
            public boolean isDirectBufferPooled() {
                return false;
            }
        }, List.of(sink), AuditMessageType::name, counted);
        for (int serial = 1; serial <= 3; serial++) {
            starved.record(1300, Unpooled.copiedBuffer("audit(1.000:" + serial + "): a=b", StandardCharsets.US_ASCII));
            starved.flush();
        }
        assertThat(sink.lines).isEmpty();
        exhausted[0] = false;
        starved.record(1300, Unpooled.copiedBuffer("audit(1.000:4): a=b", StandardCharsets.US_ASCII));
        starved.close();

        assertThat(sink.lines).hasSize(2);
        assertThat(sink.lines.get(0)).contains("\"serial\":4,");
        JsonNode report = json.readTree(sink.lines.get(1));
        assertThat(report.get("event").textValue()).isEqualTo("undelivered");
        assertThat(report.get("lines").intValue()).isEqualTo(3);
        assertThat(List.of(counted.records(), counted.undelivered(), counted.missingEvents()))
                .containsExactly(4L, 3L, 0L);
    }

    @Test
    void lineLongerThanAChunkGoesOutWhole() throws JsonProcessingException {
        String text = "\u0001".repeat(30_000);
        channel.writeInbound(AuditDatagrams.record(1300, 1, "a=b"), AuditDatagrams.recordOfText(1300, text),
                AuditDatagrams.record(1300, 2, "a=b"));
        assertThat(sink.lines).hasSize(3);
        assertThat(json.readTree(sink.lines.get(1)).get("text").textValue()).isEqualTo(text);
    }

    /** Keeps what it is offered. */
    private static final class Lines implements LineSink {
        private final List<String> lines = new ArrayList<>();
        private int batches;
        private boolean wanted = true;
        private boolean failing;

        @Override
        public void offer(LineBatch batch) {
            if (failing) {
                throw new IllegalStateException("a test");
            }
            batches++;
            List<String> offered = batch.lines().toString(StandardCharsets.UTF_8).lines().toList();
            assertThat(offered).hasSize(batch.records() + batch.events());
            lines.addAll(offered);
        }

        @Override
        public boolean wantsLines() {
            return wanted;
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public long droppedRecords() {
            return 0;
        }

        @Override
        public boolean close(Duration patience) {
            return true;
        }
    }
}
