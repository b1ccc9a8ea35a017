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

    private static final byte[] LINE_START = "type=USER_AVC msg=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KERNEL_PART =
            "pid=41 uid=1000 info=\"a b\" subj=\"open msg='".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ENRICHMENT = "\u001dUID=\"joe\" AUID=\"unset\"".getBytes(StandardCharsets.US_ASCII);

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
        record.wrapLine(Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(header), Unpooled.wrappedBuffer(STAMP),
                Unpooled.wrappedBuffer(text)));
        assertThat(record.prefixCount()).isEqualTo(2);
        checkSpans(record);
        if (record.enrichedCount() == 0) {
            assertThat(TokenReader.tokens(record)).isEqualTo(PlainSplitter.tokens(text, type));
        } else { // names of the daemon without the byte before them; the truth about them is in EnrichedPartTest
            assertThat(new String(text, StandardCharsets.ISO_8859_1)).containsPattern("(ID|ARCH|SYSCALL|SADDR)=");
        }

        // the byte with a meaning in lines changes nothing of the header
        record.wrapLine(Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(header), Unpooled.wrappedBuffer(STAMP),
                Unpooled.wrappedBuffer(data)));
        checkSpans(record);
        assertThat(record.prefixCount()).isEqualTo(2);
    }

    /** Whatever a program says, the kernel's fields stay what they are, and no name passes for the audit daemon's. */
    @FuzzTest(maxDuration = "10m")
    void noMessageChangesTheKernelsFields(byte[] data) {
        byte[] message = data.clone();
        for (int i = 0; i < message.length; i++) {
            // the kernel ends a message at a NUL
            if (message[i] == 0) {
                message[i] = '?';
            }
        }
        ByteBuf text = Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(STAMP), Unpooled.wrappedBuffer(KERNEL_PART),
                Unpooled.wrappedBuffer(message), Unpooled.wrappedBuffer(new byte[] {'\''}));
        record.wrap(AuditMessageType.USER_AVC, text);
        checkKernelPart();
        ByteBuf line = Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(LINE_START), text);
        record.wrapLine(line);
        checkKernelPart();
        assertThat(record.enrichedCount()).isZero();
        record.wrapLine(Unpooled.wrappedBuffer(line, Unpooled.wrappedBuffer(ENRICHMENT)));
        checkKernelPart();
        assertThat(record.enrichedCount()).isEqualTo(2);
        assertThat(record.raw(record.findEnriched(FieldName.of("UID")))).isEqualTo("\"joe\"");
        int user = record.findEnriched(record.find(FieldName.UID));
        if (user >= 0) {
            assertThat(record.raw(user)).isEqualTo("\"joe\"");
        }
    }

    private void checkKernelPart() {
        checkSpans(record);
        int kernel = 0;
        while (kernel < record.fieldCount() && record.space(kernel) == FieldSpace.KERNEL) {
            kernel++;
        }
        assertThat(kernel).isEqualTo(4);
        assertThat(record.number(FieldName.PID, 0)).isEqualTo(41);
        assertThat(record.number(FieldName.UID, 0)).isEqualTo(1000);
        assertThat(record.raw(record.find(FieldName.of("info")))).isEqualTo("\"a b\"");
        assertThat(record.raw(record.find(FieldName.SUBJ))).isEqualTo("\"open");
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
            assertThat(record.findEnriched(i)).isBetween(-1, fields - 1);
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
