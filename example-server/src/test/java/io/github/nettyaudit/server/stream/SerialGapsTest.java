package io.github.nettyaudit.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SerialGapsTest {
    private final SerialGaps gaps = new SerialGaps();

    @Test
    void consecutiveSerialsLeaveNoGap() {
        for (long serial = 100; serial < 300_000; serial++) {
            gaps.note(serial);
            gaps.note(serial);
        }
        settleTwice();
        assertThat(gaps.takeMissing()).isZero();
    }

    @Test
    void eachMissingSerialIsCountedOnce() {
        for (long serial = 100; serial < 500_000; serial++) {
            if (serial % 1000 != 7) {
                gaps.note(serial);
            }
        }
        long early = gaps.takeMissing();
        assertThat(early).as("found while it goes on").isBetween(1L, 498L);
        settleTwice();
        assertThat(early + gaps.takeMissing()).isEqualTo(499);
        settleTwice();
        assertThat(gaps.takeMissing()).isZero();
    }

    @Test
    void disorderWithinTheWindowIsNoGap() {
        Random random = new Random(1);
        int block = SerialGaps.WINDOW / 2;
        gaps.note(1);
        for (int start = 2; start < 20 * block; start += block) {
            int[] serials = random.ints(0, block).distinct().limit(block).toArray();
            for (int serial : serials) {
                gaps.note(start + serial);
            }
        }
        settleTwice();
        assertThat(gaps.takeMissing()).isZero();
    }

    @Test
    void quietHostsGapIsTold() {
        gaps.note(10);
        gaps.note(12);
        gaps.settle();
        assertThat(gaps.takeMissing()).as("11 may still come").isZero();
        gaps.settle();
        assertThat(gaps.takeMissing()).isOne();
    }

    @Test
    void lateSerialBeforeTheNextSettleIsNoGap() {
        gaps.note(10);
        gaps.note(12);
        gaps.settle();
        gaps.note(11);
        settleTwice();
        assertThat(gaps.takeMissing()).isZero();
    }

    @Test
    void serialsWrapAround() {
        for (long serial = 0xffff_ff00L; serial <= 0xffff_ffffL; serial++) {
            gaps.note(serial);
        }
        for (long serial = 1; serial < 300; serial++) { // 0 is missing
            gaps.note(serial);
        }
        settleTwice();
        assertThat(gaps.takeMissing()).isOne();
    }

    @Test
    void gapLongerThanTheWindowIsCounted() {
        gaps.note(5);
        gaps.note(5 + 1_000_001);
        settleTwice();
        assertThat(gaps.takeMissing()).isEqualTo(1_000_000);
    }

    @Test
    void enormousJumpStartsAnew() {
        gaps.note(5);
        gaps.note(2_000_000_000);
        gaps.note(2_000_000_001);
        settleTwice();
        assertThat(gaps.takeMissing()).isZero();
    }

    @Test
    void serialFromLongAgoIsIgnored() {
        gaps.note(1_000_000);
        gaps.note(900_000);
        gaps.note(1_000_001);
        settleTwice();
        assertThat(gaps.takeMissing()).isZero();
    }

    private void settleTwice() {
        gaps.settle();
        gaps.settle();
    }
}
