package io.github.nettyaudit.server.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.record.AuditEventId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordLineTest {
    private final ObjectMapper json = new ObjectMapper();
    private final RecordLine recordLine = new RecordLine(type -> "TYPE" + type);
    private final AuditEventId id = new AuditEventId();

    @Test
    void recordBecomesOneLine() {
        assertThat(write(1300, utf8("audit(1364481363.043:24287): arch=c000003e comm=\"cat\"")))
                .isEqualTo("{\"type\":\"TYPE1300\",\"typenum\":1300,\"sec\":1364481363,\"milli\":43,\"serial\":24287,"
                        + "\"text\":\"audit(1364481363.043:24287): arch=c000003e comm=\\\"cat\\\"\"}\n");
    }

    @Test
    void largestNumbersAreKept() throws IOException {
        JsonNode node = parse(write(65535, utf8("audit(999999999999999999.999:4294967295): x")));
        assertThat(node.get("typenum").intValue()).isEqualTo(65535);
        assertThat(node.get("sec").longValue()).isEqualTo(999_999_999_999_999_999L);
        assertThat(node.get("milli").intValue()).isEqualTo(999);
        assertThat(node.get("serial").longValue()).isEqualTo(4_294_967_295L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "audit(", "audit(1", "audit(1.2", "audit(1.2:3", "audit(.2:3):",
        "audit(1.:3):", "audit(1.2:):", "audit(1.2345:3):",
        "audit(1234567890123456789.1:1):", "audit(-1.2:3):", "audit(1,2:3):", "Audit(1.2:3):", " audit(1.2:3):",
        "audit(1.2:3x):"})
    void malformedStampIsLeftOutAndTheTextIsKept(String text) throws IOException {
        JsonNode node = parse(write(1100, utf8(text)));
        assertThat(node.has("sec") || node.has("milli") || node.has("serial")).isFalse();
        assertThat(node.get("text").textValue()).isEqualTo(text);
    }

    @Test
    void stampDoesNotComeFromTheRecordBefore() throws IOException {
        write(1100, utf8("audit(1.002:3): "));
        assertThat(parse(write(1100, utf8("none"))).has("serial")).isFalse();
    }

    @Test
    void everyAsciiCharacterSurvives() throws IOException {
        byte[] text = new byte[128];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) i;
        }
        String written = write(1112, text);
        assertThat(written.indexOf('\n')).as("one line").isEqualTo(written.length() - 1);
        JsonNode node = parse(written);
        assertThat(node.get("text").textValue()).isEqualTo(new String(text, StandardCharsets.US_ASCII));
        assertThat(node.has("text_hex")).isFalse();
    }

    @Test
    void everyCharacterOfUnicodeSurvives() throws IOException {
        StringBuilder all = new StringBuilder();
        for (int character = 0x80; character <= Character.MAX_CODE_POINT; character++) {
            if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
                all.appendCodePoint(character);
            }
        }
        JsonNode node = parse(write(1112, utf8(all.toString())));
        assertThat(node.get("text").textValue().contentEquals(all)).isTrue();
        assertThat(node.has("text_hex")).isFalse();
    }

    @Test
    void everyPairOfBytesThatIsNotUtf8IsReplacedAndKeptInHex() throws IOException {
        byte[] text = new byte[4];
        text[0] = 'a';
        text[3] = 'z';
        for (int pair = 0; pair < 0x10000; pair++) {
            text[1] = (byte) (pair >> 8);
            text[2] = (byte) pair;
            assertSameAsJava(text);
        }
    }

    @Test
    void randomSequencesThatAreNotUtf8AreReplacedAndKeptInHex() throws IOException {
        Random random = new Random(20261123);
        int[] interesting = {0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5,
            0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0x41};
        for (int round = 0; round < 100_000; round++) {
            byte[] text = new byte[1 + random.nextInt(7)];
            for (int i = 0; i < text.length; i++) {
                text[i] = (byte) interesting[random.nextInt(interesting.length)];
            }
            assertSameAsJava(text);
        }
    }

    @Test
    void eachLongestPieceOfACharacterIsReplacedOnce() throws IOException {
        byte[] text = {'a', (byte) 0xf1, (byte) 0x80, (byte) 0x80, 'b', (byte) 0xed, (byte) 0xa0, 'c', (byte) 0xff};
        assertThat(parse(write(1112, text)).get("text").textValue()).isEqualTo("a\ufffdb\ufffd\ufffdc\ufffd");
    }

    @Test
    void longestDatagramOfControlCharactersFits() throws IOException {
        byte[] text = new byte[70_000];
        java.util.Arrays.fill(text, (byte) 1);
        assertThat(parse(write(1112, text)).get("text").textValue()).hasSize(70_000);
    }

    @Test
    void bufferIsLeftAsItWas() {
        ByteBuf content = Unpooled.copiedBuffer("xxaudit(1.002:3): y", StandardCharsets.US_ASCII);
        content.skipBytes(2);
        assertThat(write(1300, content)).contains("\"text\":\"audit(1.002:3): y\"");
        assertThat(content.readerIndex()).isEqualTo(2);
        assertThat(content.refCnt()).isOne();
        content.release();
    }

    private void assertSameAsJava(byte[] text) throws IOException {
        String java = new String(text, StandardCharsets.UTF_8);
        JsonNode node = parse(write(1112, text));
        // how many U+FFFD stand for a broken sequence is a matter of taste, and Java's differs from Unicode's advice
        assertThat(collapsed(node.get("text").textValue())).isEqualTo(collapsed(java));
        boolean valid = java.indexOf('\ufffd') < 0; // the texts here have no U+FFFD of their own
        assertThat(node.has("text_hex")).isEqualTo(!valid);
        if (!valid) {
            assertThat(HexFormat.of().parseHex(node.get("text_hex").textValue())).isEqualTo(text);
        }
    }

    private static String collapsed(String text) {
        return text.replaceAll("\ufffd+", "?");
    }

    private String write(int type, byte[] text) {
        ByteBuf content = Unpooled.wrappedBuffer(text);
        try {
            return write(type, content);
        } finally {
            content.release();
        }
    }

    private String write(int type, ByteBuf content) {
        ByteBuf line = Unpooled.buffer();
        recordLine.write(line, type, id.read(content) ? id : null, content);
        return line.toString(StandardCharsets.UTF_8);
    }

    private JsonNode parse(String written) throws IOException {
        assertThat(written).endsWith("}\n");
        return json.readTree(written);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
