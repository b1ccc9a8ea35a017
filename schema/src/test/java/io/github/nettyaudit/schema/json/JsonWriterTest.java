package io.github.nettyaudit.schema.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
    private final ByteBuf out = Unpooled.buffer();
    private final JsonWriter json = new JsonWriter().to(out);

    @Test
    void objectsArraysAndCommas() {
        json.beginObject().number("a", 1).name("b").beginArray().value(2).value("x").nullValue().beginObject()
                .endObject().beginObject().text("c", "d").endObject().endArray().unsigned("e", -1)
                .raw("\"f\":0,\"g\":1".getBytes(StandardCharsets.US_ASCII)).number("h", 3).endLine();
        assertThat(written()).isEqualTo("{\"a\":1,\"b\":[2,\"x\",null,{},{\"c\":\"d\"}],"
                + "\"e\":18446744073709551615,\"f\":0,\"g\":1,\"h\":3}\n");
    }

    @Test
    void numbersAreWrittenAsTheyAre() throws IOException {
        for (long number : new long[] {0, 1, 9, 10, 99, 100, Long.MAX_VALUE, -1, -10, Long.MIN_VALUE}) {
            out.clear();
            json.to(out).beginObject().number("n", number).endLine();
            assertThat(parse().get("n").longValue()).isEqualTo(number);
        }
    }

    /** L9: DEL and C1 controls were written as they are by one of four writers, and escaped by the others. */
    @Test
    void whatATerminalWouldObeyOrHideIsEscaped() throws IOException {
        String text = "\u0000\u001b[2J\u007f\u0080\u009b31m\u00ad\u200e\u202e\u2028\u2066\ufeff\udb40\udc41\u3164";
        json.beginObject().text("t", text).endLine();
        assertThat(written().substring(0, written().length() - 1)).matches("[ -~]+");
        assertThat(written()).contains("\\u007f\\u0080\\u009b31m\\u00ad\\u200e\\u202e", "\\udb40\\udc41");
        assertThat(parse().get("t").textValue()).isEqualTo(text);
    }

    @Test
    void letterAndSymbolsOfAllLanguagesStayReadable() {
        json.beginObject().text("t", "g\u00e9 \u03b1 \u4e2d \ud83d\ude00 a\u0301").endLine();
        assertThat(written()).isEqualTo("{\"t\":\"g\u00e9 \u03b1 \u4e2d \ud83d\ude00 a\u0301\"}\n");
    }

    /** The rule that the class states: the bytes can be had back, whatever they are. */
    @Test
    void bytesComeBack() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (round % 2 == 0) { // mostly ASCII, so that whole words are looked at
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = random.nextInt(12) == 0 ? bytes[i] : (byte) (bytes[i] & 0x7f);
                }
            }
            out.clear();
            json.to(out).beginObject().bytes("x", bytes, 0, bytes.length).endLine();
            JsonNode node = parse();
            byte[] back = node.has("x_hex") ? HexFormat.of().parseHex(node.get("x_hex").textValue())
                    : node.get("x").textValue().getBytes(StandardCharsets.UTF_8);
            assertThat(back).isEqualTo(bytes);
        }
    }

    @Test
    void everyPositionInAWordIsLookedAt() throws IOException {
        for (int position = 0; position < 24; position++) {
            for (int value = 0; value < 256; value++) {
                byte[] bytes = "abcdefghijklmnopqrstuvwx".getBytes(StandardCharsets.US_ASCII);
                bytes[position] = (byte) value;
                out.clear();
                json.to(out).beginObject().bytes("x", bytes, 0, bytes.length).endLine();
                JsonNode node = parse();
                assertThat(node.has("x_hex")).isEqualTo(value >= 0x80);
                if (value < 0x80) {
                    assertThat(node.get("x").textValue()).isEqualTo(new String(bytes, StandardCharsets.US_ASCII));
                }
            }
        }
    }

    /** The other rule: one string that has every byte, and one form for each text. */
    @Test
    void everyTextHasOneFormThatKeepsItsBytes() throws IOException {
        Random random = new Random(8);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (round % 3 == 0) { // among them the characters that stand for bytes
                String text = random.ints(bytes.length, 0xef00, 0xf010).collect(StringBuilder::new,
                        StringBuilder::appendCodePoint, StringBuilder::append).toString();
                bytes = text.getBytes(StandardCharsets.UTF_8);
            }
            out.clear();
            json.to(out).beginObject().name("x").string(bytes, 0, bytes.length).endLine();
            String text = parse().get("x").textValue();
            assertThat(JsonBytes.of(text)).isEqualTo(bytes);
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            assertThat(new String(utf8, StandardCharsets.UTF_8)).isEqualTo(text);
        }
    }

    @Test
    void bytesThatAreNotUtf8AreLegible() {
        byte[] bytes = {'c', 'a', 'f', (byte) 0xe9, ' ', (byte) 0xc3, (byte) 0xa9};
        json.beginArray().string(bytes, 0, bytes.length).endArray();
        assertThat(written()).isEqualTo("[\"caf\\uefe9 \u00e9\"]");
    }

    @Test
    void emptyObjectsAndArraysCanBeTakenBack() {
        JsonName a = JsonName.of("a");
        JsonName b = JsonName.of("b");
        json.beginObject().beginObject(a).beginArray(b).endArray(b).endObject(a).beginObject(b).number(a, 1)
                .beginArray(a).endArray(a).endObject(b).beginArray(a).value(2).endArray(a).endLine();
        assertThat(written()).isEqualTo("{\"b\":{\"a\":1},\"a\":[2]}\n");
    }

    @Test
    void stringsInPieces() {
        byte[] quote = {'"', 'x'};
        json.beginArray().beginString().append("serial:").append(-7).append(quote, 0, 2).append(5, 3).append(1234, 3)
                .append(0, 2).endString().value(JsonText.of("a\nb")).value(true).value(false).endArray();
        assertThat(written()).isEqualTo("[\"serial:-7\\\"x005123400\",\"a\\nb\",true,false]");
    }

    @Test
    void theBufferIsWrittenWhenTheDocumentIsComplete() {
        json.beginObject().number("a", 1);
        assertThat(out.isReadable()).isFalse();
        json.endObject();
        assertThat(written()).isEqualTo("{\"a\":1}");
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private JsonNode parse() throws IOException {
        assertThat(written()).endsWith("}\n");
        return new ObjectMapper().readTree(written());
    }
}
