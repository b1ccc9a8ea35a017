package io.github.nettyaudit.benchmarks;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** CPU time of this whole process, compiler and collector threads included, to the nanosecond. */
final class ProcessorTime {
    /** {@code CLOCK_PROCESS_CPUTIME_ID} of clock_gettime(2). */
    private static final int PROCESS_CLOCK = 2;

    static {
        // the JDK's own OperatingSystemMXBean counts in hundredths of a second here
        Native.register(ProcessorTime.class, NativeLibrary.getProcess());
    }

    private ProcessorTime() {
    }

    private static native int clock_gettime(int clock, long[] secondsAndNanos);

    /** User and system time so far, in seconds. */
    static double seconds() {
        long[] time = new long[2];
        clock_gettime(PROCESS_CLOCK, time);
        return time[0] + time[1] / 1e9;
    }
}
