package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Text from a record, fit for a terminal: no record may move the cursor, colour the screen or hide itself there.
 * Control characters, and what directs or hides text, become escapes; bytes that are not UTF-8 too.
 */
final class PrintableText {
    private PrintableText() {
    }

    /** The text; in quotation marks if {@code quotes} and it is empty or has blanks. */
    static String of(TextBuffer text, boolean quotes) {
        return of(ByteBuffer.wrap(text.array(), 0, text.length()), quotes);
    }

    /** The same of a string. */
    static String of(String text, boolean quotes) {
        return of(StandardCharsets.UTF_8.encode(text), quotes);
    }

    private static String of(ByteBuffer bytes, boolean quotes) {
        StringBuilder out = new StringBuilder(bytes.remaining() + 2);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer characters = CharBuffer.allocate(bytes.remaining() + 1);
        while (true) {
            CoderResult result = decoder.decode(bytes, characters, true);
            append(characters.flip(), out);
            characters.clear();
            if (!result.isError()) {
                break;
            }
            for (int i = 0; i < result.length(); i++) {
                out.append(String.format("\\x%02x", bytes.get() & 0xff));
            }
            decoder.reset();
        }
        return quotes && (out.length() == 0 || out.indexOf(" ") >= 0) ? "\"" + out + '"' : out.toString();
    }

    private static void append(CharBuffer characters, StringBuilder out) {
        characters.chars().forEach(c -> {
            int kind = Character.getType(c);
            if (c == '\n' || c == '\t') {
                out.append(c == '\n' ? "\\n" : "\\t");
            } else if (Character.isISOControl(c)) {
                out.append(String.format("\\x%02x", c));
            } else if (kind == Character.FORMAT || kind == Character.LINE_SEPARATOR
                    || kind == Character.PARAGRAPH_SEPARATOR) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
    }
}
