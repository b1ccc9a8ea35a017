package io.github.nettyaudit.server.ctl;

import com.sun.jna.Native;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How long a tick of the kernel (a jiffy) is: the resolution of the coarse clock, {@code clock_getres(2)}. */
final class KernelTicks {
    private static final int CLOCK_MONOTONIC_COARSE = 6;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    static {
        Native.register(KernelTicks.class, "c");
    }

    private KernelTicks() {
    }

    private static native int clock_getres(int clock, long[] timespec);

    /** The length of a tick; null if the kernel does not report it. */
    static @Nullable Duration length() {
        long[] timespec = new long[2]; // tv_sec and tv_nsec of a 64-bit host
        if (clock_getres(CLOCK_MONOTONIC_COARSE, timespec) != 0) {
            return null;
        }
        long nanos = timespec[0] * NANOS_PER_SECOND + timespec[1];
        return nanos > 0 ? Duration.ofNanos(nanos) : null;
    }

    /** Ticks in seconds, such as {@code 60 s} or {@code 0.1 s}. */
    static String seconds(long ticks, Duration length) {
        double seconds = ticks * (length.toNanos() / 1e9);
        return (seconds == Math.rint(seconds) ? String.valueOf((long) seconds)
                : String.format(Locale.ROOT, "%.3f", seconds).replaceAll("0+$", "")) + " s";
    }
}
