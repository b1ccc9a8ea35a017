package io.github.nettyaudit.daemon.source;

import static java.util.Objects.requireNonNull;

import io.netty.util.internal.UnstableApi;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the kernel may be asked for its status.
 *
 * <p>While the kernel's queue is longer than {@code backlog_limit}, {@code audit_receive()} puts every sender of a
 * request to sleep, and such a sleeper takes the wake-ups that the audited processes wait for: a status request under
 * load can stop the host for a minute. So the kernel may be asked only if the queue is known to be empty
 * ({@code kauditd} waits for records) and will not be full in the next moment (fewer than {@value #BRISK_RATE} records
 * a second); or, where {@code /proc} does not show what {@code kauditd} waits for, if nothing points to a queue: fewer
 * than {@value #MODEST_RATE} records a second, and no datagram dropped since the look before.
 *
 * <p>A quiet socket alone proves nothing: with another daemon that is stuck, the queue is full and this socket receives
 * nothing. So where this process is not the daemon, and {@code kauditd} does not show what it does, there must also be
 * records.
 *
 * <p>A rate needs two looks at a counter. {@link #look()} is to be called once a second, by one thread at a time. Looks
 * that are closer than {@value #NEAREST_MILLIS} ms (a timer that catches up) or further apart than
 * {@value #FURTHEST_MILLIS} ms (the process or the machine was stopped) say nothing about the present, so the guard
 * then refuses.
 *
 * <p>A storm may begin between two looks. Therefore {@link #isCalm()} looks again at the moment of the question: at
 * {@code kauditd}, at the drops, and at the records received since the last look, which must not be more than the rate
 * allows. It may be called by any thread and does not wait.
 */
@UnstableApi
public final class CongestionGuard {
    /** Records per second below which the queue is taken to be empty: any reader can do a hundred times more. */
    static final int MODEST_RATE = 2_000;
    /** Records per second from which on even an empty queue may exceed a small limit before the request arrives. */
    static final int BRISK_RATE = 10_000;
    /** The shortest time between two looks that gives a rate. */
    static final long NEAREST_MILLIS = 400;
    /** The longest time between two looks that gives a rate, and the age up to which the last look says anything. */
    static final long FURTHEST_MILLIS = 3_000;

    private static final long NEAREST_NANOS = TimeUnit.MILLISECONDS.toNanos(NEAREST_MILLIS);
    private static final long FURTHEST_NANOS = TimeUnit.MILLISECONDS.toNanos(FURTHEST_MILLIS);

    private final KauditdState kauditd;
    private final boolean ownsQueue;
    private final LongSupplier records;
    private final LongSupplier drops;
    private final LongSupplier nanoTime;
    /** What the last look found that can be compared with; {@code null} before the first one. */
    private volatile @Nullable Look last;

    /**
     * @param nanos   when it was
     * @param records the records received until then
     * @param drops   the socket's drops until then
     * @param calm    whether all was calm since the look before
     */
    private record Look(long nanos, long records, long drops, boolean calm) {
        /** The same counters, which the next look compares with, but no permission to ask. */
        Look withoutCalm() {
            return new Look(nanos, records, drops, false);
        }
    }

    /**
     * Creates a guard that refuses until it has looked twice. Looks for {@code kauditd} among all processes, so it is
     * not to be called on an event loop.
     *
     * @param ownsQueue whether this process is the registered daemon, so that the queue cannot be full without records
     *                  being received here
     * @param records   records received so far; must count each record when it is received
     * @param drops     the socket's drops so far
     */
    public CongestionGuard(boolean ownsQueue, LongSupplier records, LongSupplier drops) {
        this(new KauditdState(Path.of("/proc")), ownsQueue, records, drops);
    }

    /**
     * Creates a guard that refuses until it has looked twice.
     *
     * @param kauditd   observes the kernel's thread
     * @param ownsQueue as above
     * @param records   as above
     * @param drops     as above
     */
    public CongestionGuard(KauditdState kauditd, boolean ownsQueue, LongSupplier records, LongSupplier drops) {
        this(kauditd, ownsQueue, records, drops, System::nanoTime);
    }

    CongestionGuard(KauditdState kauditd, boolean ownsQueue, LongSupplier records, LongSupplier drops,
                    LongSupplier nanoTime) {
        this.kauditd = requireNonNull(kauditd, "kauditd");
        this.ownsQueue = ownsQueue;
        this.records = requireNonNull(records, "records");
        this.drops = requireNonNull(drops, "drops");
        this.nanoTime = nanoTime;
    }

    /** Looks at the counters and at {@code kauditd}, which reads two small files of proc(5). */
    public void look() {
        long now = nanoTime.getAsLong();
        Look before = last;
        if (before != null && now - before.nanos < NEAREST_NANOS) {
            last = before.withoutCalm();
            return;
        }
        long recordsNow = records.getAsLong();
        long dropsNow = drops.getAsLong();
        boolean calm = false;
        if (before != null && now - before.nanos <= FURTHEST_NANOS) {
            long more = recordsNow - before.records;
            calm = isCalm(more / seconds(now - before.nanos), dropsNow != before.drops, ownsQueue || more > 0);
        }
        last = new Look(now, recordsNow, dropsNow, calm);
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    /** @param alive whether silence, if there is one, proves that no records are made */
    private boolean isCalm(double rate, boolean dropped, boolean alive) {
        return switch (kauditd.read()) {
            case IDLE -> rate < BRISK_RATE;
            case BUSY -> false;
            case ASLEEP, UNKNOWN -> rate < MODEST_RATE && !dropped && alive;
        };
    }

    /**
     * Returns whether a request may be sent now. Reads two small files of proc(5) if the last look found all calm.
     *
     * @return {@code true} if the last look was at most {@value #FURTHEST_MILLIS} ms ago and found all calm, and
     *         nothing that happened since then points to a storm
     */
    public boolean isCalm() {
        Look before = last;
        if (before == null || !before.calm) {
            return false;
        }
        long elapsed = nanoTime.getAsLong() - before.nanos;
        if (elapsed > FURTHEST_NANOS) {
            return false;
        }
        // over a few milliseconds a rate says little, so these records are taken as those of the shortest time
        double rate = (records.getAsLong() - before.records) / seconds(Math.max(elapsed, NEAREST_NANOS));
        return isCalm(rate, drops.getAsLong() != before.drops, true);
    }

    /**
     * Returns what the last look found, for an indication only: a request needs {@link #isCalm()}. Reads no file.
     *
     * @return {@code true} if the last look was at most {@value #FURTHEST_MILLIS} ms ago and found all calm
     */
    public boolean wasCalm() {
        Look before = last;
        return before != null && before.calm && nanoTime.getAsLong() - before.nanos <= FURTHEST_NANOS;
    }
}
