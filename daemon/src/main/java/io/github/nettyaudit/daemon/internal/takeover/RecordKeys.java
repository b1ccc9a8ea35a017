package io.github.nettyaudit.daemon.internal.takeover;

import io.github.nettyaudit.codec.message.AuditRecordMessage;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * How often records were seen. Two copies of one record have the same type and the same text, which begins with stamp
 * and serial; one of them may have a NUL at its end.
 */
final class RecordKeys {
    private final Map<String, Integer> counts = new HashMap<>();

    static String of(AuditRecordMessage record) {
        String text = record.content().toString(StandardCharsets.ISO_8859_1);
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == 0) {
            end--;
        }
        return (char) record.type() + text.substring(0, end);
    }

    void add(String key) {
        counts.merge(key, 1, Integer::sum);
    }

    boolean contains(String key) {
        return counts.containsKey(key);
    }

    /** Removes one; returns whether it was there. */
    boolean remove(String key) {
        Integer count = counts.get(key);
        if (count == null) {
            return false;
        }
        if (count == 1) {
            counts.remove(key);
        } else {
            counts.put(key, count - 1);
        }
        return true;
    }
}
