package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/** A batch from its first attempt until each of its documents is accepted, or refused and kept as a dead letter. */
final class PendingBatch {
    /** Whether it is with the sink. */
    enum State {
        /** To be sent, for the first time or again. */
        WAITING,
        /** With the sink. */
        SENT,
        /** Every document is accepted or refused. */
        DONE
    }

    private final SinkBatch all;
    private final EntryBytes entries;
    private final BitSet refused = new BitSet();
    private final long oldestMillis;
    private int[] open;
    /** The position after it, and after what follows it and was filtered out. */
    long nextSequence;
    State state = State.WAITING;
    /** The number of its last attempt: the answer to an earlier one is ignored. */
    int attempt;
    long deadline;

    PendingBatch(SinkBatch batch, EntryBytes entries, long nextSequence, long oldestMillis) {
        all = batch;
        this.entries = entries;
        this.nextSequence = nextSequence;
        this.oldestMillis = oldestMillis;
        open = IntStream.range(0, batch.size()).toArray();
    }

    EntryBytes entries() {
        return entries;
    }

    long oldestMillis() {
        return oldestMillis;
    }

    /** The documents that are to be sent, in a batch of which the caller has a reference. */
    SinkBatch toSend() {
        return open.length == all.size() ? all.retain() : all.select(open);
    }

    /** How many documents the sink has now, or would get. */
    int openSize() {
        return open.length;
    }

    ByteBuf entry(int openIndex) {
        return entries.get(open[openIndex]);
    }

    int documentLength(int openIndex) {
        return all.end(open[openIndex]) - all.start(open[openIndex]);
    }

    void markRefused(int openIndex) {
        refused.set(open[openIndex]);
    }

    /** Only these are to be sent again. */
    void keepOpen(int[] openIndices) {
        open = Arrays.stream(openIndices).map(index -> open[index]).toArray();
        state = open.length == 0 ? State.DONE : State.WAITING;
    }

    /** It follows one that failed: all is sent again but what was refused. */
    void reopen() {
        open = IntStream.range(0, all.size()).filter(document -> !refused.get(document)).toArray();
        state = open.length == 0 ? State.DONE : State.WAITING;
    }

    void release() {
        all.release();
    }
}
