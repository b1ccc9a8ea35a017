package io.github.nettyaudit.daemon.internal.kernel;

import java.time.Duration;

/**
 * The options of a data channel.
 *
 * @param receiveBuffer the size of its receive buffer, in bytes
 * @param readDelay     how long a read is delayed at most
 * @param readDelayRate from how many records in a second on reads are delayed
 */
public record DataChannelOptions(int receiveBuffer, Duration readDelay, int readDelayRate) {
}
