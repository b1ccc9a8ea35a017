package io.github.nettyaudit.codec.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The scanner of whole words against a loop over bytes. */
class SeparatorScannerTest {
    private static int[] plain(byte[] bytes, int from, int to) {
        int[] found = new int[to - from + 1];
        int count = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] >= 0 && bytes[i] <= ' ') {
                found[count++] = i;
            }
        }
        found[count++] = to;
        return Arrays.copyOf(found, count);
    }

    @Test
    void everyBlankAndControlCharacterIsFound() {
        Random random = new Random(1);
        SeparatorScanner scanner = new SeparatorScanner();
        for (int length = 0; length < 700; length++) {
            byte[] bytes = new byte[length + SeparatorScanner.BLOCK + 3];
            random.nextBytes(bytes);
            if (length % 3 == 0) {
                Arrays.fill(bytes, (byte) ' ');
            }
            int from = Math.min(length, random.nextInt(4));
            int count = scanner.find(bytes, from, length);
            assertThat(Arrays.copyOf(scanner.positions, count)).as("length %d", length)
                    .isEqualTo(plain(bytes, from, length));
        }
    }

    @Test
    void aNewScannerHasRoomForATextOfBlanks() {
        for (int length = 0; length < 700; length++) {
            byte[] bytes = new byte[10 + length + SeparatorScanner.BLOCK];
            Arrays.fill(bytes, (byte) ' ');
            SeparatorScanner scanner = new SeparatorScanner();
            int count = scanner.find(bytes, 10, 10 + length);
            assertThat(Arrays.copyOf(scanner.positions, count)).as("length %d", length)
                    .isEqualTo(plain(bytes, 10, 10 + length));
        }
    }

    @Test
    void everyEqualsSignOfAWordIsFound() {
        Random random = new Random(2);
        for (int round = 0; round < 10_000; round++) {
            long word = random.nextLong();
            long expected = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                if (random.nextInt(4) == 0) {
                    // the sign, and its neighbours
                    long b = '=' + random.nextInt(-1, 2) | (random.nextInt(4) == 0 ? 0x80 : 0);
                    word = word & ~(0xffL << Byte.SIZE * i) | b << Byte.SIZE * i;
                }
                if ((word >>> Byte.SIZE * i & 0xff) == '=') {
                    expected |= 0x80L << Byte.SIZE * i;
                }
            }
            assertThat(SeparatorScanner.equalsSigns(word)).isEqualTo(expected);
        }
    }
}
