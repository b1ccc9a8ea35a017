package io.github.nettyaudit.server.stream;

/**
 * What has come out of the source, counted since the start. Written by the data channel's loop alone, readable from
 * any thread.
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

    /** Records received. */
    public long records() {
        return records;
    }

    /** Failed deliveries to our socket, which was full ({@code SK_MEMINFO_DROPS}, ENOBUFS). */
    public long socketDrops() {
        return socketDrops;
    }

    /** Datagrams of which only a part arrived. */
    public long truncated() {
        return truncated;
    }

    /** Messages that could not be decoded. */
    public long invalid() {
        return invalid;
    }

    /** Datagrams that did not come from the kernel and were thrown away. */
    public long foreign() {
        return foreign;
    }

    /** Datagrams that were received and could not be processed. */
    public long undelivered() {
        return undelivered;
    }

    /** Events whose serial never came. */
    public long missingEvents() {
        return missingEvents;
    }

    /** Increase of the kernel's {@code lost} since the start, as far as it has been asked. */
    public long kernelLost() {
        return kernelLost;
    }

    // One writer, the data channel's loop: no atomic increment is needed.

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
