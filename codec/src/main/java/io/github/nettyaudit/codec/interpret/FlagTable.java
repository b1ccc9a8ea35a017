package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.internal.table.ConstantSets;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Names of bits, printed in the table's order with a bar between: {@code O_WRONLY|O_CREAT}. Immutable. */
final class FlagTable {
    private final int[] bits;
    private final byte[][] names;

    private FlagTable(List<Map.Entry<Integer, String>> rows) {
        bits = rows.stream().mapToInt(Map.Entry::getKey).toArray();
        names = rows.stream().map(row -> row.getValue().getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    }

    static FlagTable of(List<Map.Entry<Integer, String>> rows) {
        return new FlagTable(rows);
    }

    /** A set of {@code constants.tsv}. */
    static FlagTable set(String set) {
        return new FlagTable(ConstantSets.inOrder(set));
    }

    /** The first rows of a set of {@code constants.tsv}. */
    static FlagTable set(String set, int rows) {
        return new FlagTable(ConstantSets.inOrder(set).subList(0, rows));
    }

    /** Appends the names of the bits that are set; {@code start} is where this list of flags began in the text. */
    void append(int flags, TextBuffer out, int start) {
        for (int i = 0; i < bits.length; i++) {
            if ((flags & bits[i]) != 0) {
                if (out.length() != start) {
                    out.append('|');
                }
                out.append(names[i]);
            }
        }
    }
}
