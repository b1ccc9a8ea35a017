package io.github.nettyaudit.server.json;

import java.nio.charset.StandardCharsets;

/**
 * Copies text bytes into a JSON string: escapes what JSON asks for, checks the UTF-8 and replaces what is none.
 * Written for audit records, which are nearly all plain ASCII.
 */
final class JsonEscaper {
    /** Bytes that one byte of text can become: a backslash, {@code u} and four digits. */
    static final int LONGEST_ESCAPE = 6;

    private static final byte PLAIN = 0;
    private static final byte ESCAPED = 1;
    private static final byte NOT_ASCII = 2;
    /** What to do with each byte. */
    private static final byte[] KIND = new byte[256];
    private static final byte[][] ESCAPES = new byte[128][];
    private static final byte[] REPLACEMENT = "\ufffd".getBytes(StandardCharsets.UTF_8);

    static {
        for (int control = 0; control < 0x20; control++) {
            escape(control, String.format("\\u%04x", control));
        }
        escape('\b', "\\b");
        escape('\t', "\\t");
        escape('\n', "\\n");
        escape('\f', "\\f");
        escape('\r', "\\r");
        escape('"', "\\\"");
        escape('\\', "\\\\");
        java.util.Arrays.fill(KIND, 128, 256, NOT_ASCII);
    }

    private JsonEscaper() {
    }

    private static void escape(int character, String escape) {
        KIND[character] = ESCAPED;
        ESCAPES[character] = escape.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Writes {@code length} bytes of {@code text} at {@code index} of {@code target}, which must have room for
     * {@value #LONGEST_ESCAPE} times as many.
     *
     * @return the index behind what was written, negated if something had to be replaced
     */
    static int escape(byte[] text, int length, byte[] target, int index) {
        boolean valid = true;
        int in = 0;
        int out = index;
        while (in < length) {
            byte next = text[in];
            byte kind = KIND[next & 0xff];
            if (kind == PLAIN) {
                target[out++] = next;
                in++;
            } else if (kind == ESCAPED) {
                byte[] escape = ESCAPES[next];
                System.arraycopy(escape, 0, target, out, escape.length);
                out += escape.length;
                in++;
            } else {
                int size = sequence(text, in, length);
                if (size > 0) {
                    System.arraycopy(text, in, target, out, size);
                    out += size;
                    in += size;
                } else {
                    valid = false;
                    System.arraycopy(REPLACEMENT, 0, target, out, REPLACEMENT.length);
                    out += REPLACEMENT.length;
                    in -= size;
                }
            }
        }
        return valid ? out : -out;
    }

    /**
     * Looks at the character of more than one byte at {@code index} (Unicode, table 3-7).
     *
     * @return its length; or, where it is none, the negated length of what is to be replaced, 1 or more
     */
    private static int sequence(byte[] text, int index, int length) {
        int first = text[index] & 0xff;
        int size;
        int lowestSecond = 0x80;
        int highestSecond = 0xbf;
        if (first >= 0xc2 && first <= 0xdf) {
            size = 2;
        } else if (first >= 0xe0 && first <= 0xef) {
            size = 3;
            lowestSecond = first == 0xe0 ? 0xa0 : 0x80; // else over-long
            highestSecond = first == 0xed ? 0x9f : 0xbf; // else a surrogate
        } else if (first >= 0xf0 && first <= 0xf4) {
            size = 4;
            lowestSecond = first == 0xf0 ? 0x90 : 0x80; // else over-long
            highestSecond = first == 0xf4 ? 0x8f : 0xbf; // else beyond U+10FFFF
        } else {
            return -1;
        }
        for (int i = 1; i < size; i++) {
            int next = index + i < length ? text[index + i] & 0xff : -1;
            int lowest = i == 1 ? lowestSecond : 0x80;
            int highest = i == 1 ? highestSecond : 0xbf;
            if (next < lowest || next > highest) {
                return -i;
            }
        }
        return size;
    }
}
