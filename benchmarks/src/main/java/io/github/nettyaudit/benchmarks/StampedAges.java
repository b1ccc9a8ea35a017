package io.github.nettyaudit.benchmarks;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * How old records were when they reached the handler. {@code load --stamp} passes the time of the call as the system
 * call's first argument, which the SYSCALL record shows as {@code a0=} in hex; its clock, CLOCK_MONOTONIC, is that of
 * {@link System#nanoTime()} on Linux. Of one thread.
 */
final class StampedAges {
    private static final int MOST = 1_000_000;

    private final long[] nanos = new long[MOST];
    private int size;

    /** Adds the age of a SYSCALL record; does nothing for one without {@code a0=}. */
    void add(ByteBuf text) {
        int index = text.readerIndex();
        int end = text.writerIndex() - 4;
        while (index < end && text.getInt(index) != (' ' << 24 | 'a' << 16 | '0' << 8 | '=')) {
            index++;
        }
        if (index >= end || size == MOST) {
            return;
        }
        long stamp = 0;
        for (index += 4; index < text.writerIndex() && text.getByte(index) != ' '; index++) {
            stamp = stamp << 4 | Character.digit(text.getByte(index), 16);
        }
        nanos[size++] = System.nanoTime() - stamp;
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    /** The microseconds below which the given part of the ages lies; 0 without ages. Sorts. */
    double micros(double quantile) {
        Arrays.sort(nanos, 0, size);
        return size == 0 ? 0 : nanos[(int) (quantile * (size - 1))] / 1e3;
    }
}
