package io.github.nettyaudit.codec.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the blanks and control characters of a text, 64 bytes at a time: arithmetic on whole words first, so that the
 * processor has no branch to guess per byte, then one step per mark.
 */
final class SeparatorScanner {
    /** Bytes that are looked at together; so many must be readable behind a text. */
    static final int BLOCK = 64;

    private static final int UNROLLED = 8;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
    private static final long EQUALS_SIGNS = 0x3d3d3d3d3d3d3d3dL;
    /** Added to seven bits, it makes the eighth one of all that are more than a blank. */
    private static final long MORE_THAN_BLANK = 0x5f5f5f5f5f5f5f5fL;
    /** Gathers the highest bits of eight bytes, moved to the lowest, in the highest byte. */
    private static final long GATHER = 0x0102040810204080L;

    /** The positions of the marks, in order. */
    int[] positions = new int[256];

    /** The highest bits of those bytes that are equals signs. */
    static long equalsSigns(long word) {
        long difference = word ^ EQUALS_SIGNS;
        return ~((difference & LOW_BITS) + LOW_BITS | difference) & HIGH_BITS;
    }

    /** Finds the marks of a text, and one more at its end; returns their number. */
    int find(byte[] bytes, int from, int to) {
        if (positions.length < to - from + 1 + BLOCK) {
            positions = Arrays.copyOf(positions, 2 * (to - from) + BLOCK + 1);
        }
        int[] found = positions;
        int count = 0;
        for (int base = from; base < to; base += BLOCK) {
            long blanks = 0;
            for (int word = 0; word < BLOCK; word += Long.BYTES) {
                long text = (long) LONGS.get(bytes, base + word);
                long blank = ~((text & LOW_BITS) + MORE_THAN_BLANK | text) & HIGH_BITS;
                blanks |= ((blank >>> 7) * GATHER >>> 56) << word;
            }
            if (to - base < BLOCK) {
                blanks &= (1L << to - base) - 1;
            }
            int next = count + Long.bitCount(blanks);
            // eight at a time, needed or not: the number of blanks is different each time, and a loop that ends after
            // just so many would be guessed wrong by the processor; what is too much is written over
            do {
                found[count] = base + Long.numberOfTrailingZeros(blanks);
                blanks &= blanks - 1;
                found[count + 1] = base + Long.numberOfTrailingZeros(blanks);
                blanks &= blanks - 1;
                found[count + 2] = base + Long.numberOfTrailingZeros(blanks);
                blanks &= blanks - 1;
                found[count + 3] = base + Long.numberOfTrailingZeros(blanks);
                blanks &= blanks - 1;
                found[count + 4] = base + Long.numberOfTrailingZeros(blanks);
                blanks &= blanks - 1;
                found[count + 5] = base + Long.numberOfTrailingZeros(blanks);
                blanks &= blanks - 1;
                found[count + 6] = base + Long.numberOfTrailingZeros(blanks);
                blanks &= blanks - 1;
                found[count + 7] = base + Long.numberOfTrailingZeros(blanks);
                blanks &= blanks - 1;
                count += UNROLLED;
            } while (count < next);
            count = next;
        }
        found[count] = to;
        return count + 1;
    }
}
