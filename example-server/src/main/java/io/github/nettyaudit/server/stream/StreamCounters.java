package io.github.nettyaudit.server.stream;

/**
 * Counts the records and losses of the stream since the start. Written by the data channel's event loop only, readable
 * by any thread.
 */
public final class StreamCounters {
    private volatile long records;
    private volatile long socketDrops;
    private volatile long truncated;
    private volatile long invalid;
    private volatile long foreign;
    private volatile long undelivered;
    private volatile long missingEvents;
    private volatile long kernelLost;

    /**
     * Returns the number of records received.
     *
     * @return a number of records
     */
    public long records() {
        return records;
    }

    /**
     * Returns the number of datagrams that the kernel could not deliver because the socket's receive buffer was full
     * ({@code SK_MEMINFO_DROPS}, ENOBUFS).
     *
     * @return a number of datagrams
     */
    public long socketDrops() {
        return socketDrops;
    }

    /**
     * Returns the number of datagrams that were longer than the buffer, so that their ends are missing.
     *
     * @return a number of datagrams
     */
    public long truncated() {
        return truncated;
    }

    /**
     * Returns the number of messages that could not be decoded.
     *
     * @return a number of messages
     */
    public long invalid() {
        return invalid;
    }

    /**
     * Returns the number of datagrams that were discarded because the kernel had not sent them.
     *
     * @return a number of datagrams
     */
    public long foreign() {
        return foreign;
    }

    /**
     * Returns the number of datagrams that were received and could not be processed.
     *
     * @return a number of datagrams
     */
    public long undelivered() {
        return undelivered;
    }

    /**
     * Returns the number of events of which no record was received, found by gaps in the serials.
     *
     * @return a number of events
     */
    public long missingEvents() {
        return missingEvents;
    }

    /**
     * Returns by how much the kernel's counter {@code lost} has risen since the start, up to the last status received.
     *
     * @return a number of records
     */
    public long kernelLost() {
        return kernelLost;
    }

    // Only the data channel's event loop writes, so no atomic increment is needed.

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void addRecords(long more) {
        records += more;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void addSocketDrops(long more) {
        socketDrops += more;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void addTruncated(long more) {
        truncated += more;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void addInvalid() {
        invalid++;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void addForeign(long more) {
        foreign += more;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void addUndelivered(long more) {
        undelivered += more;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void addMissingEvents(long more) {
        missingEvents += more;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void addKernelLost(long more) {
        kernelLost += more;
    }
}
