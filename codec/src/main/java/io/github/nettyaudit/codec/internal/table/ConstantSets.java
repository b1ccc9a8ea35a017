package io.github.nettyaudit.codec.internal.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets of constants of the kernel interface (open flags, signals, socket options and so on): the resource
 * {@code constants.tsv}, which names the header that each set comes from.
 */
public final class ConstantSets {
    private static final Map<String, List<String[]>> SETS = new HashMap<>();

    static {
        for (String[] row : DataFile.rows("constants.tsv")) {
            SETS.computeIfAbsent(row[0], set -> new ArrayList<>()).add(new String[] {row[1], row[2]});
        }
    }

    private ConstantSets() {
    }

    /**
     * Returns a set as a table of numbers and names.
     *
     * @param set the name of the set
     * @return the table
     * @throws IllegalArgumentException if there is no such set
     */
    public static NumberTable table(String set) {
        return NumberTable.of(rows(set));
    }

    /**
     * Returns a set in the order of the file: flags are printed in that order.
     *
     * @param set the name of the set
     * @return each number with its name
     * @throws IllegalArgumentException if there is no such set
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
