package io.github.nettyaudit.codec.record;

/**
 * Finds the end of a value that begins with a quotation mark and has blanks: {@code info="Failed name lookup"},
 * {@code error_msg='bad key size'}. The value ends at the first mark of its kind that ends a word. It has no such end if
 * another value opens with that mark before ({@code ="}), and is then read up to its first blank.
 *
 * <p>A value therefore never contains another value in marks of its kind, nor anything behind the last mark of its
 * kind. In the kernel's part each value in double quotation marks is closed, and has no mark inside, because a value
 * that a program chose is hexadecimal if it has a mark or a blank. Even if a value of the kernel's could open such a
 * mark and leave it open, the next one that the text has is the opening one of another value.
 */
final class QuotedValue {
    private QuotedValue() {
    }

    /**
     * Returns where a value ends.
     *
     * @param value where it begins, with its quotation mark
     * @param limit where the part of the text ends to which the value belongs
     * @param end   where the text ends
     * @return the index behind the closing mark; -1 if there is none
     */
    static int end(byte[] bytes, int value, int limit, int end) {
        byte quote = bytes[value];
        for (int i = value + 1; i < limit; i++) {
            if (bytes[i] == quote) {
                if (bytes[i - 1] == '=') {
                    return -1;
                }
                if (endsWord(bytes, i + 1, end)) {
                    return i + 1;
                }
            }
        }
        return -1;
    }

    /** Whether nothing but what is dropped from the end of a value stands between an index and the end of a word. */
    private static boolean endsWord(byte[] bytes, int from, int end) {
        int next = from;
        while (next < end && (bytes[next] == ':' || bytes[next] == ',' || bytes[next] == '\'' || bytes[next] == ')')) {
            next++;
        }
        return next >= end || bytes[next] == ' ' || bytes[next] == '\n';
    }
}
