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
final class AuditCalls {
    private final IntObjectMap<AuditCall<?>> inFlight = new IntObjectHashMap<>();
    /** Requests that the kernel may still answer: their sequences must not be given away yet. */
    private final EndedCalls heldBack;
    /** Requests that need no answer any more; apart, so that many of these do not push out those held back. */
    private final EndedCalls answered;
    private int nextSequence;

    AuditCalls(int firstSequence, int bound) {
        nextSequence = firstSequence;
        heldBack = new EndedCalls(bound);
        answered = new EndedCalls(bound);
    }

    /** Gives the call a sequence of its own and takes it in. */
    void add(AuditCall<?> call) {
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
    boolean remove(AuditCall<?> call, AuditRequestEnding ending) {
        if (!contains(call)) {
            return false;
        }
        inFlight.remove(call.sequence);
        call.cancelTimer();
        boolean settled = ending == AuditRequestEnding.ANSWERED || ending == AuditRequestEnding.NOT_AWAITED;
        (settled ? answered : heldBack).add(call.sequence, new EndedCall(call, ending));
        return true;
    }

    boolean contains(AuditCall<?> call) {
        return inFlight.get(call.sequence) == call;
    }

    @Nullable AuditCall<?> get(int sequence) {
        return inFlight.get(sequence);
    }

    @Nullable EndedCall ended(int sequence) {
        EndedCall call = heldBack.get(sequence);
        return call != null ? call : answered.get(sequence);
    }

    /** Where to look for the next free sequence. */
    void continueAt(int sequence) {
        nextSequence = sequence;
    }

    /** A copy, so that calls can be removed while going through it. */
    List<AuditCall<?>> all() {
        return new ArrayList<>(inFlight.values());
    }
}
