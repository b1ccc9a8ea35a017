package io.github.nettyaudit.daemon.delivery;

import java.time.Duration;

/**
 * The bounds and times of one sink's delivery. Immutable.
 *
 * @param batchDocuments the most documents in a batch
 * @param batchBytes     the most bytes in a batch; a single document may be longer
 * @param batchDelay     how long the first document of a batch may wait for others
 * @param inFlight       the most batches that are sent and not answered
 * @param inOrder        whether everything that follows a failed document is sent again after it. If not, only what
 *                       failed is sent again, and may arrive after later documents
 * @param retryLeast     the pause after the first failure
 * @param retryMost      the longest pause; the pauses double, and each is shortened by a random part
 * @param answerTimeout  how long the sink may take to answer; then the batch is sent again
 * @param commitInterval how often the position of what the sink has acknowledged is stored
 */
public record DeliveryOptions(int batchDocuments, int batchBytes, Duration batchDelay, int inFlight, boolean inOrder,
                              Duration retryLeast, Duration retryMost, Duration answerTimeout,
                              Duration commitInterval) {
    /**
     * 1,000 documents or 1 MiB in a batch, which does not wait for more than the log has; 4 batches in flight, in order;
     * retries after 200 ms to 30 s; answers within 60 s; the position each second.
     */
    public static final DeliveryOptions DEFAULTS = new DeliveryOptions(1000, 1 << 20, Duration.ZERO, 4, true,
            Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(1));

    /**
     * Checks the values.
     *
     * @param batchDocuments the most documents in a batch
     * @param batchBytes     the most bytes in a batch; a single document may be longer
     * @param batchDelay     how long the first document of a batch may wait for others
     * @param inFlight       the most batches that are sent and not answered
     * @param inOrder        whether everything that follows a failed document is sent again after it. If not, only what
     *                       failed is sent again, and may arrive after later documents
     * @param retryLeast     the pause after the first failure
     * @param retryMost      the longest pause; the pauses double, and each is shortened by a random part
     * @param answerTimeout  how long the sink may take to answer; then the batch is sent again
     * @param commitInterval how often the position of what the sink has acknowledged is stored
     * @throws IllegalArgumentException if a number is less than 1, a time is negative, or {@code retryMost} is shorter
     *                                  than {@code retryLeast}
     */
    public DeliveryOptions {
        atLeastOne("batchDocuments", batchDocuments);
        atLeastOne("batchBytes", batchBytes);
        atLeastOne("inFlight", inFlight);
        notNegative("batchDelay", batchDelay);
        positive("retryLeast", retryLeast);
        positive("answerTimeout", answerTimeout);
        positive("commitInterval", commitInterval);
        if (retryMost.compareTo(retryLeast) < 0) {
            throw new IllegalArgumentException("retryMost: " + retryMost + " (expected: >= retryLeast, " + retryLeast
                    + ')');
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }

    /**
     * Returns these options with other bounds of a batch.
     *
     * @param documents the most documents
     * @param bytes     the most bytes
     * @param delay     how long the first document may wait for others
     * @return new options
     */
    public DeliveryOptions withBatch(int documents, int bytes, Duration delay) {
        return new DeliveryOptions(documents, bytes, delay, inFlight, inOrder, retryLeast, retryMost, answerTimeout,
                commitInterval);
    }

    /**
     * Returns these options with another bound of batches in flight.
     *
     * @param batches the most batches that are sent and not answered
     * @return new options
     */
    public DeliveryOptions withInFlight(int batches) {
        return new DeliveryOptions(batchDocuments, batchBytes, batchDelay, batches, inOrder, retryLeast, retryMost,
                answerTimeout, commitInterval);
    }

    /**
     * Returns these options with or without the order of what is sent again.
     *
     * @param order whether everything that follows a failed document is sent again after it
     * @return new options
     */
    public DeliveryOptions withInOrder(boolean order) {
        return new DeliveryOptions(batchDocuments, batchBytes, batchDelay, inFlight, order, retryLeast, retryMost,
                answerTimeout, commitInterval);
    }

    /**
     * Returns these options with other pauses between attempts.
     *
     * @param least the pause after the first failure
     * @param most  the longest pause
     * @return new options
     */
    public DeliveryOptions withRetries(Duration least, Duration most) {
        return new DeliveryOptions(batchDocuments, batchBytes, batchDelay, inFlight, inOrder, least, most,
                answerTimeout, commitInterval);
    }

    /**
     * Returns these options with another time for answers.
     *
     * @param timeout how long the sink may take to answer
     * @return new options
     */
    public DeliveryOptions withAnswerTimeout(Duration timeout) {
        return new DeliveryOptions(batchDocuments, batchBytes, batchDelay, inFlight, inOrder, retryLeast, retryMost,
                timeout, commitInterval);
    }

    /**
     * Returns these options with another interval of positions.
     *
     * @param interval how often the position is stored
     * @return new options
     */
    public DeliveryOptions withCommitInterval(Duration interval) {
        return new DeliveryOptions(batchDocuments, batchBytes, batchDelay, inFlight, inOrder, retryLeast, retryMost,
                answerTimeout, interval);
    }
}
