package io.github.nettyaudit.codec.internal.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sets of constants of the kernel interface (open flags, signals, socket options and so on): the resource
 * {@code constants.tsv}, which names the header that each set comes from. A set whose name ends with that of an
 * architecture says what differs there.
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

    /**
     * Returns a set as some architectures have it.
     *
     * @param set     the name of the set
     * @param variant the architectures, such as {@code mips}: the set {@code SET-VARIANT}, if there is one, says which
     *                numbers differ
     * @return the table
     * @throws IllegalArgumentException if there is no such set
     */
    public static NumberTable table(String set, String variant) {
        NumberTable.Builder builder = new NumberTable.Builder();
        inOrder(set, variant).forEach(row -> builder.add(row.getKey(), row.getValue()));
        return builder.build();
    }

    /**
     * Returns a set as some architectures have it, in the order of the set, followed by what only they have.
     *
     * @param set     the name of the set
     * @param variant the architectures, see {@link #table(String, String)}
     * @return each number with its name
     * @throws IllegalArgumentException if there is no such set
     */
    public static List<Map.Entry<Integer, String>> inOrder(String set, String variant) {
        Map<String, Integer> different = new LinkedHashMap<>();
        SETS.getOrDefault(set + '-' + variant, List.of())
                .forEach(row -> different.put(row[1], DataFile.number(row[0])));
        Set<Integer> taken = Set.copyOf(different.values());
        List<Map.Entry<Integer, String>> rows = new ArrayList<>();
        for (Map.Entry<Integer, String> row : inOrder(set)) {
            Integer number = different.remove(row.getValue());
            if (number != null) {
                rows.add(Map.entry(number, row.getValue()));
            } else if (!taken.contains(row.getKey())) {
                rows.add(row);
            }
        }
        different.forEach((name, number) -> rows.add(Map.entry(number, name)));
        return rows;
    }

    private static List<String[]> rows(String set) {
        List<String[]> rows = SETS.get(set);
        if (rows == null) {
            throw new IllegalArgumentException("no set of constants: " + set);
        }
        return rows;
    }
}
