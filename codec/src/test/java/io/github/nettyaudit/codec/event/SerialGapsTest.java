package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SerialGapsTest {
    private static final long WRAP = 1L << 32;

    private final List<String> reported = new ArrayList<>();
    private final SerialGaps gaps = new SerialGaps((first, count) -> reported.add(first + "+" + count));
    private long missing;

    private void settleTwice() {
        gaps.settle();
        gaps.settle();
    }

    @Test
    void nothingIsPendingOrReportedBeforeTheFirstSerial() {
        assertThat(gaps.isPending()).isFalse();
        settleTwice();
        gaps.end();
        assertThat(reported).isEmpty();
        gaps.note(77);
        assertThat(gaps.isPending()).isFalse();
        settleTwice();
        gaps.end();
        assertThat(reported).isEmpty();
    }

    @Test
    void aSerialIsMissingAfterAWholeInterval() {
        gaps.note(10);
        gaps.note(12);
        assertThat(gaps.isPending()).isTrue();
        gaps.settle();
        assertThat(reported).isEmpty();
        gaps.note(13);
        gaps.settle();
        assertThat(reported).containsExactly("11+1");
        assertThat(gaps.isPending()).isTrue();
        gaps.settle();
        assertThat(gaps.isPending()).isFalse();
        assertThat(reported).hasSize(1);
    }

    @Test
    void aSerialThatArrivesWithinTheIntervalIsNotMissing() {
        gaps.note(10);
        gaps.note(12);
        gaps.settle();
        gaps.note(11);
        settleTwice();
        gaps.end();
        assertThat(reported).isEmpty();
    }

    @Test
    void rangesAreReportedInOrderAndSeparately() {
        for (int serial : new int[] {1, 3, 4, 8, 9}) {
            gaps.note(serial);
        }
        gaps.end();
        assertThat(reported).containsExactly("2+1", "5+3");
        gaps.note(10);
        gaps.note(12);
        gaps.end();
        assertThat(reported).containsExactly("2+1", "5+3", "11+1");
    }

    @Test
    void theWindowDecidesWithoutAnInterval() {
        gaps.note(1);
        gaps.note(1 + SerialGaps.WINDOW);
        assertThat(reported).as("2 is the oldest serial of the window").isEmpty();
        gaps.note(2 + SerialGaps.WINDOW);
        assertThat(reported).containsExactly("2+1");
        gaps.note(3);
        gaps.note(4 + SerialGaps.WINDOW);
        assertThat(reported).as("3 has arrived, 4 is missing").containsExactly("2+1", "4+1");
    }

    @Test
    void disorderWithinTheWindowIsNoGap() {
        Random random = new Random(1);
        int block = SerialGaps.WINDOW / 2;
        List<Integer> serials = new ArrayList<>(IntStream.range(0, block).boxed().toList());
        gaps.note(1);
        for (int start = 2; start < 8 * block; start += block) {
            Collections.shuffle(serials, random);
            for (int serial : serials) {
                gaps.note(start + serial);
            }
        }
        settleTwice();
        assertThat(reported).isEmpty();
    }

    @Test
    void serialsWrap() {
        gaps.note(0xffff_fffeL);
        gaps.note(3);
        gaps.note(1);
        gaps.end();
        assertThat(reported).containsExactly("4294967295+2", "2+1");
    }

    @Test
    void aGapLongerThanTheWindowIsOneRange() {
        gaps.note(5);
        gaps.note(6);
        gaps.note(5 + SerialGaps.LARGEST_JUMP);
        gaps.end();
        // what the window holds is settled apart from what lies before it
        assertThat(reported).containsExactly("7+" + (SerialGaps.LARGEST_JUMP - SerialGaps.WINDOW - 1),
                (6 + SerialGaps.LARGEST_JUMP - SerialGaps.WINDOW) + "+" + (SerialGaps.WINDOW - 1));
    }

    @Test
    void aGapThatBeginsInsideOfTheWindowGoesOnBeyondIt() {
        gaps.note(5);
        gaps.note(7);
        gaps.note(7 + 3 * SerialGaps.WINDOW);
        assertThat(reported).containsExactly("6+1", "8+" + 2 * SerialGaps.WINDOW);
    }

    @Test
    void aLargerJumpSettlesTheWindowAndStartsAnew() {
        for (int jump : new int[] {SerialGaps.LARGEST_JUMP + 1, -SerialGaps.LARGEST_JUMP - 1}) {
            reported.clear();
            SerialGaps one = new SerialGaps((first, count) -> reported.add(first + "+" + count));
            int start = 1 << 30;
            one.note(start);
            one.note(start + 2);
            one.note(start + 2 + jump);
            assertThat(reported).containsExactly((start + 1) + "+1");
            assertThat(one.isPending()).isFalse();
            one.note(start + 4 + jump);
            one.end();
            assertThat(reported).containsExactly((start + 1) + "+1", (start + 3 + jump) + "+1");
        }
    }

    @Test
    void aSerialFarBelowIsIgnored() {
        gaps.note(1_000_000);
        for (int i = 1; i < SerialGaps.RESTART; i++) {
            gaps.note(i);
        }
        gaps.note(1_000_001);
        for (int i = 1; i < SerialGaps.RESTART; i++) {
            gaps.note(i);
        }
        gaps.note(1_000_003);
        settleTwice();
        assertThat(reported).containsExactly("1000002+1");
    }

    @Test
    void manyLowSerialsInARowStartAnew() {
        gaps.note(1_000_000);
        gaps.note(1_000_002);
        for (int i = 1; i < SerialGaps.RESTART; i++) {
            gaps.note(i);
        }
        assertThat(reported).isEmpty();
        gaps.note(SerialGaps.RESTART);
        assertThat(reported).containsExactly("1000001+1");
        gaps.note(SerialGaps.RESTART + 2);
        gaps.end();
        assertThat(reported).containsExactly("1000001+1", (SerialGaps.RESTART + 1) + "+1");
    }

    @Test
    void theRecordsOfOneOldEventAreNoRestart() {
        gaps.note(1_000_000);
        for (int i = 0; i < 2 * SerialGaps.RESTART; i++) {
            gaps.note(i < SerialGaps.RESTART ? 0 : 7);
        }
        gaps.note(1_000_002);
        gaps.end();
        assertThat(reported).containsExactly("1000001+1");
    }

    @Test
    void serialsWithinTheWindowAreNotLow() {
        gaps.note(1_000_000);
        for (int i = 0; i < 2 * SerialGaps.RESTART; i++) {
            gaps.note(1_000_001 - SerialGaps.WINDOW + i);
        }
        gaps.note(1_000_002);
        gaps.end();
        assertThat(reported).containsExactly("1000001+1");
    }

    @Test
    void theSerialBelowTheWindowIsLow() {
        gaps.note(1_000_000);
        gaps.note(1_000_002);
        int low = 1_000_002 - SerialGaps.WINDOW;
        for (int i = 1; i < SerialGaps.RESTART; i++) {
            gaps.note(low - i);
        }
        assertThat(reported).isEmpty();
        gaps.note(low);
        assertThat(reported).containsExactly("1000001+1");
        gaps.note(low + 2);
        gaps.end();
        assertThat(reported).containsExactly("1000001+1", (low + 1) + "+1");
    }

    @Test
    void theSerialThatWasLowBeforeAHigherOneCountsAgain() {
        gaps.note(1_000_000);
        gaps.note(5);
        gaps.note(1_000_002);
        for (int i = 0; i < SerialGaps.RESTART; i++) {
            assertThat(reported).isEmpty();
            gaps.note(5 + i);
        }
        assertThat(reported).containsExactly("1000001+1");
    }

    @Test
    void theNumberingGoesOnAfterTheLargestJump() {
        gaps.note(1_000_000);
        gaps.note(1_000_000 + SerialGaps.LARGEST_JUMP);
        gaps.end();
        assertThat(reported).hasSize(2);
        assertThat(reported.get(0)).startsWith("1000001+");
        reported.clear();
        // as far below it is a low serial
        gaps.note(1_000_000);
        gaps.note(1_000_002 + SerialGaps.LARGEST_JUMP);
        gaps.end();
        assertThat(reported).containsExactly((1_000_001 + SerialGaps.LARGEST_JUMP) + "+1");
    }

    /** Against sets: each serial is reported once, when and only when the documented condition holds. */
    @Test
    void agreesWithAPlainModel() {
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            TreeSet<Long> arrived = new TreeSet<>();
            TreeSet<Long> found = new TreeSet<>();
            SerialGaps detector = new SerialGaps((first, count) -> {
                assertThat(count).as("missing serials from %d", first).isBetween(1L, 100_000L);
                for (long serial = first; serial < first + count; serial++) {
                    if (!found.add(serial % WRAP)) {
                        throw new AssertionError("reported twice: " + serial);
                    }
                }
            });
            long base = seed % 2 == 0 ? 1_000 : WRAP - 5_000;
            long highest = base;
            detector.note(base);
            for (int step = 0; step < 3_000; step++) {
                long serial = highest + random.nextInt(-20, 30);
                if (serial > base && !found.contains(serial % WRAP)) {
                    arrived.add(serial % WRAP);
                    detector.note(serial);
                    highest = Math.max(highest, serial);
                }
                if (random.nextInt(200) == 0) {
                    detector.settle();
                }
            }
            detector.end();
            TreeSet<Long> expected = new TreeSet<>();
            for (long serial = base + 1; serial <= highest; serial++) {
                if (!arrived.contains(serial % WRAP)) {
                    expected.add(serial % WRAP);
                }
            }
            assertThat(found).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void aLongStreamFindsEachMissingSerialOnce() {
        SerialGaps detector = new SerialGaps((first, count) -> missing += count);
        for (long serial = 100; serial < 500_000; serial++) {
            if (serial % 1_000 != 7) {
                detector.note(serial);
                detector.note(serial);
            }
        }
        assertThat(missing).isBetween(1L, 498L);
        detector.settle();
        detector.settle();
        assertThat(missing).isEqualTo(499);
        detector.end();
        assertThat(missing).isEqualTo(499);
    }
}
