package io.github.nettyaudit.codec.interpret;

import java.util.Arrays;

/**
 * Capabilities and sets of them: {@code chown,kill}. Sets repeat from record to record, so that the texts of the last
 * few different ones are kept. Not thread-safe.
 */
final class CapabilityText {
    private static final NameTable NAMES = NameTable.set("capabilities");
    private static final int BITS = 6;
    private static final long MIXER = 0x9e3779b97f4a7c15L;

    /** The capabilities that were the last one of a Linux version that writes sets into records, as bits. */
    private static final long LASTS = 1L << 33 | 1L << 34 | 1L << 35 | 1L << 36 | 1L << 37 | 1L << 39 | 1L << 40;
    private static final int LAST_KNOWN = 40;

    private final boolean folds;
    private final long[] sets = new long[1 << BITS];
    private final byte[][] texts = new byte[sets.length][];

    /** @param folds whether full sets are {@code all} */
    CapabilityText(boolean folds) {
        this.folds = folds;
    }

    static boolean append(int capability, TextBuffer out) {
        return NAMES.append(capability, out);
    }

    void appendSet(long set, TextBuffer out) {
        if (set == 0) {
            out.append("none");
            return;
        }
        int slot = (int) (set * MIXER >>> Long.SIZE - BITS);
        if (sets[slot] != set) {
            int start = out.length();
            if (folds && isFull(set)) {
                out.append("all");
            } else {
                appendNames(set, out);
            }
            sets[slot] = set;
            texts[slot] = Arrays.copyOfRange(out.array(), start, out.length());
        } else {
            out.append(texts[slot]);
        }
    }

    /** Whether a set has all capabilities up to one that was the last, see {@code foldCapabilities} of the builder. */
    private static boolean isFull(long set) {
        int last = Long.SIZE - 1 - Long.numberOfLeadingZeros(set);
        return (set & set + 1) == 0 && (last > LAST_KNOWN || (LASTS >>> last & 1) != 0);
    }

    private static void appendNames(long set, TextBuffer out) {
        int start = out.length();
        for (long rest = set; rest != 0; rest &= rest - 1) {
            byte[] name = NAMES.name(Long.numberOfTrailingZeros(rest));
            if (name != null) {
                if (out.length() > start) {
                    out.append(',');
                }
                out.append(name);
            }
        }
        if (out.length() == start) {
            out.append("none");
        }
    }
}
