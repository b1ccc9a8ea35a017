package io.github.nettyaudit.server.text;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Text from a record, escaped so that it can neither control a terminal nor be taken for something else. A backslash
 * always begins an escape:
 * <table>
 * <caption>The escapes</caption>
 * <tr><td>{@code \\} {@code \"}</td><td>a backslash; a quotation mark (in a {@linkplain #value value} only)</td></tr>
 * <tr><td>{@code \n} {@code \r} {@code \t}</td><td>newline, carriage return, tab</td></tr>
 * <tr><td>{@code \x1b}</td><td>another ASCII control character, or a byte that is not UTF-8</td></tr>
 * <tr><td><code>&#92;u{202e}</code></td><td>a {@linkplain HiddenCharacters hidden character}, by its code
 * point</td></tr>
 * </table>
 */
public final class PrintableText {
    private static final int ASCII_END = 0x80;

    private final StringBuilder out;
    private final boolean escapeQuotes;
    private boolean plain = true;

    private PrintableText(int length, boolean escapeQuotes) {
        out = new StringBuilder(length + 2);
        this.escapeQuotes = escapeQuotes;
    }

    /**
     * Returns the text as the value of a field. It stands in quotation marks if it is empty or has a blank, a quotation
     * mark or an escape, so that it can never be taken for several fields.
     *
     * @param text the text, most often UTF-8
     * @return printable text
     */
    public static String value(TextBuffer text) {
        return value(ByteBuffer.wrap(text.array(), 0, text.length()));
    }

    /**
     * Returns the text as the value of a field, see {@link #value(TextBuffer)}.
     *
     * @param text the text
     * @return printable text
     */
    public static String value(String text) {
        return value(StandardCharsets.UTF_8.encode(text));
    }

    private static String value(ByteBuffer text) {
        PrintableText printable = new PrintableText(text.remaining(), true).append(text);
        StringBuilder out = printable.out;
        return printable.plain && out.length() > 0 && out.indexOf(" ") < 0 ? out.toString() : "\"" + out + '"';
    }

    /**
     * Returns the text as one line, without quotation marks around it.
     *
     * @param text the text
     * @return printable text
     */
    public static String line(String text) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        return new PrintableText(bytes.remaining(), false).append(bytes).out.toString();
    }

    private PrintableText append(ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer characters = CharBuffer.allocate(bytes.remaining() + 1);
        while (true) {
            CoderResult result = decoder.decode(bytes, characters, true);
            characters.flip().codePoints().forEach(this::append);
            characters.clear();
            if (!result.isError()) {
                return this;
            }
            for (int i = 0; i < result.length(); i++) {
                escape(String.format("\\x%02x", bytes.get() & 0xff));
            }
            decoder.reset();
        }
    }

    private void append(int codePoint) {
        switch (codePoint) {
            case '\\' -> escape("\\\\");
            case '\n' -> escape("\\n");
            case '\r' -> escape("\\r");
            case '\t' -> escape("\\t");
            case '"' -> {
                if (escapeQuotes) {
                    escape("\\\"");
                } else {
                    out.append('"');
                }
            }
            default -> {
                if (HiddenCharacters.isHidden(codePoint)
                        || out.length() == 0 && HiddenCharacters.isCombining(codePoint)) {
                    escape(String.format(codePoint < ASCII_END ? "\\x%02x" : "\\u{%x}", codePoint));
                } else {
                    out.appendCodePoint(codePoint);
                }
            }
        }
    }

    private void escape(String escape) {
        out.append(escape);
        plain = false;
    }
}
