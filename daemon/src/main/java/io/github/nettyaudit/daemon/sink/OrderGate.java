package io.github.nettyaudit.daemon.sink;

/**
 * Keeps batches from overtaking a document that is to be sent again. After a failure the delivery sends everything from
 * the failed document on again, but may have sent a later batch before it knew. Thread-safe.
 */
public final class OrderGate {
    private static final long OPEN = Long.MAX_VALUE;

    private long failed = OPEN;
    private long turnedBack = OPEN;

    /** Creates a gate that is open. */
    public OrderGate() {
    }

    /**
     * A document is to be sent again.
     *
     * @param sequence its position in the log
     */
    public synchronized void close(long sequence) {
        failed = Math.min(failed, sequence);
    }

    /**
     * Returns whether a batch that begins with this document may be sent. A batch that comes again after it was turned back
     * may: then the delivery has read its log again and the failed document is not in it any more.
     *
     * @param sequence the position of its first document in the log
     * @return whether it may be sent
     */
    public synchronized boolean admits(long sequence) {
        if (sequence <= failed || sequence == turnedBack) {
            failed = OPEN;
            turnedBack = OPEN;
            return true;
        }
        turnedBack = Math.min(turnedBack, sequence);
        return false;
    }
}
