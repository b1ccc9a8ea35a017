package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Any bytes as a record: nothing fails, nothing lies outside of the text, and the fields are those of
 * {@link PlainSplitter}. The first byte chooses the type.
 */
class RecordFuzzTest {
    private static final int[] TYPES = {AuditMessageType.SYSCALL, AuditMessageType.AVC, AuditMessageType.USER_AVC,
        AuditMessageType.USER_TTY, AuditMessageType.EXECVE};
    private static final byte[] STAMP = "audit(1364481363.243:24287): ".getBytes(StandardCharsets.US_ASCII);

    private final AuditRecord record = new AuditRecord();

    @FuzzTest(maxDuration = "10m")
    void anyBytesAreARecord(byte[] data) {
        int type = data.length == 0 ? AuditMessageType.SYSCALL : TYPES[(data[0] & 0xff) % TYPES.length];
        checkSpans(record.wrap(type, Unpooled.wrappedBuffer(data)));
        checkSpans(record.wrapLine(Unpooled.wrappedBuffer(data)));

        ByteBuf stamped = Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(STAMP), Unpooled.wrappedBuffer(data));
        record.wrap(type, stamped);
        assertThat(record.hasEventId()).isTrue();
        assertThat(record.serial()).isEqualTo(24287);
        checkSpans(record);
        assertThat(fields(record)).isEqualTo(PlainSplitter.split(data, type));
    }


    private static List<PlainSplitter.Field> fields(AuditRecord record) {
        List<PlainSplitter.Field> fields = new ArrayList<>();
        for (int i = 0; i < record.fieldCount(); i++) {
            fields.add(new PlainSplitter.Field(
                    new String(record.bytes(), record.nameStart(i), record.nameLength(i), StandardCharsets.ISO_8859_1),
                    new String(record.bytes(), record.valueStart(i), record.valueLength(i),
                            StandardCharsets.ISO_8859_1), record.space(i) == FieldSpace.USER));
        }
        return fields;
    }

    private static void checkSpans(AuditRecord record) {
        int fields = record.fieldCount() + record.enrichedCount();
        for (int i = 0; i < fields; i++) {
            assertThat(record.nameStart(i)).isNotNegative();
            assertThat(record.nameLength(i)).isNotNegative();
            assertThat(record.valueLength(i)).isNotNegative();
            assertThat(record.nameStart(i) + record.nameLength(i)).isLessThanOrEqualTo(record.bytes().length - 8);
            assertThat(record.valueStart(i) + record.valueLength(i)).isLessThanOrEqualTo(record.bytes().length - 8);
            FieldName name = FieldName.of(record.name(i));
            if (record.name(i).indexOf('\ufffd') < 0) {
                assertThat(record.isNamed(i, name)).isTrue();
            }
            assertThat(record.raw(i)).isNotNull();
        }
        assertThat(record.toString()).isNotEmpty();
        record.node();
        record.typeText();
    }
}
