package io.github.nettyaudit.codec.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.codec.record.AuditLogSplitter;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.CollectedLogLine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Any bytes as a log: nothing fails, every record ends up in one event, every buffer is released, it does not matter in
 * which pieces the bytes come, and a log that is too short for time-outs and bounds makes the events of its hosts, stamps
 * and serials. The first byte is the size of the pieces.
 */
class LogFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void anyBytesAreALog(byte[] data) {
        int piece = data.length == 0 || data[0] == 0 ? data.length + 1 : data[0] & 0xff;
        List<String> whole = read(data, data.length + 1);
        assertThat(read(data, piece)).isEqualTo(whole);
        grouped(data);
    }

    /** The events against a map from host, stamp and serial to types, from which an entry is taken at its end. */
    private static void grouped(byte[] data) {
        List<String> expected = new ArrayList<>();
        Map<String, List<Integer>> open = new LinkedHashMap<>();
        Map<String, String> names = new HashMap<>();
        AuditLogLine line = new AuditLogLine();
        int[] records = {0};
        CollectedLogLine collected = new CollectedLogLine();
        AuditLogSplitter splitter = new AuditLogSplitter((given, start, end) -> {
            ByteBuf buffer = given;
            if (collected.isContinuation(given, start)) {
                return;
            }
            // a line without a type may be one of another log
            if (!line.read(given, start, end) || line.type() == 0) {
                CollectedLogLine.Form form = collected.read(given, start, end);
                buffer = form == CollectedLogLine.Form.RECORD ? collected.text() : given;
                if (form == CollectedLogLine.Form.WITHOUT_EVENT_ID) {
                    expected.add("null 0.0:0[" + collected.type() + ']');
                    return;
                }
                if (!(buffer == given ? line.read(given, start, end) : line.read(buffer))) {
                    return;
                }
            }
            records[0]++;
            String id = " " + line.seconds() + '.' + line.milliseconds() + ':' + (line.serial() & 0xffffffffL);
            // hosts are distinguished by their bytes, whatever characters these are
            String key = buffer.toString(line.nodeStart(), line.nodeEnd() - line.nodeStart(), ISO_8859_1) + id;
            if (line.type() == AuditMessageType.EOE && !open.containsKey(key)) {
                return;
            }
            names.put(key, line.node(buffer) + id);
            open.computeIfAbsent(key, first -> new ArrayList<>()).add(line.type());
            if (EventEnd.endsInLog(line.type())) {
                expected.add(names.get(key) + open.remove(key));
            }
        });
        splitter.read(Unpooled.copiedBuffer(data));
        splitter.close();
        open.forEach((key, types) -> expected.add(names.get(key) + types));
        List<String> found = new ArrayList<>();
        AuditLogReader reader = new AuditLogReader(event -> {
            List<Integer> types = new ArrayList<>();
            for (int i = 0; i < event.size(); i++) {
                types.add(event.type(i));
            }
            found.add(event.node() + " " + event.seconds() + '.' + event.milliseconds() + ':' + event.serial() + types);
            event.release();
        });
        reader.read(Unpooled.copiedBuffer(data));
        reader.close();
        if (records[0] <= EventAssemblerOptions.TIMEOUT_RECORDS) {
            assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static List<String> read(byte[] data, int piece) {
        List<String> events = new ArrayList<>();
        List<ByteBuf> buffers = new ArrayList<>();
        AuditRecord record = new AuditRecord();
        long[] records = {0};
        long[] evicted = {0};
        AuditLogReader reader = new AuditLogReader(EventAssemblerOptions.log().toBuilder()
                .maxEvents(8).maxRecordsPerEvent(4).maxBytesPerEvent(4_096).build(), event -> {
            if (event instanceof AuditLossEvent loss && loss.kind() == AuditLossKind.EVICTED) {
                // one for all events that were evicted while the same piece was read
                evicted[0] += loss.count();
                event.release();
                return;
            }
            StringBuilder text = new StringBuilder(event.toString());
            for (int i = 0; i < event.size(); i++) {
                event.read(i, record);
                assertThat(record.serial() & 0xffffffffL).isEqualTo(event.serial());
                text.append('|').append(record.fieldCount());
            }
            records[0] += event.size() + event.droppedRecords();
            events.add(text.toString());
            event.release();
        });
        for (int start = 0; start < data.length; start += piece) {
            ByteBuf buffer = Unpooled.copiedBuffer(data, start, Math.min(piece, data.length - start));
            buffers.add(buffer);
            reader.read(buffer);
        }
        reader.close();
        assertThat(records[0] + reader.counters().orphanEoe()).isEqualTo(reader.counters().records());
        assertThat(evicted[0]).isEqualTo(reader.counters().ended(AuditEventState.EVICTED));
        for (ByteBuf buffer : buffers) {
            assertThat(buffer.refCnt()).isZero();
        }
        return events;
    }
}
