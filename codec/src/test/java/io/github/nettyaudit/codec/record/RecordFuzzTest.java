package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Any bytes as a record: nothing fails, nothing lies outside of the text, and the fields are those of
 * {@link PlainSplitter}. The first byte chooses the type.
 */
class RecordFuzzTest {
    private static final int[] TYPES = {AuditMessageType.SYSCALL, AuditMessageType.AVC, AuditMessageType.USER_AVC,
        AuditMessageType.USER_TTY, AuditMessageType.EXECVE, AuditMessageType.LOGIN, AuditMessageType.SELINUX_ERR};
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
        List<PlainSplitter.Token> expected = PlainSplitter.tokens(data, type);
        assertThat(TokenReader.tokens(record)).isEqualTo(expected);

        // the same text as a line, without the byte that has a meaning in lines only
        byte[] text = data.clone();
        for (int i = 0; i < text.length; i++) {
            if (text[i] == AuditLogLine.ENRICHMENT_SEPARATOR) {
                text[i] = '?';
            }
        }
        byte[] header = ("node=n type=" + AuditMessageType.name(type) + " msg=").getBytes(StandardCharsets.US_ASCII);
        record.wrapLine(Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(header), Unpooled.wrappedBuffer(STAMP), Unpooled.wrappedBuffer(text)));
        assertThat(record.prefixCount()).isEqualTo(2);
        checkSpans(record);
        assertThat(TokenReader.tokens(record)).isEqualTo(PlainSplitter.tokens(text, type));
        assertThat(record.enrichedCount()).isZero();

        // a part of the audit daemon's behind it changes nothing, if the daemon can have written it there
        record.wrapLine(Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(header), Unpooled.wrappedBuffer(STAMP),
                Unpooled.wrappedBuffer(data)));
        checkSpans(record);
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
        for (int i = 0; i < record.wordCount(); i++) {
            assertThat(record.wordLength(i)).isPositive();
            assertThat(record.wordStart(i)).isNotNegative();
            assertThat(record.wordStart(i) + record.wordLength(i)).isLessThanOrEqualTo(record.bytes().length - 8);
            assertThat(record.word(i)).isNotEmpty();
            assertThat(record.fieldAfterWord(i)).isBetween(0, record.fieldCount());
        }
        assertThat(record.toString()).isNotEmpty();
        record.node();
        record.typeText();
    }
}
