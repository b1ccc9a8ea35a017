package io.github.nettyaudit.codec.rule;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Converts texts of rules to bytes and back without loss: paths and keys are bytes to the kernel and need not be UTF-8.
 * A byte that is not part of valid UTF-8 becomes the character U+DC00 plus the byte, as in Python's
 * {@code surrogateescape}; it is half of a surrogate pair and so never part of decoded UTF-8.
 */
final class RuleText {
    private static final int ESCAPE = 0xDC00;
    private static final int FIRST_ESCAPED = 0x80;
    private static final int LAST_ESCAPED = 0xFF;

    private RuleText() {
    }

    static String of(byte[] bytes, int start, int length) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, start, length);
        CharBuffer out = CharBuffer.allocate(length);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int bad = result.length(); bad > 0; bad--) {
                out.put((char) (ESCAPE + (in.get() & 0xFF)));
            }
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }

    static byte[] bytes(String text) {
        if (text.chars().noneMatch(RuleText::isEscape)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 16);
        text.codePoints().forEach(point -> {
            if (isEscape(point)) {
                bytes.write(point - ESCAPE);
            } else {
                bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }

    private static boolean isEscape(int character) {
        return character >= ESCAPE + FIRST_ESCAPED && character <= ESCAPE + LAST_ESCAPED;
    }

    /** Converts ASCII letters only, independently of the locale, as auditctl searches its tables. */
    static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char character = lower.charAt(i);
            if (character >= 'A' && character <= 'Z') {
                lower.setCharAt(i, (char) (character + 'a' - 'A'));
            }
        }
        return lower.toString();
    }

    /** Converts ASCII letters only, independently of the locale. */
    static String upperCase(String text) {
        StringBuilder upper = new StringBuilder(text);
        for (int i = 0; i < upper.length(); i++) {
            char character = upper.charAt(i);
            if (character >= 'a' && character <= 'z') {
                upper.setCharAt(i, (char) (character + 'A' - 'a'));
            }
        }
        return upper.toString();
    }

    static boolean startsWithDigit(String text) {
        return !text.isEmpty() && isDigit(text.charAt(0));
    }

    static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
