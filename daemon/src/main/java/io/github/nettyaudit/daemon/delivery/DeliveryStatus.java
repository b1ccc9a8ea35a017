package io.github.nettyaudit.daemon.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one sink's delivery has done, at one moment. The numbers count since the delivery was made.
 *
 * @param name             the name of the sink
 * @param state            what it is doing
 * @param position         the position up to which everything is acknowledged
 * @param committed        the position that is stored
 * @param lag              the number of entries of the log that are not acknowledged
 * @param oldestMillis     when the oldest event that was read and is not acknowledged was stored, in milliseconds since
 *                         1970; 0 if there is none
 * @param batches          batches that were answered with every document accepted or refused
 * @param documents        documents that the sink accepted, each counted each time
 * @param bytes            bytes of these documents
 * @param retries          batches that had to be sent again
 * @param timeouts         batches that were not answered in time; they are also retries
 * @param refused          documents that the sink refused for good
 * @param notEncoded       events for which the encoder failed
 * @param damaged          entries of the log that could not be decoded
 * @param deadLetters      lines that were written to the dead-letter file
 * @param discarded        documents that were refused, or not encoded, without a dead-letter file
 * @param filtered         events that the filter left out
 * @param lostEntries      entries in gaps of the log, which were delivered as reports of losses
 * @param lastError        the last failure, in words; {@code null} if there was none
 * @param lastErrorTime    when that was; {@code null} if there was none
 */
public record DeliveryStatus(String name, DeliveryState state, long position, long committed, long lag,
                             long oldestMillis, long batches, long documents, long bytes, long retries, long timeouts,
                             long refused, long notEncoded, long damaged, long deadLetters, long discarded,
                             long filtered, long lostEntries, @Nullable String lastError,
                             @Nullable Instant lastErrorTime) {
}
