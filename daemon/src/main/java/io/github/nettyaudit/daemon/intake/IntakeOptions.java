package io.github.nettyaudit.daemon.intake;

import static java.util.Objects.requireNonNull;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * How to open an {@link IntakeRing}. Start from {@link #of(Path)}:
 * <pre>{@code
 * IntakeOptions.of(Path.of("/run/netty-audit/intake.ring")).withCapacity(64 << 20).withWhenFull(IntakeFullPolicy.WAIT)
 * }</pre>
 * Immutable.
 *
 * @param file     the ring's file. Its directory is made, with mode 0700, if its parent exists. Beside it lie files
 *                 whose names begin with its name
 * @param capacity the space for entries in bytes, a power of two, {@value #MIN_CAPACITY} to {@value #MAX_CAPACITY}. A
 *                 record takes its text and 16 to 23 bytes. The file has one page more, and its pages are
 *                 allocated when it is made
 * @param whenFull what happens to a record for which there is no space
 * @param notices  receives a sentence for people about each problem; called by the thread that found it
 */
public record IntakeOptions(Path file, int capacity, IntakeFullPolicy whenFull, Consumer<String> notices) {
    /** The smallest capacity, 128 KiB. */
    public static final int MIN_CAPACITY = 1 << 17;
    /** The largest capacity, 1 GiB. */
    public static final int MAX_CAPACITY = 1 << 30;
    /** The capacity unless another one is chosen, 64 MiB: about 200,000 records. */
    public static final int DEFAULT_CAPACITY = 64 << 20;

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(IntakeRing.class);

    /**
     * Creates options.
     *
     * @param file     as the component
     * @param capacity as the component
     * @param whenFull as the component
     * @param notices  as the component
     * @throws IllegalArgumentException if the capacity is out of bounds or not a power of two
     */
    public IntakeOptions {
        requireNonNull(file, "file");
        requireNonNull(whenFull, "whenFull");
        requireNonNull(notices, "notices");
        if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: a power of two from "
                    + MIN_CAPACITY + " to " + MAX_CAPACITY + ')');
        }
    }

    /**
     * Returns options with the default capacity, {@link IntakeFullPolicy#DROP}, and notices that are logged as
     * warnings.
     *
     * @param file the ring's file
     * @return the options
     */
    public static IntakeOptions of(Path file) {
        return new IntakeOptions(file, DEFAULT_CAPACITY, IntakeFullPolicy.DROP, IntakeOptions::log);
    }

    private static void log(String notice) {
        LOGGER.warn(notice);
    }

    /**
     * Returns the same options with another capacity.
     *
     * @param bytes as the component
     * @return other options
     * @throws IllegalArgumentException if it is out of bounds or not a power of two
     */
    public IntakeOptions withCapacity(int bytes) {
        return new IntakeOptions(file, bytes, whenFull, notices);
    }

    /**
     * Returns the same options with another policy.
     *
     * @param policy as the component
     * @return other options
     */
    public IntakeOptions withWhenFull(IntakeFullPolicy policy) {
        return new IntakeOptions(file, capacity, policy, notices);
    }

    /**
     * Returns the same options with another receiver of notices.
     *
     * @param consumer as the component
     * @return other options
     */
    public IntakeOptions withNotices(Consumer<String> consumer) {
        return new IntakeOptions(file, capacity, whenFull, consumer);
    }
}
