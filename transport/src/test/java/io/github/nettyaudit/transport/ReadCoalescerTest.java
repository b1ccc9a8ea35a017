package io.github.nettyaudit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadCoalescerTest {
    private static final long MILLISECOND = 1_000_000;
    /** {@link System#nanoTime()} may be anything, and wrap. */
    private static final long START = Long.MAX_VALUE - 10 * MILLISECOND;

    @Test
    void neverDelaysWhenOff() {
        ReadCoalescer coalescer = new ReadCoalescer(0, 1, 0);
        for (long now = 0; now < 100 * MILLISECOND; now += 1000) {
            assertThat(coalescer.shouldDelay(now, 64, false)).isFalse();
        }
    }

    @Test
    void aQuietSocketIsReadAtOnce() {
        ReadCoalescer coalescer = new ReadCoalescer(MILLISECOND, 50_000, START);
        for (long now = 0; now < 1000 * MILLISECOND; now += 25_000) { // 40,000 a second
            assertThat(coalescer.shouldDelay(START + now, 1, false)).isFalse();
        }
    }

    @Test
    void aShortBurstAloneCausesNoDelay() {
        ReadCoalescer coalescer = new ReadCoalescer(MILLISECOND, 50_000, START);
        for (long start = 0; start < 1000 * MILLISECOND; start += 8 * MILLISECOND) { // 24,000 a second on average
            assertThat(coalescer.shouldDelay(START + start, 96, false)).isFalse();
            assertThat(coalescer.shouldDelay(START + start + 100_000, 96, false)).isFalse();
            assertThat(coalescer.shouldDelay(START + start + 4 * MILLISECOND, 0, false)).isFalse();
        }
    }

    @Test
    void delaysUnderLoadAndStopsWhenTheLoadEnds() {
        ReadCoalescer coalescer = new ReadCoalescer(MILLISECOND, 50_000, START);
        long now = 0;
        boolean delays = false;
        while (!delays && now < 20 * MILLISECOND) {
            now += 10_000;
            delays = coalescer.shouldDelay(START + now, 3, false); // 300,000 a second
        }
        assertThat(now).isEqualTo(4 * MILLISECOND);
        for (int tick = 0; tick < 100; tick++) {
            now += MILLISECOND;
            assertThat(coalescer.shouldDelay(START + now, 300, true)).isTrue();
        }
        now += MILLISECOND;
        assertThat(coalescer.shouldDelay(START + now, 24, true)).isFalse();
        now += MILLISECOND / 10;
        assertThat(coalescer.shouldDelay(START + now, 1, false)).isFalse();
    }

    @Test
    void exactlyTheRateIsLoadAndHalfOfItDuringADelayStillIs() {
        ReadCoalescer coalescer = new ReadCoalescer(MILLISECOND, 50_000, START);
        assertThat(coalescer.delayNanos()).isEqualTo(MILLISECOND);
        assertThat(coalescer.shouldDelay(START + 4 * MILLISECOND, 200, false)).isTrue();
        assertThat(coalescer.shouldDelay(START + 5 * MILLISECOND, 25, true)).isTrue();
        assertThat(coalescer.shouldDelay(START + 6 * MILLISECOND, 24, true)).isFalse();
        ReadCoalescer calm = new ReadCoalescer(MILLISECOND, 50_000, START);
        assertThat(calm.shouldDelay(START + 4 * MILLISECOND, 199, false)).isFalse();
    }
}
