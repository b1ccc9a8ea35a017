package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.internal.table.ConstantSets;
import io.github.nettyaudit.codec.internal.table.NumberTable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Names of numbers as bytes, ready to be copied into text. Immutable. */
final class NameTable {
    private static final int DENSE = 2048;

    private final byte @Nullable [][] near;
    private final int[] far;
    private final byte[][] farNames;

    private NameTable(NumberTable table) {
        TreeMap<Integer, byte[]> names = new TreeMap<>();
        table.forEach((number, name) -> names.put(number, name.getBytes(StandardCharsets.UTF_8)));
        int size = 0;
        int beyond = 0;
        for (int number : names.keySet()) {
            if (isNear(number)) {
                size = number + 1;
            } else {
                beyond++;
            }
        }
        near = new byte[size][];
        far = new int[beyond];
        farNames = new byte[beyond][];
        int next = 0;
        for (Map.Entry<Integer, byte[]> entry : names.entrySet()) {
            if (isNear(entry.getKey())) {
                near[entry.getKey()] = entry.getValue();
            } else {
                far[next] = entry.getKey();
                farNames[next++] = entry.getValue();
            }
        }
    }

    static NameTable of(NumberTable table) {
        return new NameTable(table);
    }

    /** A set of {@code constants.tsv}. */
    static NameTable set(String set) {
        return new NameTable(ConstantSets.table(set));
    }

    private static boolean isNear(int number) {
        return number >= 0 && number < DENSE;
    }

    byte @Nullable [] name(int number) {
        if (number >= 0 && number < near.length) {
            return near[number];
        }
        int index = far.length == 0 ? -1 : Arrays.binarySearch(far, number);
        return index < 0 ? null : farNames[index];
    }

    /** Appends the name if there is one, and says whether there was. */
    boolean append(int number, TextBuffer out) {
        byte[] name = name(number);
        if (name == null) {
            return false;
        }
        out.append(name);
        return true;
    }
}
