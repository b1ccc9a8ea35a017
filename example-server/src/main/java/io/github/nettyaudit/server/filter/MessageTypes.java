package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The types of {@code --message}: whether a record of the event has one of them. A name that is not known is compared with
 * the one that the log itself gives a record: kernels and programs are newer than tables. That no record has had it is
 * {@linkplain #warnings() reported}, as the name may be misspelt.
 */
final class MessageTypes implements Predicate<AuditEvent> {
    private static final int MOST = 0xffff;
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*(?:\\[\\d+])?");
    private static final int SUGGESTIONS = 3;

    private final BitSet types = new BitSet();
    /** Names that are not known, each with whether a record has had it. */
    private final Map<String, Boolean> unknown = new LinkedHashMap<>();
    private final AuditRecord record = new AuditRecord();
    private boolean isAll;

    /**
     * Reads names and numbers.
     *
     * @param words each one or more types, separated by commas
     * @throws IllegalArgumentException if one cannot be a type
     */
    MessageTypes(List<String> words) {
        for (String word : words) {
            for (String name : word.split(",", -1)) {
                add(name);
            }
        }
    }

    private void add(String name) {
        if (name.equalsIgnoreCase("ALL")) {
            isAll = true;
            return;
        }
        String upper = name.toUpperCase(Locale.ROOT);
        boolean isNumber = !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
        int type = isNumber ? name.length() > 5 ? -1 : Integer.parseInt(name) : AuditMessageType.of(upper);
        if (!isNumber && type < 0 && NAME.matcher(upper).matches()) {
            unknown.put(upper, false);
            return;
        }
        if (type < 0 || type > MOST) {
            throw new IllegalArgumentException("'" + name + "' is not a message type; expected a name such as"
                    + " SYSCALL, a number up to " + MOST + ", or several with commas and no blanks");
        }
        types.set(type);
    }

    private static String suggestion(String wrong) {
        List<String> near = new ArrayList<>();
        for (int type = 1_000; type < 3_000; type++) {
            String known = AuditMessageType.name(type);
            if (!known.contains("[") && distance(wrong, known) <= 2) {
                near.add(known);
            }
        }
        near.sort(Comparator.comparingInt(known -> distance(wrong, known)));
        return near.isEmpty() ? "" : "; did you mean "
                + String.join(", ", near.subList(0, Math.min(SUGGESTIONS, near.size()))) + "?";
    }

    /** Levenshtein's. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }

    @Override
    public boolean test(AuditEvent event) {
        boolean isUnknown = !unknown.isEmpty() && hasUnknown(event);
        if (isAll || isUnknown) {
            return true;
        }
        for (int i = 0; i < event.size(); i++) {
            int type = event.type(i);
            if (type >= 0 && types.get(type)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasUnknown(AuditEvent event) {
        boolean found = false;
        for (int i = 0; i < event.size(); i++) {
            String name = event.type(i) < 0 ? event.read(i, record).typeText() : null;
            if (name != null && unknown.replace(name.toUpperCase(Locale.ROOT), true) != null) {
                found = true;
            }
        }
        return found;
    }

    /** One sentence for each name that neither the tables nor a record has. */
    List<String> warnings() {
        return unknown.entrySet().stream().filter(entry -> !entry.getValue())
                .map(entry -> "--message: no record has the type " + entry.getKey() + ", which is not a known one"
                        + suggestion(entry.getKey()))
                .toList();
    }
}
