package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.record.UntrustedString;

/**
 * The text of an {@link UntrustedString}, as libauparse presents it.
 */
final class EscapedText {
    private EscapedText() {
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
            appendQuoted(value, out);
        } else if (length > 0 && bytes[start] == '(') {
            appendParenthesized(value, out);
        } else if ((length & 1) != 0 || length < 2 || length == 2 && octet(bytes, start) == 0
                || !appendDecoded(bytes, start, start + length, separator, out)) {
            value.appendTo(out);
        }
    }

    private static void appendQuoted(FieldValue value, TextBuffer out) {
        int start = value.start + 1;
        int end = value.start + value.length;
        int quote = FieldValue.indexOfQuote(value.bytes, start, end);
        if (quote < end) {
            out.appendPadded(value.bytes, start, quote - start);
        } else {
            // nobody closed the quotes: show what there is
            value.appendTo(out);
        }
    }

    /** {@code (null)}, and not what follows it: lines lose the byte before their enriched part when they are copied. */
    private static void appendParenthesized(FieldValue value, TextBuffer out) {
        byte[] bytes = value.bytes;
        int end = value.start + value.length;
        for (int i = value.start; i < end; i++) {
            if (bytes[i] == ')') {
                out.appendPadded(bytes, value.start, i - value.start + 1);
                return;
            }
        }
        value.appendTo(out);
    }

    /** Appends what the hexadecimal digits mean, or appends nothing and returns false when they are none. */
    private static boolean appendDecoded(byte[] bytes, int start, int end, int separator, TextBuffer out) {
        int mark = out.length();
        out.reserve((end - start) / 2);
        byte[] target = out.array();
        boolean isLeadingNul = bytes[start] == '0' && bytes[start + 1] == '0';
        int from = isLeadingNul ? start + 2 : start;
        int next = mark + UntrustedString.decodeHexadecimal(bytes, from, end - from, target, mark);
        if (2 * (next - mark) < end - from) {
            return false;
        }
        int lastText = mark;
        for (int i = mark; i < next; i++) {
            if (target[i] == 0) {
                target[i] = (byte) separator;
            } else {
                lastText = i + 1;
            }
        }
        out.setLength(separator == 0 ? lastText : next);
        return true;
    }

    /** The byte that two hexadecimal digits make; negative when they are none. */
    static int octet(byte[] bytes, int index) {
        return UntrustedString.hexDigit(bytes[index]) << 4 | UntrustedString.hexDigit(bytes[index + 1]);
    }
}
