package io.github.nettyaudit.daemon.filter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A pattern: {@code *} stands for any bytes, also none, {@code ?} for one character, a backslash before a character for
 * that character. It takes at most as many steps as the product of both lengths. Immutable.
 */
final class Glob implements ValueTest {
    private static final int ANY = -1;
    private static final int ONE = -2;

    /** The bytes, and {@link #ANY} and {@link #ONE}. */
    private final int[] pattern;

    Glob(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] read = new int[bytes.length];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '*') {
                if (length == 0 || read[length - 1] != ANY) {
                    read[length++] = ANY;
                }
            } else if (bytes[i] == '?') {
                read[length++] = ONE;
            } else {
                i += bytes[i] == '\\' && i + 1 < bytes.length ? 1 : 0;
                read[length++] = bytes[i] & 0xff;
            }
        }
        pattern = Arrays.copyOf(read, length);
    }

    @Override
    public boolean test(EventView view, byte[] bytes, int start, int end) {
        return matches(bytes, start, end);
    }

    boolean matches(byte[] bytes, int start, int end) {
        int at = start;
        int next = 0;
        int star = -1;
        int starAt = start;
        while (at < end) {
            int wanted = next < pattern.length ? pattern[next] : Integer.MIN_VALUE;
            if (wanted == ANY) {
                star = next++;
                starAt = at;
            } else if (wanted == ONE) {
                at = afterCharacter(bytes, at, end);
                next++;
            } else if (wanted == (bytes[at] & 0xff)) {
                at++;
                next++;
            } else if (star >= 0) {
                next = star + 1;
                at = ++starAt;
            } else {
                return false;
            }
        }
        while (next < pattern.length && pattern[next] == ANY) {
            next++;
        }
        return next == pattern.length;
    }

    /** The index after a character of UTF-8. */
    private static int afterCharacter(byte[] bytes, int at, int end) {
        int after = at + 1;
        while (after < end && (bytes[after] & 0xc0) == 0x80) {
            after++;
        }
        return after;
    }
}
