package io.github.nettyaudit.codec.request;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The requests in flight on one socket, by sequence, and those that were completed lately. A new request gets a
 * sequence that is not 0, which records carry, and not that of a request in flight or remembered. Used on the channel's
 * event loop only, except for the number of requests.
 */
final class PendingRequests {
    private final int maxInFlight;
    /** Includes the requests that wait for the event loop to take them. */
    private final AtomicInteger admitted = new AtomicInteger();
    private final IntObjectMap<PendingRequest<?>> inFlight = new IntObjectHashMap<>();
    /** Requests that the kernel may still answer: their sequences must not be reused yet. */
    private final CompletedRequests unanswered;
    /** Requests that need no reply any more. Kept separately, so that many of these do not push out the others. */
    private final CompletedRequests answered;
    private final IntSupplier sequences;

    /**
     * @param remembered how many completed requests are remembered of each kind
     * @param sequences  supplies the sequences to try
     */
    PendingRequests(int maxInFlight, int remembered, IntSupplier sequences) {
        this.maxInFlight = maxInFlight;
        this.sequences = sequences;
        unanswered = new CompletedRequests(remembered);
        answered = new CompletedRequests(remembered);
    }

    int maxInFlight() {
        return maxInFlight;
    }

    /** Any thread. */
    int inFlight() {
        return admitted.get();
    }

    /** Reserves a place for a request, from any thread; {@code false} if the limit is reached. */
    boolean admit() {
        if (admitted.incrementAndGet() > maxInFlight) {
            admitted.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Gives back the place of a request that was never added, from any thread. */
    void dismiss() {
        admitted.decrementAndGet();
    }

    /** Gives an admitted request a sequence of its own and takes it in. */
    void add(PendingRequest<?> request) {
        int sequence;
        do { // all tables are bounded, so there is always a free one
            sequence = sequences.getAsInt();
        } while (sequence == 0 || inFlight.containsKey(sequence) || completed(sequence) != null);
        request.sequence = sequence;
        inFlight.put(sequence, request);
    }

    boolean contains(PendingRequest<?> request) {
        return inFlight.get(request.sequence) == request;
    }

    @Nullable PendingRequest<?> get(int sequence) {
        return inFlight.get(sequence);
    }

    @Nullable CompletedRequest completed(int sequence) {
        CompletedRequest request = unanswered.get(sequence);
        return request != null ? request : answered.get(sequence);
    }

    /** A copy, so that requests can be removed while iterating. */
    List<PendingRequest<?>> all() {
        return new ArrayList<>(inFlight.values());
    }

    /**
     * Ends the present attempt of a request; its sequence is remembered and its place is kept.
     *
     * @return {@code false} if the request is no longer in flight
     */
    boolean end(PendingRequest<?> request, AuditRequestOutcome outcome) {
        if (!contains(request)) {
            return false;
        }
        inFlight.remove(request.sequence);
        request.cancelTimer();
        boolean settled = outcome == AuditRequestOutcome.COMPLETED || outcome == AuditRequestOutcome.NOT_AWAITED;
        (settled ? answered : unanswered).add(request.sequence, new CompletedRequest(request, outcome));
        return true;
    }

    /**
     * Ends a request. Every request that was added ends here, once, before its promise is notified.
     *
     * @return {@code false} if the request is no longer in flight
     */
    boolean remove(PendingRequest<?> request, AuditRequestOutcome outcome) {
        boolean removed = end(request, outcome);
        if (removed) {
            admitted.decrementAndGet();
        }
        return removed;
    }

    void fail(PendingRequest<?> request, AuditRequestOutcome outcome, AuditRequestException cause) {
        if (remove(request, outcome)) {
            request.promise.tryFailure(cause);
        }
    }

    /** Completes a request; if its result cannot be computed, it fails. */
    void complete(PendingRequest<?> request, AuditRequestOutcome outcome, Supplier<@Nullable Object> result) {
        if (!remove(request, outcome)) {
            return;
        }
        Object value;
        try {
            value = result.get();
        } catch (Throwable e) {
            request.promise.tryFailure(conversionFailure(request, e));
            return;
        }
        request.succeed(value);
    }

    static AuditRequestException conversionFailure(PendingRequest<?> request, Throwable cause) {
        return request.failure("was answered, but the reply could not be converted: " + cause, cause);
    }

    /** Fails all requests because the channel is closed. */
    void failAll() {
        for (PendingRequest<?> request : all()) {
            fail(request, AuditRequestOutcome.CANCELLED,
                    new AuditChannelClosedException(request.request, request.sequence, null));
        }
    }
}
