package io.github.nettyaudit.codec.record;

/**
 * Finds the end of a value that begins with a quotation mark and has blanks: {@code info="Failed name lookup"},
 * {@code error_msg='bad key size'}. The value ends at the first mark of its kind that ends a word. It has no such end,
 * and is read up to its first blank, if another value opens before: in the kernel's part with a mark of either kind,
 * {@code ="} or {@code ='}; in the user's part with a mark of the same kind.
 *
 * <p>So no value swallows another one that has marks, and none of the kernel's part reaches into {@code msg='…'}, which
 * is such a value. In the kernel's part this is exact: whatever a program chose is hexadecimal if it has a double
 * quotation mark or a blank ({@link UntrustedString}), so that each mark that does not open a value closes one. A name
 * without marks that a program could choose, such as a security label, may open a value, but the kernel has no mark
 * that would close it.
 */
final class QuotedValue {
    private QuotedValue() {
    }

    /**
     * Returns where a value ends.
     *
     * @param value    where it begins, with its quotation mark
     * @param limit    where the part of the text ends to which the value belongs
     * @param end      where the text ends
     * @param isKernel whether the value is one of the kernel's part
     * @return the index behind the closing mark; -1 if there is none
     */
    static int end(byte[] bytes, int value, int limit, int end, boolean isKernel) {
        byte quote = bytes[value];
        for (int i = value + 1; i < limit; i++) {
            byte character = bytes[i];
            if (character == '"' || character == '\'') {
                if (bytes[i - 1] == '=' && (isKernel || character == quote)) {
                    return -1;
                }
                if (character == quote && endsWord(bytes, i + 1, end)) {
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
