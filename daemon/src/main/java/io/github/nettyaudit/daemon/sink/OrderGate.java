package io.github.nettyaudit.daemon.sink;

/**
 * Keeps batches from overtaking a document that is to be sent again. After a failure the delivery sends everything from
 * the failed document on again, but may have sent a later batch before it knew. Thread-safe.
 */
public final class OrderGate {
    private static final long OPEN = Long.MAX_VALUE;

    private long failed = OPEN;
    private long turnedBack = OPEN;
    private String cause = "an earlier event was not accepted";

    /** Creates a gate that is open. */
    public OrderGate() {
    }

    /**
     * A document is to be sent again.
     *
     * @param sequence its position in the log
     * @param reason   why, for the operator
     */
    public synchronized void close(long sequence, String reason) {
        if (sequence <= failed) {
            failed = sequence;
            cause = reason;
        }
    }

    /**
     * Returns why batches are turned back: the reason of the first document that is to be sent again. It is also theirs,
     * so that the operator reads the cause, whichever batch is answered last.
     *
     * @return the reason that {@link #close} was given
     */
    public synchronized String cause() {
        return cause;
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
