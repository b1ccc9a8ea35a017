package io.github.nettyaudit.daemon.context;

/**
 * Reads {@code /proc/<pid>/stat}. The name of a process may contain anything, parentheses, blanks and newlines too: it
 * ends at the last parenthesis, because numbers follow.
 */
final class ProcStat {
    private static final int PARENT = 1;
    private static final int FLAGS = 6;
    private static final int START = 19;
    /** {@code PF_KTHREAD} of {@code linux/sched.h}. */
    private static final long KERNEL_THREAD = 0x0020_0000;

    int nameStart;
    int nameEnd;
    int parentPid;
    long flags;
    /** Ticks of a hundredth of a second since the boot; negative after the boot clock of a machine was set. */
    long startTicks;

    /** The kernel prints nanoseconds, which are unsigned there, as ticks: {@code nsec_to_clock_t}. */
    private static final long WRAPPED_TICKS = 1_844_674_407_371L;

    /** Reads the text; whether it is one. */
    boolean read(byte[] text, int length) {
        nameStart = indexOf(text, length, (byte) '(') + 1;
        nameEnd = lastIndexOf(text, length, (byte) ')');
        if (nameStart == 0 || nameEnd < nameStart || nameEnd + 3 >= length || text[nameEnd + 1] != ' ') {
            return false;
        }
        long parent = number(text, length, PARENT);
        flags = number(text, length, FLAGS);
        startTicks = number(text, length, START);
        if (parent < 0 || parent > Integer.MAX_VALUE || flags < 0 || startTicks < 0) {
            return false;
        }
        parentPid = (int) parent;
        if (startTicks > WRAPPED_TICKS / 2) {
            startTicks -= WRAPPED_TICKS;
        }
        return true;
    }

    boolean isKernelThread() {
        return (flags & KERNEL_THREAD) != 0;
    }

    /** The n-th number behind the name, the state being number 0; -1 if it is not there, or negative. */
    private long number(byte[] text, int length, int wanted) {
        int at = nameEnd + 2;
        for (int field = 0; field < wanted; field++) {
            while (at < length && text[at] != ' ') {
                at++;
            }
            at++;
        }
        return decimal(text, at, length);
    }

    /** The decimal number at a place, which a blank, a newline or the end follows; -1 if there is none. */
    static long decimal(byte[] text, int start, int end) {
        long number = 0;
        int at = start;
        while (at < end && text[at] >= '0' && text[at] <= '9' && at - start < 18) {
            number = number * 10 + text[at++] - '0';
        }
        return at == start || at < end && text[at] != ' ' && text[at] != '\n' ? -1 : number;
    }

    private static int indexOf(byte[] text, int length, byte wanted) {
        for (int i = 0; i < length; i++) {
            if (text[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int lastIndexOf(byte[] text, int length, byte wanted) {
        for (int i = length - 1; i >= 0; i--) {
            if (text[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
