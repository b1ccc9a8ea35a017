package io.github.nettyaudit.codec.interpret;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Any bytes as a socket address: nothing fails, and the text has the form that others take apart. */
class SocketAddressFuzzTest {
    private final SocketAddressText addresses = new SocketAddressText();
    private final TextBuffer text = new TextBuffer();

    @FuzzTest(maxDuration = "10m")
    void anyBytesAreASocketAddress(byte[] address) {
        String hexadecimal = HexFormat.of().withUpperCase().formatHex(address);
        String meaning = interpret(hexadecimal.getBytes(StandardCharsets.US_ASCII));
        if (address.length == 0) {
            assertThat(meaning).isEmpty();
        } else if (!meaning.startsWith("unknown-family(")) {
            assertThat(meaning).startsWith("{ saddr_fam=").endsWith(" }");
        }
        // not an address at all: stays as it is
        byte[] word = new byte[address.length + 1];
        System.arraycopy(address, 0, word, 1, address.length);
        word[0] = 'z';
        interpret(word);
        assertThat(text.length()).isEqualTo(word.length);
    }

    private String interpret(byte[] value) {
        addresses.append(new FieldValue().set(value, 0, value.length), text.clear());
        assertThat(text.length()).isLessThanOrEqualTo(value.length * 2 + 128);
        return text.toString();
    }
}
