package io.github.nettyaudit.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.json.JsonBytes;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.github.nettyaudit.server.sink.LineBatch;
import io.github.nettyaudit.server.sink.LineSink;
import io.github.nettyaudit.testkit.CapturedDatagrams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** From records to documents. */
class EventLinesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Lines records = new Lines();
    private final Lines events = new Lines();
    private final RawEventEncoder raw = new RawEventEncoder();
    private boolean isBroken;
    private RecordStream stream = stream(raw);

    private RecordStream stream(EventEncoder encoder) {
        return new RecordStream(ByteBufAllocator.DEFAULT, List.of(records), AuditMessageType::name, new StreamCounters(),
                lines(encoder));
    }

    private EventLines lines(EventEncoder encoder) {
        return new EventLines(List.of(new EventOutput(ByteBufAllocator.DEFAULT, () -> encoder, EventContext.ofHost("web1"),
                List.of(events))));
    }

    private void record(int type, long serial, String text) {
        ByteBuf content = Unpooled.copiedBuffer("audit(1.002:" + serial + "): " + text, StandardCharsets.UTF_8);
        stream.record(type, content);
        content.release();
        assertThat(content.refCnt()).isLessThanOrEqualTo(1);
    }

    private List<JsonNode> documents() throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        for (String line : events.lines) {
            documents.add(JSON.readTree(line));
        }
        return documents;
    }

    @Test
    void everyRecordIsInADocument() throws IOException {
        CapturedDatagrams captured = CapturedDatagrams.liveDaemon().records();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < captured.size(); i++) {
            byte[] datagram = captured.bytes(i);
            byte[] text = Arrays.copyOfRange(datagram, 16, datagram.length);
            ByteBuf received = Unpooled.wrappedBuffer(datagram).slice(16, text.length);
            stream.record(captured.type(i), received);
            received.release();
            if (captured.type(i) != AuditMessageType.EOE) {
                expected.add(captured.type(i) + Arrays.toString(text));
            }
            if (i % 10 == 0) {
                stream.flush();
            }
        }
        stream.close();
        List<String> written = new ArrayList<>();
        for (JsonNode document : documents()) {
            for (JsonNode record : document.path("records")) {
                written.add(record.get("typenum").intValue()
                        + Arrays.toString(JsonBytes.of(record.get("text").textValue())));
            }
        }
        assertThat(written).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(events.records).isEqualTo(expected.size());
        assertThat(records.lines).hasSizeGreaterThanOrEqualTo(captured.size());
    }

    @Test
    void lossesAreDocuments() throws IOException {
        stream.kernelLostIs(7);
        stream.lost(new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, 3, "The queue was full."));
        ByteBuf bytes = Unpooled.copiedBuffer("x", StandardCharsets.UTF_8);
        stream.invalid("too short", bytes);
        bytes.release();
        stream.kernelLost(2, 9);
        stream.close();
        assertThat(documents()).extracting(document -> document.get("loss").get("kind").textValue() + ' '
                + document.get("loss").get("count") + ' ' + document.get("loss").get("kernel_lost") + ' '
                + document.get("host").textValue()).containsExactly("overrun 3 7 web1", "invalid 1 7 web1",
                "dropped 2 7 web1");
        assertThat(events.own).isEqualTo(3);
        assertThat(events.records).isZero();
    }

    /** An event without an end is written when it has lasted too long, and at the end. */
    @Test
    void eventsWithoutAnEnd() throws IOException {
        EventLines lines = lines(raw);
        stream = new RecordStream(ByteBufAllocator.DEFAULT, List.of(), AuditMessageType::name, new StreamCounters(),
                lines);
        record(AuditMessageType.SYSCALL, 1, "a=b");
        stream.flush();
        lines.tick();
        lines.tick();
        assertThat(events.lines).isEmpty();
        lines.tick();
        assertThat(events.lines).hasSize(1).first().asString().contains("\"timed_out\"");
        record(AuditMessageType.SYSCALL, 2, "a=b");
        stream.close();
        assertThat(documents().get(1).get("state").textValue()).isEqualTo("unfinished");
        lines.tick();
        assertThat(events.lines).hasSize(2);
    }

    /** A defect of an encoder loses the event, says so, and harms nothing else. */
    @Test
    void anEncoderThatFails() throws IOException {
        stream = stream((event, context, out) -> {
            if (isBroken && !(event instanceof AuditLossEvent)) {
                throw new IllegalStateException("for the test");
            }
            raw.encode(event, context, out);
        });
        isBroken = true;
        record(AuditMessageType.SYSCALL, 1, "a=b");
        record(AuditMessageType.CWD, 1, "cwd=\"/\"");
        record(AuditMessageType.EOE, 1, "");
        stream.flush();
        isBroken = false;
        record(AuditMessageType.USER, 2, "a=b");
        stream.close();
        assertThat(documents()).extracting(document -> document.get("state").textValue() + document.path("loss")
                .path("count")).containsExactly("loss2", "complete");
        assertThat(records.lines).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void nothingIsWrittenWithoutAReaderButEventsStayWhole() throws IOException {
        events.wanted = false;
        record(AuditMessageType.USER, 1, "a=b");
        record(AuditMessageType.SYSCALL, 2, "a=b");
        events.wanted = true;
        record(AuditMessageType.EOE, 2, "");
        stream.close();
        assertThat(documents()).hasSize(1);
        assertThat(documents().get(0).get("records").get(0).get("type").textValue()).isEqualTo("SYSCALL");
    }

    /** Where all readers read records, no event is assembled until a subscriber asks for events, nor half of one then. */
    @Test
    void eventsThatNobodyHasAskedForAreNotAssembled() throws IOException {
        AtomicInteger encoders = new AtomicInteger();
        EventLines lines = new EventLines(List.of(new EventOutput(ByteBufAllocator.DEFAULT, () -> {
            encoders.incrementAndGet();
            return raw;
        }, EventContext.NONE, List.of(events))), false);
        stream = new RecordStream(ByteBufAllocator.DEFAULT, List.of(records), AuditMessageType::name, new StreamCounters(),
                lines);
        events.wanted = false;
        record(AuditMessageType.SYSCALL, 0xffff_fffeL, "a=b"); // serials have 32 bits
        record(AuditMessageType.SYSCALL, 1, "a=b");
        record(AuditMessageType.SYSCALL, 0xffff_ffffL, "a=b");
        assertThat(encoders).hasValue(0);
        events.wanted = true;
        record(AuditMessageType.EOE, 0xffff_ffffL, "");
        record(AuditMessageType.PATH, 1, "a=b");
        record(AuditMessageType.USER, 2, "a=b");
        record(AuditMessageType.EOE, 1, "");
        stream.settleGaps();
        events.wanted = false;
        record(AuditMessageType.USER, 3, "a=b");
        stream.settleGaps();
        record(AuditMessageType.SYSCALL, 4, "a=b");
        events.wanted = true;
        record(AuditMessageType.EOE, 4, "");
        record(AuditMessageType.USER, 0x9000_0000L, "far away");
        stream.close();
        assertThat(documents()).extracting(document -> document.get("serial").longValue() + document.get("state").textValue()
                + document.path("records").size()).containsSubsequence("2complete1", "4complete1", "2415919104complete1")
                .noneMatch(document -> document.startsWith("1") || document.startsWith("3"));
        assertThat(encoders).hasValue(1);
        assertThat(records.lines).hasSizeGreaterThanOrEqualTo(11);
    }

    /** On a thread of their own, in order with the losses; what waits for the thread is bounded. */
    @Test
    void theThreadWritesTheSameAndDropsWhatDoesNotFit() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        StreamCounters counters = new StreamCounters();
        EventThread thread = new EventThread(lines((event, context, out) -> {
            awaitUninterruptibly(released);
            raw.encode(event, context, out);
        }), counters, ByteBufAllocator.DEFAULT, 1_000);
        stream = new RecordStream(ByteBufAllocator.DEFAULT, List.of(), AuditMessageType::name, counters, thread);
        record(AuditMessageType.USER, 1, "a=" + "b".repeat(EventThread.CHUNK_SIZE)); // longer than a chunk
        stream.lost(new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, 3, "The queue was full."));
        record(AuditMessageType.USER, 2, "dropped");
        record(AuditMessageType.USER, 3, "dropped");
        stream.flush();
        assertThat(counters.records()).isEqualTo(3);
        released.countDown();
        assertThat(thread.drain(System.nanoTime() + TimeUnit.MINUTES.toNanos(1))).isTrue();
        record(AuditMessageType.USER, 4, "a=b");
        stream.close();
        assertThat(thread.drain(System.nanoTime() + TimeUnit.MINUTES.toNanos(1))).isTrue();
        thread.shutDown();
        assertThat(documents()).extracting(document -> document.get("serial").longValue() + document.get("state").textValue()
                + document.path("loss").path("count")).startsWith("1complete", "0loss3", "0loss2", "4complete");
        assertThat(counters.undelivered()).isEqualTo(2);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Lines implements LineSink {
        private final List<String> lines = new ArrayList<>();
        private long records;
        private long own;
        private boolean wanted = true;

        @Override
        public void offer(LineBatch batch) {
            batch.lines().toString(StandardCharsets.UTF_8).lines().forEach(lines::add);
            records += batch.records();
            own += batch.events();
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
