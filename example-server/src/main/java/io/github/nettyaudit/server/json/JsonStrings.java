package io.github.nettyaudit.server.json;

import io.github.nettyaudit.server.text.HiddenCharacters;
import io.github.nettyaudit.server.text.Utf8;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Copies bytes into a JSON string. Escaped are {@code "} and {@code \}, and all
 * {@linkplain HiddenCharacters#isHidden hidden characters}, DEL and C1 controls among them, so that a line can be shown
 * on a terminal as it is. What is not UTF-8 becomes U+FFFD.
 *
 * <p>Written for audit records, which are nearly all plain ASCII: eight bytes are looked at together, and what needs no
 * escape is copied in one piece.
 */
final class JsonStrings {
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
    private static final long QUOTES = 0x2222222222222222L;
    private static final long BACKSLASHES = 0x5c5c5c5c5c5c5c5cL;
    /** Added to seven bits, sets the eighth if they are a blank or more. */
    private static final long BLANK_OR_MORE = 0x6060606060606060L;

    private static final byte[] REPLACEMENT = "\ufffd".getBytes(StandardCharsets.UTF_8);
    /** The escapes of ASCII characters; {@code null} for those that need none. */
    private static final byte[][] ESCAPES = new byte[128][];

    static {
        for (int control = 0; control < ' '; control++) {
            escape(control, String.format("\\u%04x", control));
        }
        escape(0x7f, "\\u007f");
        escape('\b', "\\b");
        escape('\t', "\\t");
        escape('\n', "\\n");
        escape('\f', "\\f");
        escape('\r', "\\r");
        escape('"', "\\\"");
        escape('\\', "\\\\");
    }

    private JsonStrings() {
    }

    private static void escape(int character, String escape) {
        ESCAPES[character] = escape.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Writes what is readable in {@code text} as a string with its quotation marks; {@code text}'s indices stay.
     *
     * @return whether all of it was UTF-8, so that nothing was replaced
     */
    static boolean write(ByteBuf out, ByteBuf text) {
        boolean valid = true;
        int end = text.writerIndex();
        int start = text.readerIndex();
        out.writeByte('"');
        for (int special = special(text, start, end); special < end; special = special(text, start, end)) {
            out.writeBytes(text, start, special - start);
            byte first = text.getByte(special);
            if (first >= 0) {
                out.writeBytes(ESCAPES[first]);
                start = special + 1;
            } else {
                int bytes = Utf8.bytes(text, special, end);
                int size = Utf8.sequence(bytes);
                if (size > 0) {
                    writeCharacter(out, text, special, size, Utf8.codePoint(bytes, size));
                } else {
                    valid = false;
                    out.writeBytes(REPLACEMENT);
                }
                start = special + Math.abs(size);
            }
        }
        out.writeBytes(text, start, end - start).writeByte('"');
        return valid;
    }

    /** The index of the first byte that cannot be copied as it is; {@code end} if there is none. */
    private static int special(ByteBuf text, int start, int end) {
        int index = start;
        for (; end - index >= Long.BYTES; index += Long.BYTES) {
            long word = text.getLong(index);
            long low = word & LOW_BITS;
            long found = (word | ~(low + BLANK_OR_MORE) | zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES)
                    | zeros(word ^ LOW_BITS)) & HIGH_BITS;
            if (found != 0) {
                return index + (Long.numberOfLeadingZeros(found) >>> 3);
            }
        }
        for (; index < end; index++) {
            byte next = text.getByte(index);
            if (next < 0 || ESCAPES[next] != null) {
                return index;
            }
        }
        return end;
    }

    /** Sets the highest bit of each byte that is 0; the other bits mean nothing. */
    private static long zeros(long word) {
        return ~((word & LOW_BITS) + LOW_BITS | word);
    }

    private static void writeCharacter(ByteBuf out, ByteBuf text, int index, int size, int codePoint) {
        if (!HiddenCharacters.isHidden(codePoint)) {
            out.writeBytes(text, index, size);
            return;
        }
        for (char half : Character.toChars(codePoint)) {
            out.writeCharSequence(String.format("\\u%04x", (int) half), StandardCharsets.US_ASCII);
        }
    }
}
