package io.github.nettyaudit.codec.record;

/**
 * The verdict and the permissions of an access vector, as the kernel ({@code avc_audit_pre_callback} in
 * {@code security/selinux/avc.c}) and libselinux ({@code avc_audit(3)}) write them:
 * <pre>
 *   avc:  denied  { read write } for  pid=1 comm="x" …
 *   security_validate_transition:  denied for oldcontext=…
 * </pre>
 * They become the fields {@code seresult=denied} and {@code seperms=read,write}. A word is a verdict only if it is
 * {@code denied} or {@code granted} and follows such a title at once; {@code avc:  received policyload notice} has
 * none.
 */
final class AccessVector {
    private static final byte[] DENIED = {'d', 'e', 'n', 'i', 'e', 'd'};
    private static final byte[] GRANTED = {'g', 'r', 'a', 'n', 't', 'e', 'd'};
    private static final byte[] AVC = {'a', 'v', 'c', ':'};
    private static final byte[] TRANSITION = {'_', 't', 'r', 'a', 'n', 's', 'i', 't', 'i', 'o', 'n', ':'};
    private static final byte[] RESULT_NAME = {'s', 'e', 'r', 'e', 's', 'u', 'l', 't'};
    private static final byte[] PERMISSIONS_NAME = {'s', 'e', 'p', 'e', 'r', 'm', 's'};

    private AccessVector() {
    }

    /**
     * Returns whether a word is a verdict.
     *
     * @param firstTitle the number of the first word that may be its title
     */
    static boolean isVerdict(FieldIndex index, int start, int end, int firstTitle) {
        int title = index.wordCount - 1;
        byte first = index.bytes[start];
        return (first == 'd' || first == 'g') && (is(index.bytes, start, end, DENIED)
                || is(index.bytes, start, end, GRANTED)) && title >= firstTitle
                && index.wordField(title) == index.count
                && (endsWith(index.bytes, index.wordStart(title), index.wordEnd(title), AVC)
                || endsWith(index.bytes, index.wordStart(title), index.wordEnd(title), TRANSITION));
    }

    private static boolean is(byte[] bytes, int start, int end, byte[] word) {
        return end - start == word.length && endsWith(bytes, start, end, word);
    }

    private static boolean endsWith(byte[] bytes, int start, int end, byte[] suffix) {
        if (end - start < suffix.length) {
            return false;
        }
        for (int i = 1; i <= suffix.length; i++) {
            if (bytes[end - i] != suffix[suffix.length - i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Adds the verdict, and the permissions that follow it.
     *
     * @param limit where the part of the text ends to which the vector belongs
     * @return where the verdict or the permissions end
     */
    static int add(FieldIndex index, int start, int end, int limit) {
        int name = append(index, RESULT_NAME);
        index.add(name, index.length, start, end);
        int open = skipBlanks(index.bytes, end, limit);
        if (open == limit || index.bytes[open] != '{') {
            return end;
        }
        int close = closingBrace(index.bytes, open + 1, limit);
        if (close < 0 || !addPermissions(index, open + 1, close)) {
            return end;
        }
        return Math.min(close + 1, limit);
    }

    /** The closing brace at the end of a word, or the limit; -1 if what stands before it cannot be permissions. */
    private static int closingBrace(byte[] bytes, int from, int limit) {
        for (int i = from; i < limit; i++) {
            switch (bytes[i]) {
                case '}' -> {
                    return i + 1 == limit || isBlank(bytes[i + 1]) ? i : -1;
                }
                case '=', '{', '"', '\'' -> {
                    return -1;
                }
                default -> {
                    // a permission
                }
            }
        }
        return limit;
    }

    /** Joins the words between two indices with commas; returns whether there was one. */
    private static boolean addPermissions(FieldIndex index, int from, int to) {
        int name = append(index, PERMISSIONS_NAME);
        int nameEnd = index.length;
        index.reserve(to - from);
        byte[] bytes = index.bytes;
        int position = skipBlanks(bytes, from, to);
        while (position < to) {
            if (index.length > nameEnd) {
                index.append(',');
            }
            while (position < to && !isBlank(bytes[position])) {
                index.append(bytes[position++]);
            }
            position = skipBlanks(bytes, position, to);
        }
        if (index.length == nameEnd) {
            return false;
        }
        index.add(name, nameEnd, nameEnd, index.length);
        return true;
    }

    private static int skipBlanks(byte[] bytes, int from, int to) {
        int position = from;
        while (position < to && isBlank(bytes[position])) {
            position++;
        }
        return position;
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\n';
    }

    private static int append(FieldIndex index, byte[] name) {
        index.reserve(name.length);
        int start = index.length;
        System.arraycopy(name, 0, index.bytes, start, name.length);
        index.length += name.length;
        return start;
    }
}
