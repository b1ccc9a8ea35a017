package io.github.nettyaudit.codec.user;

import io.github.nettyaudit.codec.record.UntrustedString;
import java.nio.charset.StandardCharsets;

/** Values of user messages, written so that no value can be taken for another field. */
final class UserText {
    private static final String OTHER_WORD_CHARACTERS = "._:%/@+,-[]?=";

    private UserText() {
    }

    /**
     * Encodes a value that readers decode, as {@link UntrustedString} does. A value with an apostrophe becomes
     * hexadecimal too, because the kernel puts the message between apostrophes.
     */
    static String encode(String value) {
        return value.indexOf('\'') < 0 ? UntrustedString.encode(value)
                : UntrustedString.encodeHexadecimal(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a value that readers take literally, such as an address: other characters are replaced by {@code _}. */
    static String word(String value) {
        if (value.isEmpty()) {
            return "?";
        }
        StringBuilder out = new StringBuilder(value);
        for (int at = 0; at < out.length(); at++) {
            char character = out.charAt(at);
            boolean plain = character >= '0' && character <= '9'
                    || (character | 0x20) >= 'a' && (character | 0x20) <= 'z';
            if (!plain && OTHER_WORD_CHARACTERS.indexOf(character) < 0) {
                out.setCharAt(at, '_');
            }
        }
        return out.toString();
    }

    /** Returns the longest prefix that has at most this many bytes in UTF-8 and ends with a whole character. */
    static String cut(String value, int bytes) {
        int length = 0;
        for (int at = 0; at < value.length(); ) {
            int point = value.codePointAt(at);
            length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (length > bytes) {
                return value.substring(0, at);
            }
            at += Character.charCount(point);
        }
        return value;
    }
}
