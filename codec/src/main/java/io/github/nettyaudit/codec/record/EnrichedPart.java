package io.github.nettyaudit.codec.record;

/**
 * What an audit daemon with {@code log_format = ENRICHED} writes behind a record, after the byte 0x1D:
 * {@code ARCH=x86_64 SYSCALL=openat AUID="unset" UID="root"}, or, of a socket address, one
 * {@code SADDR={ saddr_fam=inet laddr=… }}.
 */
final class EnrichedPart {
    private static final byte[] ADDRESS = {'S', 'A', 'D', 'D', 'R', '='};

    private EnrichedPart() {
    }

    /**
     * Appends its fields to the index. The last 0x1D is the daemon's own, any before it are the record's. Where a user
     * message's closing apostrophe comes last, the byte was part of the message, and there is nothing to be trusted.
     *
     * @param separator where the first 0x1D is
     * @param end where the line ends
     * @param hasUserPart whether the record has {@code msg='…'}
     */
    static void read(FieldIndex index, int separator, int end, boolean hasUserPart) {
        byte[] bytes = index.bytes;
        int start = end;
        while (start > separator && bytes[start - 1] != AuditLogLine.ENRICHMENT_SEPARATOR) {
            start--;
        }
        if (start == end || hasUserPart && bytes[end - 1] == '\'') {
            return;
        }
        if (isAddress(bytes, start, end)) {
            int name = start;
            int value = start + ADDRESS.length;
            while (value < end && bytes[value] != '{') {
                value++;
            }
            if (value < end) {
                index.add(name, name + ADDRESS.length - 1, value, end);
            }
            return;
        }
        int position = start;
        while (position < end) {
            while (position < end && bytes[position] == ' ') {
                position++;
            }
            int word = position;
            int equals = -1;
            boolean quoted = false;
            while (position < end && (quoted || bytes[position] != ' ')) {
                if (bytes[position] == '=' && equals < 0) {
                    equals = position;
                } else if (bytes[position] == '"' && equals >= 0) {
                    quoted = !quoted;
                }
                position++;
            }
            if (equals >= 0) {
                index.add(word, equals, equals + 1, position);
            }
        }
    }

    private static boolean isAddress(byte[] bytes, int start, int end) {
        if (end - start < ADDRESS.length) {
            return false;
        }
        for (int i = 0; i < ADDRESS.length; i++) {
            if (bytes[start + i] != ADDRESS[i]) {
                return false;
            }
        }
        return true;
    }
}
