package io.github.nettyaudit.codec.internal.table;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Numbers and their names, in both directions. Numbers from 0 to 4,095 are in an array, the few others in a sorted one.
 *
 * <p>A number may have several names: the first is the name, the others are aliases, which are understood but not
 * printed. Immutable.
 */
public final class NumberTable {
    /** Below this many numbers an array with holes is cheaper than a search. */
    private static final int DENSE = 4096;

    private final @Nullable String[] near;
    private final int[] far;
    private final String[] farNames;
    private final Map<String, Integer> numbers;

    private NumberTable(Map<Integer, String> names, Map<String, Integer> numbers) {
        TreeMap<Integer, String> sorted = new TreeMap<>(names);
        int size = 0;
        for (int number : sorted.keySet()) {
            size = number >= 0 && number < DENSE ? number + 1 : size;
        }
        near = new String[size];
        far = new int[(int) sorted.keySet().stream().filter(number -> number < 0 || number >= DENSE).count()];
        farNames = new String[far.length];
        int next = 0;
        for (Map.Entry<Integer, String> entry : sorted.entrySet()) {
            int number = entry.getKey();
            if (number >= 0 && number < DENSE) {
                near[number] = entry.getValue();
            } else {
                far[next] = number;
                farNames[next++] = entry.getValue();
            }
        }
        this.numbers = numbers;
    }

    /**
     * Reads a data file of this package: the number in the first column, its name in the second.
     *
     * @param resource the name of the file
     * @return the table
     */
    public static NumberTable load(String resource) {
        return of(DataFile.rows(resource));
    }

    static NumberTable of(List<String[]> rows) {
        Builder builder = new Builder();
        rows.forEach(row -> builder.add(DataFile.number(row[0]), row[1]));
        return builder.build();
    }

    /**
     * Returns the name of a number.
     *
     * @param number any 32 bits
     * @return the name; null if the number has none
     */
    public @Nullable String name(int number) {
        if (number >= 0 && number < near.length) {
            return near[number];
        }
        int index = far.length == 0 ? -1 : Arrays.binarySearch(far, number);
        return index >= 0 ? farNames[index] : null;
    }

    /**
     * Returns the number of a name or alias.
     *
     * @param name    the name; upper and lower case differ
     * @param missing the result for a name that is not in the table
     * @return the number, or {@code missing}
     */
    public int number(String name, int missing) {
        Integer number = numbers.get(name);
        return number != null ? number : missing;
    }

    /**
     * Calls back for every number and its name, without aliases; numbers from 0 to 4,095 come first.
     *
     * @param action called with the number and the name
     */
    public void forEach(BiConsumer<Integer, String> action) {
        for (int number = 0; number < near.length; number++) {
            String name = near[number];
            if (name != null) {
                action.accept(number, name);
            }
        }
        for (int index = 0; index < far.length; index++) {
            action.accept(far[index], farNames[index]);
        }
    }

    /** Collects rows; the first name of a number is the one that is printed. */
    static final class Builder {
        private final Map<Integer, String> names = new HashMap<>();
        private final Map<String, Integer> numbers = new HashMap<>();

        Builder add(int number, String name) {
            names.putIfAbsent(number, name);
            return alias(number, name);
        }

        Builder alias(int number, String name) {
            numbers.putIfAbsent(name, number);
            return this;
        }

        NumberTable build() {
            return new NumberTable(names, numbers);
        }
    }
}
