package io.github.nettyaudit.codec.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FieldValueTest {
    private static final Pattern HEXADECIMAL = Pattern.compile("(0[xX])?[0-9a-fA-F]+");
    private static final String LIKELY = "0123456789abcdefABCDEF0123456789xXgG`@/:_|";

    @Test
    void eachByteAtEachPlaceIsADigitOrNot() {
        for (int character = 0; character < 256; character++) {
            boolean digit = character < 0x80 && Character.digit(character, 16) >= 0;
            for (int place = 0; place < 17; place++) {
                byte[] text = "77777777777777777".getBytes(StandardCharsets.US_ASCII);
                text[place] = (byte) character;
                boolean isPrefix = place == 1 && (character | 0x20) == 'x';
                text[0] = isPrefix ? (byte) '0' : text[0];
                assertThat(new FieldValue().set(text, 0, text.length).isHexadecimal())
                        .as("%d at %d", character, place).isEqualTo(digit || isPrefix);
            }
        }
    }

    @Test
    void hexadecimalNumbersAreThoseOfTheSimpleRule() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            int start = random.nextInt(4);
            int length = random.nextInt(20);
            byte[] text = new byte[start + length + (random.nextBoolean() ? Long.BYTES : 0)];
            int kinds = random.nextInt(3) == 0 ? LIKELY.length() : 22;
            for (int k = 0; k < text.length; k++) {
                text[k] = (byte) LIKELY.charAt(random.nextInt(kinds));
            }
            String value = new String(text, start, length, StandardCharsets.US_ASCII);
            assertThat(new FieldValue().set(text, start, length).isHexadecimal()).as(value)
                    .isEqualTo(HEXADECIMAL.matcher(value).matches());
        }
    }
}
