package io.github.nettyaudit.transport;

/**
 * What a channel has seen since it was opened. Written by the channel's event loop only, readable from any thread;
 * each number is up to date as of the end of a read loop, and they are not a snapshot of one instant.
 */
public final class AuditNetlinkCounters {
    private volatile long datagrams;
    private volatile long bytes;
    private volatile long wakeUps;
    private volatile long batches;
    private volatile long overruns;
    private volatile long socketDrops;
    private volatile long truncated;
    private volatile long foreign;

    AuditNetlinkCounters() {
    }

    /** Datagrams handed to the pipeline, those included of which only a part was received. */
    public long datagrams() {
        return datagrams;
    }

    /** Bytes of those datagrams, as far as they were received. */
    public long bytes() {
        return bytes;
    }

    /** Read loops that were run: because the socket became readable, or because a coalescing pause was over. */
    public long wakeUps() {
        return wakeUps;
    }

    /** Calls of recvmmsg(2). */
    public long batches() {
        return batches;
    }

    /** Overruns noticed, see {@link NetlinkOverrun}: one for each event fired. */
    public long overruns() {
        return overruns;
    }

    /** The socket's own count of failed deliveries ({@code SK_MEMINFO_DROPS}), as last read. */
    public long socketDrops() {
        return socketDrops;
    }

    /** Datagrams of which only a part was received, see {@link NetlinkTruncatedDatagram}. */
    public long truncated() {
        return truncated;
    }

    /**
     * Datagrams that somebody other than the channel's peer (by default the kernel) sent and that were thrown away.
     * Unicast ones are refused by the kernel already and never get here, but for those sent before the peer was set.
     */
    public long foreign() {
        return foreign;
    }

    // One writer, the event loop: a volatile read and write are all that is needed.

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void readLoop(long datagrams, long bytes, long batches) {
        this.datagrams += datagrams;
        this.bytes += bytes;
        this.batches += batches;
        wakeUps++;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void overrun(long drops) {
        overruns++;
        socketDrops = drops;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void truncated(int count) {
        truncated += count;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void foreign(int count) {
        foreign += count;
    }

    @Override
    public String toString() {
        return "datagrams: " + datagrams + ", bytes: " + bytes + ", wakeUps: " + wakeUps + ", batches: " + batches
                + ", overruns: " + overruns + ", socketDrops: " + socketDrops + ", truncated: " + truncated
                + ", foreign: " + foreign;
    }
}
