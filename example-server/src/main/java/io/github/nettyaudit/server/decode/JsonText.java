package io.github.nettyaudit.server.decode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON in the making, as bytes. Strings are written as libauparse's golden files have them: {@code "} and {@code \}
 * escaped, control characters and DEL as {@code \\u00xx}, a byte that is not UTF-8 as U+FFFD. Not thread-safe.
 */
final class JsonText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_ESCAPE = 6;

    private byte[] bytes = new byte[4_096];
    private int length;

    JsonText clear() {
        length = 0;
        return this;
    }

    int length() {
        return length;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    /** Text that needs no escapes. */
    JsonText plain(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    JsonText plain(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
        return this;
    }

    JsonText number(long number) {
        return plain(Long.toString(number));
    }

    JsonText string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        string(utf8, 0, utf8.length);
        return this;
    }

    /** A string, in quotation marks; whether all of it was UTF-8. */
    boolean string(byte[] text, int start, int count) {
        room(count * LONGEST_ESCAPE + 2);
        boolean valid = true;
        bytes[length++] = '"';
        int end = start + count;
        for (int i = start; i < end; ) {
            byte b = text[i];
            if (b >= 0x20 && b != 0x7f) {
                if (b == '"' || b == '\\') {
                    bytes[length++] = '\\';
                }
                bytes[length++] = b;
                i++;
            } else if (b >= 0) {
                plain("\\u00").plainHex(b);
                i++;
            } else {
                int size = sequence(text, i, end);
                if (size == 0) {
                    valid = false;
                    bytes[length++] = (byte) 0xef;
                    bytes[length++] = (byte) 0xbf;
                    bytes[length++] = (byte) 0xbd;
                    i++;
                } else {
                    System.arraycopy(text, i, bytes, length, size);
                    length += size;
                    i += size;
                }
            }
        }
        bytes[length++] = '"';
        return valid;
    }

    /** A member of an object whose value is a string; followed by another one in hexadecimal if it is not UTF-8. */
    JsonText member(String name, byte[] text, int start, int count) {
        plain(",\"").plain(name).plain("\":");
        if (!string(text, start, count)) {
            plain(",\"").plain(name).plain("_hex\":\"");
            for (int i = start; i < start + count; i++) {
                plainHex(text[i]);
            }
            plain("\"");
        }
        return this;
    }

    private JsonText plainHex(byte b) {
        room(2);
        bytes[length++] = HEX[b >> 4 & 0xf];
        bytes[length++] = HEX[b & 0xf];
        return this;
    }

    /** The length of the UTF-8 character of several bytes at {@code i}; 0 if there is none (Unicode, table 3-7). */
    private static int sequence(byte[] text, int i, int end) {
        int first = text[i] & 0xff;
        int size = first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3
                : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
        if (size == 0 || i + size > end) {
            return 0;
        }
        for (int k = 1; k < size; k++) {
            if ((text[i + k] & 0xc0) != 0x80) {
                return 0;
            }
        }
        int second = text[i + 1] & 0xff;
        boolean bad = first == 0xe0 && second < 0xa0 || first == 0xed && second > 0x9f
                || first == 0xf0 && second < 0x90 || first == 0xf4 && second > 0x8f;
        return bad ? 0 : size;
    }
}
