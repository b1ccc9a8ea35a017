package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What is done while no input comes: what was printed leaves the program at once, then complete events are printed that
 * wait for others, then events that have lasted too long by the wall clock. A file that is read to its end has no pause:
 * its events end by the times of its records, however slowly it is read.
 */
final class InputPause {
    /** How often {@link #goesOn} is to be called. */
    static final int INTERVAL_MILLIS = 100;
    private static final long HALF_TIMEOUT_NANOS = EventAssemblerOptions.log().timeout().toNanos() / 2;

    private final RecordPrinter printer;
    private final LongSupplier nanoTime;
    private long beginning;
    private long halves;

    /** @param nanoTime the clock, as {@link System#nanoTime()} */
    InputPause(RecordPrinter printer, LongSupplier nanoTime) {
        this.printer = printer;
        this.nanoTime = nanoTime;
    }

    /** Nothing can be read at the moment. */
    void began() throws IOException {
        beginning = nanoTime.getAsLong();
        halves = 0;
        printer.flush();
    }

    /** Still nothing can be read. */
    void goesOn() throws IOException {
        long waited = nanoTime.getAsLong() - beginning;
        if (waited >= TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS)) {
            printer.paused();
        }
        while (halves < waited / HALF_TIMEOUT_NANOS) {
            halves++;
            printer.halfTimeoutPassed();
        }
    }
}
