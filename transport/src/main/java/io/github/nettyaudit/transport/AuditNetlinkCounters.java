package io.github.nettyaudit.transport;

/**
 * The counters of a channel, from its creation on. {@link AuditNetlinkMetric} lists them with name, unit and meaning.
 * Only the channel's event loop writes them. Any thread may read them; each number is up to date as of the end of a
 * read loop, and together they are not a snapshot of one instant.
 */
public final class AuditNetlinkCounters {
    private volatile long datagrams;
    private volatile long bytes;
    private volatile long wakeUps;
    private volatile long batches;
    private volatile long overruns;
    private volatile long socketDrops;
    private volatile long truncated;
    private volatile long unexpectedSenders;
    private volatile long undelivered;

    AuditNetlinkCounters() {
    }

    /**
     * Returns the number of datagrams handed to the pipeline, truncated ones included.
     *
     * @return a number of datagrams
     */
    public long datagrams() {
        return datagrams;
    }

    /**
     * Returns the number of bytes of these datagrams, as far as they were received.
     *
     * @return a number of bytes
     */
    public long bytes() {
        return bytes;
    }

    /**
     * Returns the number of read loops: one each time the socket became readable or a coalescing delay ended.
     *
     * @return a number of read loops
     */
    public long wakeUps() {
        return wakeUps;
    }

    /**
     * Returns the number of calls of recvmmsg(2).
     *
     * @return a number of system calls
     */
    public long batches() {
        return batches;
    }

    /**
     * Returns the number of {@link NetlinkOverrun} events fired.
     *
     * @return a number of events
     */
    public long overruns() {
        return overruns;
    }

    /**
     * Returns the socket's own count of failed deliveries ({@code SK_MEMINFO_DROPS}), as last read.
     *
     * @return a number of failed deliveries
     */
    public long socketDrops() {
        return socketDrops;
    }

    /**
     * Returns the number of datagrams of which only the beginning was received, see {@link NetlinkTruncatedDatagram}.
     *
     * @return a number of datagrams
     */
    public long truncated() {
        return truncated;
    }

    /**
     * Returns the number of datagrams discarded because their sender was not the channel's peer (by default the
     * kernel), see {@link NetlinkUnexpectedSender}. The kernel refuses such unicast datagrams, so only those sent
     * before the peer was set are counted here.
     *
     * @return a number of datagrams
     */
    public long unexpectedSenders() {
        return unexpectedSenders;
    }

    /**
     * Returns the number of datagrams that were received and could not be delivered, see {@link NetlinkUndelivered}.
     *
     * @return a number of datagrams
     */
    public long undelivered() {
        return undelivered;
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
    void unexpectedSenders(int count) {
        unexpectedSenders += count;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void undelivered(int count) {
        undelivered += count;
    }

    @Override
    public String toString() {
        return "datagrams: " + datagrams + ", bytes: " + bytes + ", wakeUps: " + wakeUps + ", batches: " + batches
                + ", overruns: " + overruns + ", socketDrops: " + socketDrops + ", truncated: " + truncated
                + ", unexpectedSenders: " + unexpectedSenders + ", undelivered: " + undelivered;
    }
}
