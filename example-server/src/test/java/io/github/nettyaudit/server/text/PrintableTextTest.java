package io.github.nettyaudit.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** M4: what a program calls itself must not look like a field of the record. */
class PrintableTextTest {
    @Test
    void plainValuesStayAsTheyAre() {
        for (String plain : new String[] {"cat", "/bin/cat", "0x7ffd", "a=b", "g\u00e9", "EACCES(x)", "'a'", "-1"}) {
            assertThat(PrintableText.value(plain)).isEqualTo(plain);
        }
    }

    @Test
    void valuesCannotLeaveTheirQuotationMarks() {
        assertThat(PrintableText.value("a\" uid=root x=\"")).isEqualTo("\"a\\\" uid=root x=\\\"\"");
        assertThat(PrintableText.value("a b\\")).isEqualTo("\"a b\\\\\"");
        assertThat(PrintableText.value("\"quoted\"")).isEqualTo("\"\\\"quoted\\\"\"");
        assertThat(PrintableText.value("")).isEqualTo("\"\"");
        assertThat(PrintableText.value("a\u00a0uid=0")).isEqualTo("\"a\\u{a0}uid=0\"");
    }

    @Test
    void aLiteralBackslashIsNotAnEscape() {
        assertThat(PrintableText.value("\\x1b[2J")).isEqualTo("\"\\\\x1b[2J\"");
        assertThat(PrintableText.value("\u001b[2J")).isEqualTo("\"\\x1b[2J\"");
        assertThat(PrintableText.line("\\x1b")).isEqualTo("\\\\x1b");
        assertThat(PrintableText.line("\u001b")).isEqualTo("\\x1b");
    }

    @Test
    void hiddenCharactersAreShownByCodePoint() {
        assertThat(PrintableText.value("a\udb40\udc41b")).isEqualTo("\"a\\u{e0041}b\"");
        assertThat(PrintableText.value("a\u202eb")).isEqualTo("\"a\\u{202e}b\"");
        assertThat(PrintableText.value("a\u0085b")).isEqualTo("\"a\\u{85}b\"");
        assertThat(PrintableText.value("a\u2028\u200d\u00ad\ufe0f\u3164")).isEqualTo(
                "\"a\\u{2028}\\u{200d}\\u{ad}\\u{fe0f}\\u{3164}\"");
        assertThat(PrintableText.value("\u0338x")).as("would change the = before it").isEqualTo("\"\\u{338}x\"");
        assertThat(PrintableText.value("e\u0301")).isEqualTo("e\u0301");
    }

    @Test
    void bytesThatAreNotUtf8DifferFromControlCharacters() {
        TextBuffer text = new TextBuffer().append(new byte[] {'a', (byte) 0x85, (byte) 0xc2, (byte) 0x85});
        assertThat(PrintableText.value(text)).isEqualTo("\"a\\x85\\u{85}\"");
    }

    @Test
    void differentBytesNeverLookTheSame() {
        Random random = new Random(20261201);
        byte[] interesting = "ab \"\\x1bu{}n\n\t=".getBytes(StandardCharsets.US_ASCII);
        Map<String, String> seen = new HashMap<>();
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[random.nextInt(6)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(8) == 0 ? (byte) (0x80 + random.nextInt(0x48))
                        : interesting[random.nextInt(interesting.length)];
            }
            String printed = PrintableText.value(new TextBuffer().append(bytes));
            assertThat(printed).matches("\"(?:[^\"\\\\]|\\\\.)*\"|[^\" \\\\]+");
            String before = seen.put(printed, new String(bytes, StandardCharsets.ISO_8859_1));
            assertThat(before).isIn(null, new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    /** Words of eight bytes and single bytes are looked at in different ways. */
    @Test
    void theSameByteIsEscapedAtEachPlaceOfATextOfAnyLength() {
        for (int octet = 0; octet < 0x100; octet++) {
            String alone = PrintableText.value(new TextBuffer().append("a").append(octet).append("b"));
            boolean isQuoted = alone.startsWith("\"");
            String inside = isQuoted ? alone.substring(2, alone.length() - 2) : alone.substring(1, alone.length() - 1);
            for (int before = 1; before < 20; before++) {
                String start = "/".repeat(before);
                String end = "~".repeat(20 - before);
                String expected = start + inside + end;
                assertThat(PrintableText.value(new TextBuffer().append(start).append(octet).append(end)))
                        .isEqualTo(isQuoted ? '"' + expected + '"' : expected);
            }
        }
    }

    @Test
    void aValueIsAppendedToWhatIsThere() {
        byte[] text = "xx\u00e9e\u0301 g\u00e9xx".getBytes(StandardCharsets.UTF_8);
        TextBuffer out = new TextBuffer().append("name=");
        PrintableText.appendValue(text, 2, text.length - 4, out);
        assertThat(out).hasToString("name=\"\u00e9e\u0301 g\u00e9\"");
        PrintableText.appendValue(text, 2, 5, out.clear().append('='));
        assertThat(out).hasToString("=\u00e9e\u0301");
        PrintableText.appendValue(text, 3, 3, out.clear());
        assertThat(out).hasToString("\"\\xa9e\\xcc\"");
    }
}
