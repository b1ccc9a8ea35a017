package io.github.nettyaudit.codec.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextBufferTest {
    private final TextBuffer text = new TextBuffer();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 7, 8, 9, 10, 15, 16, 99, 100, 4294967295L, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void numbersAreThoseOfTheLibrary(long number) {
        assertThat(text.clear().appendDecimal(number)).hasToString(Long.toString(number));
        assertThat(text.clear().appendHexadecimal(number)).hasToString(Long.toHexString(number));
        assertThat(text.clear().appendOctal(number, 1)).hasToString(Long.toOctalString(number));
    }

    @Test
    void octalNumbersHaveTheDigitsThatAreAskedFor() {
        assertThat(text.appendOctal(0, 3).append(',').appendOctal(8, 3).append(',').appendOctal(01755, 3))
                .hasToString("000,010,1755");
    }

    @Test
    void bytesStayAsTheyAre() {
        text.append(new byte[] {'a', (byte) 0xff}).append("é").append('z');
        ByteBuf out = Unpooled.buffer();
        text.writeTo(out);
        assertThat(out.readableBytes()).isEqualTo(5);
        assertThat(out.getByte(1)).isEqualTo((byte) 0xff);
        StringBuilder characters = new StringBuilder("> ");
        text.appendTo(characters);
        assertThat(characters).hasToString("> a\ufffdéz");
        out.release();
    }

    @Test
    void itGrowsAndForgets() {
        String line = "0123456789".repeat(200);
        text.append(line).append(line.getBytes(StandardCharsets.US_ASCII));
        assertThat(text.length()).isEqualTo(4000);
        assertThat(text).hasToString(line + line);
        text.truncate(3);
        assertThat(text).hasToString("012");
        assertThat(text.clear()).hasToString("");
    }

    @Test
    void shortPartsAreCopiedWithoutWhatFollows() {
        byte[] source = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH".getBytes(StandardCharsets.US_ASCII);
        for (int length = 0; length <= source.length; length++) {
            text.clear().append('>').appendPadded(source, 0, length).append('<');
            assertThat(text).hasToString('>' + new String(source, 0, length, StandardCharsets.US_ASCII) + '<');
        }
    }
}
