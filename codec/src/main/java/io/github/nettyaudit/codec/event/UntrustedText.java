package io.github.nettyaudit.codec.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a string as the kernel writes those that programs chose: in quotation marks, or in hexadecimal. */
final class UntrustedText {
    private UntrustedText() {
    }

    /** The bytes that a value stands for; null for {@code (null)} and what is neither. */
    static byte @Nullable [] decode(byte[] bytes, int start, int length) {
        if (length >= 2 && bytes[start] == '"' && bytes[start + length - 1] == '"') {
            return Arrays.copyOfRange(bytes, start + 1, start + length - 1);
        }
        byte[] decoded = new byte[length / 2];
        for (int i = 0; i < decoded.length; i++) {
            int upper = Character.digit(bytes[start + 2 * i], 16);
            int lower = Character.digit(bytes[start + 2 * i + 1], 16);
            if (upper < 0 || lower < 0) {
                return null;
            }
            decoded[i] = (byte) (upper << 4 | lower);
        }
        return length % 2 == 0 ? decoded : null;
    }
}
