package io.github.nettyaudit.codec.request;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests in flight on one socket, by sequence, and those that have ended lately. Sequences count up from the
 * first through all 32 bits but 0, which records carry, and leave out those that are in flight or held back. Used on
 * the channel's event loop only.
 */
final class PendingRequests {
    private final IntObjectMap<PendingRequest<?>> inFlight = new IntObjectHashMap<>();
    /** Requests that the kernel may still answer: their sequences must not be given away yet. */
    private final CompletedRequests heldBack;
    /** Requests that need no answer any more; apart, so that many of these do not push out those held back. */
    private final CompletedRequests answered;
    private int nextSequence;

    PendingRequests(int firstSequence, int bound) {
        nextSequence = firstSequence;
        heldBack = new CompletedRequests(bound);
        answered = new CompletedRequests(bound);
    }

    /** Gives the call a sequence of its own and takes it in. */
    void add(PendingRequest<?> call) {
        // both tables are bounded, so there is always a free one
        while (nextSequence == 0 || inFlight.containsKey(nextSequence) || ended(nextSequence) != null) {
            nextSequence++;
        }
        call.sequence = nextSequence++;
        inFlight.put(call.sequence, call);
    }

    /**
     * The only way out for a call.
     *
     * @return {@code false} if the call had left already
     */
    boolean remove(PendingRequest<?> call, AuditRequestOutcome ending) {
        if (!contains(call)) {
            return false;
        }
        inFlight.remove(call.sequence);
        call.cancelTimer();
        boolean settled = ending == AuditRequestOutcome.ANSWERED || ending == AuditRequestOutcome.NOT_AWAITED;
        (settled ? answered : heldBack).add(call.sequence, new CompletedRequest(call, ending));
        return true;
    }

    boolean contains(PendingRequest<?> call) {
        return inFlight.get(call.sequence) == call;
    }

    @Nullable PendingRequest<?> get(int sequence) {
        return inFlight.get(sequence);
    }

    @Nullable CompletedRequest ended(int sequence) {
        CompletedRequest call = heldBack.get(sequence);
        return call != null ? call : answered.get(sequence);
    }

    /** Where to look for the next free sequence. */
    void continueAt(int sequence) {
        nextSequence = sequence;
    }

    /** A copy, so that calls can be removed while going through it. */
    List<PendingRequest<?>> all() {
        return new ArrayList<>(inFlight.values());
    }
}
