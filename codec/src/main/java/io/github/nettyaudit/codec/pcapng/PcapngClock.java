package io.github.nettyaudit.codec.pcapng;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * Turns the 64-bit unsigned timestamps of one interface into instants, by its options {@code if_tsresol} and
 * {@code if_tsoffset}.
 */
final class PcapngClock {
    /** What {@code if_tsresol} is where a file does not say it: microseconds. */
    static final byte DEFAULT_RESOLUTION = 6;

    private static final int POWER_OF_TWO_FLAG = 0x80;
    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);

    private final BigInteger unitsPerSecond;
    private final long offsetSeconds;

    /**
     * @param resolution    {@code if_tsresol}: 10<sup>-n</sup> s, or 2<sup>-n</sup> s where the highest bit is set
     * @param offsetSeconds {@code if_tsoffset}: seconds to be added
     */
    PcapngClock(byte resolution, long offsetSeconds) {
        int exponent = resolution & ~POWER_OF_TWO_FLAG & 0xff;
        unitsPerSecond = (resolution & POWER_OF_TWO_FLAG) == 0
                ? BigInteger.TEN.pow(exponent) : BigInteger.ONE.shiftLeft(exponent);
        this.offsetSeconds = offsetSeconds;
    }

    /**
     * The time that {@code units}, unsigned, stand for, cut to nanoseconds.
     *
     * @throws DateTimeException   if that is beyond what an instant can say
     * @throws ArithmeticException likewise
     */
    Instant instant(long units) {
        BigInteger[] parts = new BigInteger(Long.toUnsignedString(units)).divideAndRemainder(unitsPerSecond);
        long nanos = parts[1].multiply(NANOS_PER_SECOND).divide(unitsPerSecond).longValueExact();
        return Instant.ofEpochSecond(Math.addExact(parts[0].longValueExact(), offsetSeconds), nanos);
    }
}
