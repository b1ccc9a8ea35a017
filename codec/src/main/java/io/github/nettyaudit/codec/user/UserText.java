package io.github.nettyaudit.codec.user;

import io.github.nettyaudit.codec.record.UntrustedString;
import java.nio.charset.StandardCharsets;

/** Values of user messages so that no value can pass for another field, however hostile it is. */
final class UserText {
    private static final String OTHER_WORD_CHARACTERS = "._:%/@+,-[]?=";

    private UserText() {
    }

    /**
     * A value that readers decode: in quotes, or, when it has a byte that could end it, in hexadecimal
     * ({@code audit_encode_value(3)}). An apostrophe counts too, since the kernel puts the message between two.
     */
    static String encode(String value) {
        return value.indexOf('\'') < 0 ? UntrustedString.encode(value)
                : UntrustedString.encodeHexadecimal(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A value that readers take as it is, such as an address: what is not part of a word becomes {@code _}. */
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

    /** As much of the beginning as has at most so many bytes in UTF-8; never half a character. */
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
