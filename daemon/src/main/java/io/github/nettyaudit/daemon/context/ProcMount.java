package io.github.nettyaudit.daemon.context;

import java.util.function.Consumer;

/**
 * Whether there is a {@code /proc} that numbers processes as the kernel's records do. The sign is process 2, a thread of
 * the kernel that only the host's has. What is not there is looked for again from time to time, and reported once.
 */
final class ProcMount {
    private static final long RETRY_MILLIS = 10_000;
    private static final int KTHREADD = 2;
    private static final long DEFAULT_PID_MAX = 32_768;
    /** More processes and threads than a kernel makes in a millisecond, on all processors together. */
    private static final long PIDS_PER_MILLI = 400;
    private static final long LONGEST_REUSE = 1_000;

    private final ProcFiles files;
    private final String name;
    private final Consumer<String> notices;
    private final ProcStat stat = new ProcStat();
    private int root = -1;
    private boolean isTold;
    private long nextTry = Long.MIN_VALUE;
    private long reuseMillis;

    ProcMount(ProcFiles files, String name, Consumer<String> notices) {
        this.files = files;
        this.name = name;
        this.notices = notices;
    }

    /** The handle of the root. */
    int root() {
        return root;
    }

    /** In so many milliseconds the kernel cannot have used up its process ids, so that none can be another process's. */
    long reuseMillis() {
        return reuseMillis;
    }

    /** Whether processes can be read. */
    boolean isAvailable(long time) {
        // an earlier time is that of a clock that was set
        if (root < 0 && (time >= nextTry || time < nextTry - RETRY_MILLIS)) {
            nextTry = time + RETRY_MILLIS;
            tryOpen();
        }
        return root >= 0;
    }

    private void tryOpen() {
        int opened = files.openRoot();
        if (opened < 0) {
            tell("cannot open it, error " + -opened);
            return;
        }
        if (!isHost(opened)) {
            files.close(opened);
            return;
        }
        long pidMax = number(opened, ProcFile.PID_MAX);
        reuseMillis = Math.min((pidMax < 0 ? DEFAULT_PID_MAX : pidMax) / PIDS_PER_MILLI, LONGEST_REUSE);
        root = opened;
    }

    private boolean isHost(int opened) {
        int directory = files.open(opened, Integer.toString(KTHREADD));
        int length = directory < 0 ? directory : files.read(directory, ProcFile.STAT);
        if (directory >= 0) {
            files.close(directory);
        }
        if (length <= 0) {
            tell("it does not show the processes of other users (error " + -length + "): it is not mounted, or mounted "
                    + "with hidepid=, or the server lacks the capability CAP_SYS_PTRACE");
            return false;
        }
        if (!stat.read(files.bytes(), length) || !stat.isKernelThread()) {
            tell("it is that of a container, which numbers processes in its own way; use the host's process ids");
            return false;
        }
        return true;
    }

    private void tell(String what) {
        if (!isTold) {
            isTold = true;
            notices.accept("events get no process context from " + name + ": " + what);
        }
    }

    private long number(int directory, ProcFile file) {
        int length = files.read(directory, file);
        return length <= 0 ? -1 : ProcStat.decimal(files.bytes(), 0, length);
    }

    void close() {
        if (root >= 0) {
            files.close(root);
            root = -1;
        }
    }
}
