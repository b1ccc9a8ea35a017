package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records that need more room than a new {@link FieldIndex} has, of each length around its limits. */
class FieldIndexGrowthTest {
    private static final String ID = "audit(1364481363.243:24287): ";

    private static AuditRecord wrap(AuditRecord record, int type, String fields) {
        return record.wrap(type, Unpooled.copiedBuffer(ID + fields, StandardCharsets.ISO_8859_1));
    }

    private static List<String> fields(AuditRecord record) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < record.fieldCount() + record.enrichedCount(); i++) {
            fields.add(record.name(i) + '=' + record.raw(i));
            // promised of every value
            assertThat(record.valueStart(i) + record.valueLength(i) + Long.BYTES)
                    .isLessThanOrEqualTo(record.bytes().length);
        }
        return fields;
    }

    private static String hex(String text) {
        return UntrustedString.encodeHexadecimal(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void oneWordMayHaveMoreKeysThanThereIsRoomForFields() {
        for (int keys : new int[] {1, 63, 64, 65, 128, 129, 500}) {
            String value = hex(String.join("\1", Arrays.asList("k".repeat(keys).split(""))));
            String[] expected = new String[keys];
            Arrays.fill(expected, "key=\"k\"");
            assertThat(fields(wrap(new AuditRecord(), AuditMessageType.SYSCALL, "key=" + value)))
                    .containsExactly(expected);
        }
    }

    @Test
    void fieldsFollowAKeyListThatFillsTheRoom() {
        String key = "key=" + hex("k\1".repeat(60));
        for (int more = 1; more < 20; more++) {
            AuditRecord record = wrap(new AuditRecord(), AuditMessageType.SYSCALL, key + " a=b".repeat(more));
            assertThat(fields(record)).hasSize(60 + more).endsWith("a=b").startsWith("key=\"k\"");
        }
    }

    @Test
    void aLineMayHaveMoreInterpretationsThanThereIsRoomForFields() {
        for (int count : new int[] {1, 61, 62, 63, 64, 65, 200}) {
            AuditRecord record = new AuditRecord().wrapLine(Unpooled.copiedBuffer("type=CWD msg=" + ID
                    + "cwd=\"/\"\u001d" + "A=1 ".repeat(count), StandardCharsets.ISO_8859_1));
            assertThat(record.enrichedCount()).isEqualTo(count);
            assertThat(fields(record)).hasSize(count + 1).endsWith("A=1");
        }
    }

    @Test
    void keysOfEveryLengthHaveRoom() {
        for (int length = 1; length < 700; length++) {
            String plain = "k".repeat(length);
            // a blank makes each of them hexadecimal
            String blank = " ".repeat(length);
            assertThat(fields(wrap(new AuditRecord(), AuditMessageType.SYSCALL, "key=" + hex(plain))))
                    .containsExactly("key=\"" + plain + '"');
            assertThat(fields(wrap(new AuditRecord(), AuditMessageType.SYSCALL, "key=" + hex(blank))))
                    .containsExactly("key=" + hex(blank));
        }
    }

    @Test
    void permissionsOfEveryLengthHaveRoom() {
        for (int count = 1; count < 700; count++) {
            String words = "r ".repeat(count);
            String expected = "seperms=" + "r,".repeat(count).substring(0, 2 * count - 1);
            String text = "avc:  denied  { " + words;
            assertThat(fields(wrap(new AuditRecord(), AuditMessageType.AVC, text + "} for pid=1")))
                    .containsExactly("seresult=denied", expected, "pid=1");
            assertThat(fields(wrap(new AuditRecord(), AuditMessageType.AVC, text)))
                    .containsExactly("seresult=denied", expected);
        }
    }

    @Test
    void textsOfEveryLengthHaveRoom() {
        for (int length : new int[] {900, 1023, 1024, 1025, 1088, 2048, 2200, 2240, 2241, 5000, 50_000}) {
            AuditRecord record = wrap(new AuditRecord(), AuditMessageType.SYSCALL, "a=" + "x".repeat(length));
            assertThat(fields(record)).containsExactly("a=" + "x".repeat(length));
        }
        AuditRecord record = new AuditRecord();
        for (int length = 1; length < 10_000; length += 97) {
            assertThat(fields(wrap(record, AuditMessageType.SYSCALL, "a=" + "x".repeat(length) + " b=1")))
                    .containsExactly("a=" + "x".repeat(length), "b=1");
        }
    }

    /** The array of the record still holds digits of the longer key before, right after the shorter one. */
    @Test
    void aKeyEndsWithItsValue() {
        AuditRecord record = new AuditRecord();
        String digits = hex("abcdefgh");
        for (int length = digits.length(); length > 1; length--) {
            wrap(record, AuditMessageType.SYSCALL, "key=" + digits);
            assertThat(fields(record)).containsExactly("key=\"abcdefgh\"");
            wrap(record, AuditMessageType.SYSCALL, "key=" + digits.substring(0, length));
            // an odd number of digits is no key in hexadecimal, and stays as it is
            String expected = length % 2 == 0 ? '"' + "abcdefgh".substring(0, length / 2) + '"'
                    : digits.substring(0, length);
            assertThat(fields(record)).containsExactly("key=" + expected);
        }
        wrap(record, AuditMessageType.SYSCALL, "key=6");
        assertThat(fields(record)).containsExactly("key=6");
    }
}
