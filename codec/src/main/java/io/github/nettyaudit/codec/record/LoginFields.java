package io.github.nettyaudit.codec.record;

/**
 * The old and the new ids of a LOGIN record. Old kernels write
 * {@code login pid=5 uid=0 old auid=4294967295 new auid=1000 old ses=4294967295 new ses=3}, later ones
 * {@code old-auid=4294967295 auid=1000 old-ses=4294967295 ses=3} ({@code audit_log_set_loginuid} in
 * the kernel). A field that follows the word {@code old} gets its later name.
 */
final class LoginFields {
    private static final FieldName LOGIN_USER = FieldName.AUID;
    private static final FieldName SESSION = FieldName.SES;
    private static final byte[] OLD = {'o', 'l', 'd', '-'};

    private LoginFields() {
    }

    /** Renames the fields of the kernel's that follow {@code old}. */
    static void rename(FieldIndex index, int kernelWords, int kernelFields) {
        for (int word = 0; word < kernelWords; word++) {
            int field = index.wordField(word);
            boolean isLast = word + 1 == kernelWords || index.wordField(word + 1) > field;
            if (isLast && field < kernelFields && isOld(index, word)
                    && (index.isNamed(field, LOGIN_USER) || index.isNamed(field, SESSION))) {
                int from = index.nameStart(field);
                int length = index.nameLength(field);
                index.reserve(OLD.length + length);
                int name = index.length;
                System.arraycopy(OLD, 0, index.bytes, name, OLD.length);
                System.arraycopy(index.bytes, from, index.bytes, name + OLD.length, length);
                index.length += OLD.length + length;
                index.rename(field, name, index.length);
            }
        }
    }

    private static boolean isOld(FieldIndex index, int word) {
        int start = index.wordStart(word);
        return index.wordEnd(word) - start == OLD.length - 1 && index.bytes[start] == OLD[0]
                && index.bytes[start + 1] == OLD[1] && index.bytes[start + 2] == OLD[2];
    }

    /** Where the name of a field starts as it stands in the record. */
    static int writtenStart(FieldIndex index, int field) {
        int start = index.nameStart(field);
        // the name of a field that was renamed stands behind its value
        boolean isRenamed = start > index.valueEnd(field) && index.bytes[start] == OLD[0];
        return isRenamed ? start + OLD.length : start;
    }
}
