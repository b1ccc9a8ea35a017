package io.github.nettyaudit.codec.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets of constants of the kernel interface (open flags, signals, socket options …): the resource
 * {@code constants.tsv}, where each set names the header it comes from.
 */
public final class AuditConstants {
    private static final Map<String, List<String[]>> SETS = new HashMap<>();

    static {
        for (String[] row : DataFile.rows(AuditConstants.class, "constants.tsv")) {
            SETS.computeIfAbsent(row[0], set -> new ArrayList<>()).add(new String[] {row[1], row[2]});
        }
    }

    private AuditConstants() {
    }

    /**
     * A set as a table of numbers and names.
     *
     * @throws IllegalArgumentException when there is no such set
     */
    public static NumberTable table(String set) {
        return NumberTable.of(rows(set));
    }

    /**
     * A set in the order of the file, number and name each: for flags, which are printed in that order.
     *
     * @throws IllegalArgumentException when there is no such set
     */
    public static List<Map.Entry<Integer, String>> inOrder(String set) {
        return rows(set).stream().map(row -> Map.entry(DataFile.number(row[0]), row[1])).toList();
    }

    private static List<String[]> rows(String set) {
        List<String[]> rows = SETS.get(set);
        if (rows == null) {
            throw new IllegalArgumentException("no set of constants: " + set);
        }
        return rows;
    }
}
