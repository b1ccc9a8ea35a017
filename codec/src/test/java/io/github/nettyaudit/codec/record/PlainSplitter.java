package io.github.nettyaudit.codec.record;

import io.github.nettyaudit.codec.message.AuditMessageType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The rules by which libauparse cuts a record, written down a second time with strings and nothing clever, for
 * comparison with the fast ones. One byte is one character.
 */
final class PlainSplitter {
    /** A field; all characters are bytes. */
    record Field(String name, String value, boolean user) {
    }

    private PlainSplitter() {
    }

    /** The fields of a text of the kernel, from behind its stamp. */
    static List<Field> split(byte[] text, int type) {
        String all = new String(text, StandardCharsets.ISO_8859_1);
        int nul = all.indexOf('\0');
        List<String> words = new ArrayList<>();
        for (String word : (nul < 0 ? all : all.substring(0, nul)).split("[ \n]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        boolean vector = type == AuditMessageType.AVC || type == AuditMessageType.USER_AVC;
        List<Field> fields = new ArrayList<>();
        boolean user = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.contains("=")) {
                if (vector && fields.isEmpty() && !word.startsWith("avc")) {
                    fields.add(new Field("seresult", word, user));
                } else if (vector && fields.size() == 1 && word.startsWith("{")) {
                    List<String> permissions = new ArrayList<>();
                    for (i++; i < words.size() && !words.get(i).startsWith("}"); i++) {
                        permissions.add(words.get(i));
                    }
                    fields.add(new Field("seperms", String.join(",", permissions), user));
                }
                continue;
            }
            if (word.startsWith("msg=a")) {
                continue;
            }
            if (word.startsWith("msg='")) {
                user = true;
                word = word.substring("msg='".length());
                if (!word.contains("=")) {
                    continue;
                }
            }
            String name = word.substring(0, word.indexOf('='));
            String value = word.substring(word.indexOf('=') + 1);
            if (value.isEmpty()) {
                continue;
            }
            add(name.startsWith("(") ? name.substring(1) : name, trim(value), user, fields);
        }
        return fields;
    }

    private static String trim(String value) {
        String trimmed = value;
        for (String end : List.of(":", ",", "'", ")")) {
            boolean absent = end.equals(")") && (trimmed.equals("(none)") || trimmed.equals("(null)"));
            if (trimmed.endsWith(end) && !absent) {
                trimmed = trimmed.substring(0, trimmed.length() - 1);
            }
        }
        return trimmed;
    }

    private static void add(String name, String value, boolean user, List<Field> fields) {
        if (!name.equals("key") || value.startsWith("(") || value.startsWith("\"")) {
            fields.add(new Field(name, value, user));
            return;
        }
        String digits = value.replaceFirst("(?s)[^0-9a-fA-F].*", "");
        if (digits.length() < 2) {
            return;
        }
        byte[] bytes = HexFormat.of().parseHex(digits.substring(0, digits.length() & -2));
        String keys = new String(bytes, StandardCharsets.ISO_8859_1).replaceFirst("(?s)\0.*", "");
        for (String key : keys.split("\1")) {
            if (!key.isEmpty()) {
                boolean plain = key.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"');
                String hex = HexFormat.of().withUpperCase().formatHex(key.getBytes(StandardCharsets.ISO_8859_1));
                fields.add(new Field("key", plain ? '"' + key + '"' : hex, user));
            }
        }
    }
}
