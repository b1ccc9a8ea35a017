package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UntrustedStringTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"cat,`\"cat\"`", "a b,612062", "a\"b,612262", "`a'b`,`\"a'b\"`",
        "Jürgen,4AC3BC7267656E", "~,`\"~\"`", "!,`\"!\"`", "``,`\"\"`"})
    void encodesAsTheKernelDoes(String string, String value) {
        assertThat(UntrustedString.encode(string)).isEqualTo(value);
        assertThat(UntrustedString.decode(value)).isEqualTo(string);
    }

    @Test
    void everySingleByteIsQuotedOrHexadecimalAndComesBack() {
        for (int i = 0; i < 256; i++) {
            byte[] one = {(byte) i};
            // audit_string_contains_control() of the kernel: *p == '"' || *p < 0x21 || *p > 0x7e
            boolean plain = i != '"' && i >= 0x21 && i <= 0x7e;
            assertThat(UntrustedString.isPlain(one, 0, 1)).as("byte %d", i).isEqualTo(plain);
            String hexadecimal = UntrustedString.encodeHexadecimal(one);
            assertThat(hexadecimal).isEqualTo(String.format("%02X", i));
            for (String value : new String[] {hexadecimal, hexadecimal.toLowerCase()}) {
                byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
                assertThat(UntrustedString.decode(bytes, 0, 2)).isEqualTo(one);
            }
            int digit = Character.digit(i < 0x80 ? i : 'x', 16);
            assertThat(UntrustedString.hexDigit((byte) i)).isEqualTo(digit);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"(null)", "?", "\"", "616", "6g", "g6", "\"ab", "ab\"", "61 62", "-1"})
    void aValueThatIsNeitherQuotedNorHexadecimalIsNoString(String value) {
        assertThat(UntrustedString.decode(value)).isNull();
        byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
        assertThat(UntrustedString.isHexadecimal(bytes, 0, bytes.length)).isFalse();
    }

    @Test
    void hexadecimalIsDecodedUpToTheFirstOtherCharacter() {
        byte[] digits = "x6162z364".getBytes(StandardCharsets.US_ASCII);
        byte[] target = new byte[5];
        assertThat(UntrustedString.decodeHexadecimal(digits, 1, 8, target, 1)).isEqualTo(2);
        assertThat(target).containsExactly(0, 'a', 'b', 0, 0);
        assertThat(UntrustedString.decodeHexadecimal(digits, 1, 3, target, 3)).isOne();
        assertThat(target).containsExactly(0, 'a', 'b', 'a', 0);
        assertThat(UntrustedString.isHexadecimal(digits, 1, 4)).isTrue();
        assertThat(UntrustedString.isHexadecimal(digits, 1, 3)).isFalse();
        assertThat(UntrustedString.isHexadecimal(digits, 1, 0)).isFalse();
    }

    @Test
    void anEmptyValueIsAnEmptyString() {
        assertThat(UntrustedString.decode("")).isEmpty();
        assertThat(UntrustedString.decode("\"\"")).isEmpty();
        assertThat(UntrustedString.decode("\"\"\"")).isEqualTo("\"");
    }

    @Test
    void rangesOutsideOfTheArrayAreRefused() {
        byte[] bytes = "6162".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> UntrustedString.decode(bytes, 1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> UntrustedString.decode(bytes, 5, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> UntrustedString.isHexadecimal(bytes, -1, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> UntrustedString.isPlain(bytes, 0, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> UntrustedString.decodeHexadecimal(bytes, 0, 6, bytes, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> UntrustedString.decodeHexadecimal(bytes, 0, 4, bytes, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void randomBytesComeBackFromBothForms() {
        Random random = new Random(7);
        for (int round = 0; round < 1_000; round++) {
            byte[] string = new byte[random.nextInt(40)];
            random.nextBytes(string);
            byte[] hexadecimal = UntrustedString.encodeHexadecimal(string).getBytes(StandardCharsets.US_ASCII);
            assertThat(UntrustedString.decode(hexadecimal, 0, hexadecimal.length)).isEqualTo(string);
            byte[] quoted = new byte[string.length + 2];
            System.arraycopy(string, 0, quoted, 1, string.length);
            quoted[0] = '"';
            quoted[quoted.length - 1] = '"';
            assertThat(UntrustedString.decode(quoted, 0, quoted.length)).isEqualTo(string);
            byte[] inPlace = Arrays.copyOf(hexadecimal, hexadecimal.length);
            assertThat(UntrustedString.decodeHexadecimal(inPlace, 0, inPlace.length, inPlace, 0))
                    .isEqualTo(string.length);
            assertThat(Arrays.copyOf(inPlace, string.length)).isEqualTo(string);
        }
    }
}
