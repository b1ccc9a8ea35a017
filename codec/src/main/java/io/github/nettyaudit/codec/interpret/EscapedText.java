package io.github.nettyaudit.codec.interpret;

/**
 * Untrusted text: the kernel writes it in quotes, or in hexadecimal when it holds blanks, quotes, control bytes or
 * anything beyond ASCII ({@code audit_log_untrustedstring} in {@code kernel/audit.c}).
 */
final class EscapedText {
    private EscapedText() {
    }

    /** Whether the bytes are hexadecimal digits, an even number of them and at least two. */
    static boolean isHexadecimal(byte[] bytes, int start, int length) {
        if ((length & 1) != 0 || length == 0) {
            return false;
        }
        for (int i = start; i < start + length; i++) {
            if (FieldValue.digit(bytes[i]) < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The text without its quotes or its hexadecimal. A leading NUL (an abstract socket's name) and NULs at the end
     * are left out. What is neither quoted nor hexadecimal stays as it is: {@code (null)}, {@code ?}.
     */
    static void append(FieldValue value, TextBuffer out) {
        append(value, out, 0);
    }

    /** A command line: NULs between arguments become blanks. */
    static void appendCommandLine(FieldValue value, TextBuffer out) {
        append(value, out, ' ');
    }

    private static void append(FieldValue value, TextBuffer out, int separator) {
        byte[] bytes = value.bytes;
        int start = value.start;
        int length = value.length;
        if (length > 0 && bytes[start] == '"') {
            appendQuoted(bytes, start, length, out);
        } else if (length > 0 && bytes[start] == '(') {
            appendParenthesized(bytes, start, length, out);
        } else if (isHexadecimal(bytes, start, length) && (length > 2 || octet(bytes, start) != 0)) {
            boolean hasLeadingNul = bytes[start] == '0' && bytes[start + 1] == '0';
            appendDecoded(bytes, hasLeadingNul ? start + 2 : start, start + length, separator, out);
        } else {
            out.append(bytes, start, length);
        }
    }

    private static void appendQuoted(byte[] bytes, int start, int length, TextBuffer out) {
        int end = start + length;
        for (int i = start + 1; i < end; i++) {
            if (bytes[i] == '"') {
                out.append(bytes, start + 1, i - start - 1);
                return;
            }
        }
        // nobody closed the quotes: show what there is
        out.append(bytes, start, length);
    }

    /** {@code (null)}, and not what follows it: lines lose the byte before their enriched part when they are copied. */
    private static void appendParenthesized(byte[] bytes, int start, int length, TextBuffer out) {
        int end = start + length;
        for (int i = start; i < end; i++) {
            if (bytes[i] == ')') {
                out.append(bytes, start, i - start + 1);
                return;
            }
        }
        out.append(bytes, start, length);
    }

    private static void appendDecoded(byte[] bytes, int from, int to, int separator, TextBuffer out) {
        int end = to;
        while (separator == 0 && end > from && bytes[end - 1] == '0' && bytes[end - 2] == '0') {
            end -= 2;
        }
        for (int i = from; i < end; i += 2) {
            int character = octet(bytes, i);
            out.append(character == 0 ? separator : character);
        }
    }

    /** The byte that two hexadecimal digits make. */
    static int octet(byte[] bytes, int index) {
        return FieldValue.digit(bytes[index]) << 4 | FieldValue.digit(bytes[index + 1]);
    }
}
