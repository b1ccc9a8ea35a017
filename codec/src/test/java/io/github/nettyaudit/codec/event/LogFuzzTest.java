package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * Any bytes as a log: nothing fails, every record ends up in one event, every buffer is released, and it does not
 * matter in which pieces the bytes come. The first byte is the size of the pieces.
 */
class LogFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void anyBytesAreALog(byte[] data) {
        int piece = data.length == 0 || data[0] == 0 ? data.length + 1 : data[0] & 0xff;
        List<String> whole = read(data, data.length + 1);
        assertThat(read(data, piece)).isEqualTo(whole);
    }

    private static List<String> read(byte[] data, int piece) {
        List<String> events = new ArrayList<>();
        List<ByteBuf> buffers = new ArrayList<>();
        AuditRecord record = new AuditRecord();
        long[] records = {0};
        AuditLogReader reader = new AuditLogReader(EventAssemblerOptions.log().toBuilder()
                .maxEvents(8).maxRecordsPerEvent(4).maxBytesPerEvent(4_096).build(), event -> {
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
        for (ByteBuf buffer : buffers) {
            assertThat(buffer.refCnt()).isZero();
        }
        return events;
    }
}
