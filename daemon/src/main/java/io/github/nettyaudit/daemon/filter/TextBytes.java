package io.github.nettyaudit.daemon.filter;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The bytes of a string that is often the same object. Not thread-safe. */
final class TextBytes {
    private @Nullable String text;
    private byte[] bytes = new byte[0];

    @SuppressWarnings("StringEquality") // another object is encoded anew, which is not wrong
    byte[] of(String next) {
        if (next != text) {
            bytes = next.getBytes(StandardCharsets.UTF_8);
            text = next;
        }
        return bytes;
    }
}
