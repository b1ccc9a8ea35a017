package io.github.nettyaudit.codec.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The kinds in which the fields of a record may differ from libauparse's, as docs/CONFORMANCE.md lists them. Each is
 * recognised from the text of the record, not from what was read of it.
 */
enum FieldDifference {
    /** A value in quotation marks has blanks, which libauparse cuts it at; or it lost its last apostrophe. */
    QUOTED_VALUE,
    /** The verdict or the permissions of an access vector, which libauparse leaves out of most records. */
    ACCESS_VECTOR,
    /** {@code old auid=} and {@code old ses=} of LOGIN, which libauparse names as the new ones. */
    OLD_ID,
    /** A key that is neither in quotation marks nor hexadecimal, which libauparse leaves out. */
    PLAIN_KEY,
    /** A value that ends with the second one of its own parentheses, which libauparse cuts off. */
    PARENTHESIS,
    /** The audit daemon's part of a line that lost the 0x1D before it, which libauparse takes for fields. */
    PASTED_TAIL;

    private static final Pattern VECTOR =
            Pattern.compile("avc:\\s+(denied|granted)\\s+\\{ ([^}]*) } for ", Pattern.DOTALL);

    /**
     * Compares the fields of a record with libauparse's.
     *
     * @param record   the record
     * @param line     its line
     * @param expected libauparse's fields, without node and type
     * @param found    counts the differences of each kind
     * @return what differs in no known kind; {@code null} if nothing does
     */
    static @Nullable String compare(AuditRecord record, String line, Iterable<JsonNode> expected,
            Map<FieldDifference, Integer> found) {
        int field = 0;
        for (JsonNode golden : expected) {
            String name = text(golden, "name");
            String raw = text(golden, "raw");
            while (field < record.fieldCount() && isAdded(record, field, name, line)) {
                found.merge(name(record, field).equals("key") ? PLAIN_KEY : ACCESS_VECTOR, 1, Integer::sum);
                field++;
            }
            if (field == record.fieldCount() && isInTail(record, line, name + '=' + raw)) {
                continue;
            }
            if (field == record.fieldCount()) {
                return "the reference has a further field " + name + '=' + raw;
            }
            String ownName = name(record, field);
            String own = raw(record, field);
            if (!ownName.equals(name)) {
                if (!ownName.equals("old-" + name) || !own.equals(raw)
                        || !line.contains(" old " + name + '=' + raw)) {
                    return "field " + field + " is named " + ownName + " for " + name;
                }
                found.merge(OLD_ID, 1, Integer::sum);
            } else if (own.equals(raw + ')') && raw.indexOf('(') >= 0 && line.contains(' ' + name + '=' + own)) {
                found.merge(PARENTHESIS, 1, Integer::sum);
            } else if (field == record.fieldCount() - 1 && isPasted(record, line)
                    && raw.equals(own + firstOfTail(record))) {
                found.merge(PASTED_TAIL, 1, Integer::sum);
            } else if (!own.equals(raw)) {
                if (!isQuoted(own) || !own.startsWith(raw) || !line.contains(' ' + name + '=' + own)
                        && !line.contains('\'' + name + '=' + own)) {
                    return "field " + name + " is " + own + " for " + raw;
                }
                found.merge(QUOTED_VALUE, 1, Integer::sum);
            }
            field++;
        }
        for (; field < record.fieldCount(); field++) {
            if (!isAdded(record, field, "", line)) {
                return "the reference has no field " + name(record, field) + '=' + raw(record, field);
            }
            found.merge(name(record, field).equals("key") ? PLAIN_KEY : ACCESS_VECTOR, 1, Integer::sum);
        }
        return null;
    }

    private static boolean isPasted(AuditRecord record, String line) {
        return record.enrichedCount() > 0 && line.indexOf('\u001d') < 0;
    }

    private static String firstOfTail(AuditRecord record) {
        return name(record, record.fieldCount()) + '=' + raw(record, record.fieldCount());
    }

    private static boolean isInTail(AuditRecord record, String line, String field) {
        return isPasted(record, line) && Character.isUpperCase(field.charAt(0))
                && (line.endsWith(' ' + field) || line.contains(' ' + field + ' '));
    }

    private static boolean isQuoted(String value) {
        char mark = value.charAt(0);
        return (mark == '"' || mark == '\'') && value.length() > 1 && value.charAt(value.length() - 1) == mark
                && (mark == '\'' || value.indexOf(' ') > 0);
    }

    private static boolean isAdded(AuditRecord record, int field, String expectedName, String line) {
        String name = name(record, field);
        String raw = raw(record, field);
        if (name.equals(expectedName)) {
            return false;
        }
        Matcher vector = VECTOR.matcher(line);
        return switch (name) {
            case "seresult" -> vector.find() && vector.group(1).equals(raw);
            case "seperms" -> vector.find() && vector.group(2).replace(' ', ',').equals(raw);
            case "key" -> line.contains(" key=" + raw) && !raw.startsWith("\"");
            default -> false;
        };
    }

    private static String text(JsonNode field, String member) {
        return new String(GoldenLog.bytes(field, member), StandardCharsets.ISO_8859_1);
    }

    private static String name(AuditRecord record, int field) {
        return new String(record.bytes(), record.nameStart(field), record.nameLength(field),
                StandardCharsets.ISO_8859_1);
    }

    private static String raw(AuditRecord record, int field) {
        return new String(record.bytes(), record.valueStart(field), record.valueLength(field),
                StandardCharsets.ISO_8859_1);
    }

    /** A map without a difference. */
    static Map<FieldDifference, Integer> none() {
        return new EnumMap<>(FieldDifference.class);
    }
}
