package io.github.nettyaudit.codec.request;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import org.jspecify.annotations.Nullable;

/** The latest requests that have ended, by sequence; of more than the bound the oldest is forgotten. */
final class CompletedRequests {
    private final IntObjectMap<CompletedRequest> bySequence = new IntObjectHashMap<>();
    private final int[] oldestFirst;
    private int next;

    CompletedRequests(int bound) {
        oldestFirst = new int[bound];
    }

    void add(int sequence, CompletedRequest call) {
        // a slot that was never used holds 0, which is never a sequence
        bySequence.remove(oldestFirst[next]);
        oldestFirst[next] = sequence;
        next = (next + 1) % oldestFirst.length;
        bySequence.put(sequence, call);
    }

    @Nullable CompletedRequest get(int sequence) {
        return bySequence.get(sequence);
    }
}
