package io.github.nettyaudit.codec.request;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import org.jspecify.annotations.Nullable;

/** The most recently completed requests, by sequence; beyond the bound the oldest one is forgotten. */
final class CompletedRequests {
    private final IntObjectMap<CompletedRequest> bySequence = new IntObjectHashMap<>();
    private final int[] oldestFirst;
    private int next;

    CompletedRequests(int bound) {
        oldestFirst = new int[bound];
    }

    void add(int sequence, CompletedRequest request) {
        // a slot that was never used holds 0, which is never a sequence
        bySequence.remove(oldestFirst[next]);
        oldestFirst[next] = sequence;
        next = (next + 1) % oldestFirst.length;
        bySequence.put(sequence, request);
    }

    @Nullable CompletedRequest get(int sequence) {
        return bySequence.get(sequence);
    }
}
