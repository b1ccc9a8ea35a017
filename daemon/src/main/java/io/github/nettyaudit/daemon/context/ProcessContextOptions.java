package io.github.nettyaudit.daemon.context;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The options of {@link ProcessContexts}; immutable, each {@code with…} method returns a changed copy. */
public final class ProcessContextOptions {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(ProcessContexts.class);
    private static final int MOST_ANCESTORS = 256;
    private static final ProcessContextOptions DEFAULTS = new ProcessContextOptions(Path.of("/proc"), 16, 8192, 8 << 20,
            Duration.ofSeconds(2), LOGGER::warn, System::currentTimeMillis);

    private final Path root;
    private final int maxAncestors;
    private final int maxProcesses;
    private final long maxBytes;
    private final Duration refresh;
    private final Consumer<String> notices;
    private final LongSupplier clock;

    private ProcessContextOptions(Path root, int maxAncestors, int maxProcesses, long maxBytes, Duration refresh,
            Consumer<String> notices, LongSupplier clock) {
        this.root = root;
        this.maxAncestors = maxAncestors;
        this.maxProcesses = maxProcesses;
        this.maxBytes = maxBytes;
        this.refresh = refresh;
        this.notices = notices;
        this.clock = clock;
    }

    /**
     * Returns the defaults: {@code /proc}, 16 parents, 8192 processes, 8 MiB, 2 seconds, and notices to Netty's log.
     *
     * @return the defaults
     */
    public static ProcessContextOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets where the proc file system is mounted.
     *
     * @param newRoot the directory
     * @return a changed copy
     */
    public ProcessContextOptions withRoot(Path newRoot) {
        return new ProcessContextOptions(newRoot, maxAncestors, maxProcesses, maxBytes, refresh, notices, clock);
    }

    /**
     * Sets how many parents of a process are looked up, one after the other.
     *
     * @param newMax 0 to 256
     * @return a changed copy
     * @throws IllegalArgumentException if it is out of this range
     */
    public ProcessContextOptions withMaxAncestors(int newMax) {
        return new ProcessContextOptions(root, (int) check("maxAncestors", newMax, 0, MOST_ANCESTORS), maxProcesses,
                maxBytes, refresh, notices, clock);
    }

    /**
     * Sets how many processes are remembered.
     *
     * @param newMax 1 or more
     * @return a changed copy
     * @throws IllegalArgumentException if it is less
     */
    public ProcessContextOptions withMaxProcesses(int newMax) {
        return new ProcessContextOptions(root, maxAncestors, (int) check("maxProcesses", newMax, 1, Integer.MAX_VALUE),
                maxBytes, refresh, notices, clock);
    }

    /**
     * Sets how much memory the remembered processes may take, by estimate.
     *
     * @param newMax the number of bytes, 1 or more
     * @return a changed copy
     * @throws IllegalArgumentException if it is less
     */
    public ProcessContextOptions withMaxBytes(long newMax) {
        return new ProcessContextOptions(root, maxAncestors, maxProcesses, check("maxBytes", newMax, 1, Long.MAX_VALUE),
                refresh, notices, clock);
    }

    /**
     * Sets how old the parts that may change may become before a process is looked at again: its control group and its
     * parents.
     *
     * @param newRefresh the time, 0 to one hour
     * @return a changed copy
     * @throws IllegalArgumentException if it is out of this range
     */
    public ProcessContextOptions withRefresh(Duration newRefresh) {
        check("refresh in milliseconds", newRefresh.toMillis(), 0, Duration.ofHours(1).toMillis());
        return new ProcessContextOptions(root, maxAncestors, maxProcesses, maxBytes, newRefresh, notices, clock);
    }

    /**
     * Sets who gets the sentence that says why there is no context.
     *
     * @param newNotices called by the thread that asks for a context
     * @return a changed copy
     */
    public ProcessContextOptions withNotices(Consumer<String> newNotices) {
        return new ProcessContextOptions(root, maxAncestors, maxProcesses, maxBytes, refresh,
                Objects.requireNonNull(newNotices), clock);
    }

    /** Sets the clock of the time of the day, in milliseconds since 1970. */
    ProcessContextOptions withClock(LongSupplier newClock) {
        return new ProcessContextOptions(root, maxAncestors, maxProcesses, maxBytes, refresh, notices, newClock);
    }

    private static long check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ')');
        }
        return value;
    }

    /**
     * Returns where the proc file system is mounted.
     *
     * @return the directory
     */
    public Path root() {
        return root;
    }

    /**
     * Returns how many parents of a process are looked up.
     *
     * @return 0 to 256
     */
    public int maxAncestors() {
        return maxAncestors;
    }

    /**
     * Returns how many processes are remembered.
     *
     * @return 1 or more
     */
    public int maxProcesses() {
        return maxProcesses;
    }

    /**
     * Returns how much memory the remembered processes may take.
     *
     * @return a number of bytes
     */
    public long maxBytes() {
        return maxBytes;
    }

    /**
     * Returns how old the parts that may change may become.
     *
     * @return the time
     */
    public Duration refresh() {
        return refresh;
    }

    Consumer<String> notices() {
        return notices;
    }

    LongSupplier clock() {
        return clock;
    }
}
