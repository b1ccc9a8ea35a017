package io.github.nettyaudit.daemon.delivery;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Written by the thread of the delivery alone, read by any. */
final class DeliveryCounters {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(Delivery.class);

    private final String name;
    volatile DeliveryState state = DeliveryState.RUNNING;
    volatile long position;
    volatile long committed;
    volatile long oldestMillis;
    private volatile long batches;
    private volatile long documents;
    private volatile long bytes;
    private volatile long retries;
    private volatile long timeouts;
    private volatile long refused;
    private volatile long notEncoded;
    private volatile long damaged;
    private volatile long deadLetters;
    private volatile long discarded;
    private volatile long filtered;
    private volatile long lostEntries;
    private volatile @Nullable Failure lastFailure;

    private record Failure(String error, Instant time) {
    }

    DeliveryCounters(String name) {
        this.name = name;
    }

    void addBatch() {
        batches = batches + 1;
    }

    void addDocument(int length) {
        documents = documents + 1;
        bytes = bytes + length;
    }

    void addRetry() {
        retries = retries + 1;
    }

    void addTimeout() {
        timeouts = timeouts + 1;
    }

    void addRefused() {
        refused = refused + 1;
    }

    void addNotEncoded() {
        notEncoded = notEncoded + 1;
    }

    void addDamaged() {
        damaged = damaged + 1;
    }

    void addDeadLetter() {
        deadLetters = deadLetters + 1;
    }

    void addDiscarded() {
        discarded = discarded + 1;
    }

    void addFiltered() {
        filtered = filtered + 1;
    }

    void addLost(long entries) {
        lostEntries = lostEntries + entries;
    }

    /** Keeps a failure, and logs it if it differs from the one before. */
    void failed(String error) {
        Failure before = lastFailure;
        lastFailure = new Failure(error, Instant.now());
        if (before == null || !before.error.equals(error)) {
            LOG.warn("Sink {}: {}", name, error);
        }
    }

    void recovered() {
        LOG.info("Sink {} takes events again", name);
    }

    DeliveryStatus status(long end) {
        long done = position;
        Failure failure = lastFailure;
        return new DeliveryStatus(name, state, done, committed, Math.max(0, end - done), oldestMillis, batches,
                documents, bytes, retries, timeouts, refused, notEncoded, damaged, deadLetters, discarded, filtered,
                lostEntries, failure == null ? null : failure.error, failure == null ? null : failure.time);
    }
}
