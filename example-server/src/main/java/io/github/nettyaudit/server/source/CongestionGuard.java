package io.github.nettyaudit.server.source;

import java.nio.file.Path;

/**
 * Tells when the kernel may be asked for its status.
 *
 * <p>While the kernel's queue is over {@code backlog_limit}, {@code audit_receive()} puts every sender of a request to
 * sleep, and such a sleeper takes the wake-ups that the audited processes wait for: asking for the status under load
 * can stop the host for a minute. So it is asked only when the queue is known to be empty ({@code kauditd} waits for
 * records) and will not be full in the next moment (fewer than {@value #BRISK_RATE} records a second); or, where
 * {@code /proc} does not show where {@code kauditd} sleeps, when nothing points to a queue: fewer than
 * {@value #MODEST_RATE} records a second, and no datagram dropped since the last look.
 *
 * <p>A quiet socket alone proves nothing: with another daemon that is stuck, the queue is full and we see no record.
 * So where we are not the daemon, and {@code kauditd} does not show what it does, there must also be records.
 * Not thread-safe.
 */
public final class CongestionGuard {
    /** Records per second below which the queue is taken to be empty: any reader can do a hundred times more. */
    static final int MODEST_RATE = 2_000;

    /** Records per second above which even an empty queue may be over a small limit before the request arrives. */
    static final int BRISK_RATE = 10_000;

    private final KauditdState kauditd;
    private final boolean ownsQueue;
    private long lastRecords;
    private long lastDrops;
    private long lastNanos;

    /**
     * @param ownsQueue whether we are the registered daemon, so that the queue cannot be full without our receiving
     */
    public CongestionGuard(boolean ownsQueue, long nowNanos) {
        this(Path.of("/proc"), ownsQueue, nowNanos);
    }

    CongestionGuard(Path proc, boolean ownsQueue, long nowNanos) {
        this.kauditd = new KauditdState(proc);
        this.ownsQueue = ownsQueue;
        lastNanos = nowNanos;
    }

    /**
     * Whether a request may be sent now.
     *
     * @param records  records received since the start
     * @param drops    the socket's drops since the start
     * @param nowNanos {@link System#nanoTime()}
     */
    public boolean isCalm(long records, long drops, long nowNanos) {
        double seconds = Math.max(1, nowNanos - lastNanos) / 1e9;
        double rate = (records - lastRecords) / seconds;
        boolean dropped = drops != lastDrops;
        lastRecords = records;
        lastDrops = drops;
        lastNanos = nowNanos;
        return switch (kauditd.read()) {
            case IDLE -> rate < BRISK_RATE;
            case BUSY -> false;
            case ASLEEP, UNKNOWN -> rate < MODEST_RATE && !dropped && (ownsQueue || rate > 0);
        };
    }
}
