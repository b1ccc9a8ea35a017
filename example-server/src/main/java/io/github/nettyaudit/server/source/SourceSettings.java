package io.github.nettyaudit.server.source;

import io.github.nettyaudit.server.option.SourceMode;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@link SourceOpener} has to know of the options or the configuration file.
 *
 * @param mode            the source
 * @param enable          whether to turn auditing on
 * @param backlogLimit    the number of records that the kernel may queue; {@code null} to leave it unchanged
 * @param backlogWaitTime the longest time, in jiffies, that an audited process waits; {@code null} to leave it unchanged
 * @param reregister      whether to register again when the kernel has ended the registration
 * @param receiveBuffer   the size of the socket's receive buffer in bytes
 * @param readDelay       how long a read of records is delayed at most, so that it takes several
 * @param readDelayRate   from how many records per second on reads are delayed
 * @param stateDirectory  where to record what was changed in the kernel
 * @param watchInterval   how often the kernel's status is asked for
 * @param closeTimeout    how long closing may take
 * @param demoRate        records per second of the demo
 * @param demoCount       the number of records after which the demo ends; 0 = never
 */
public record SourceSettings(SourceMode mode, boolean enable, @Nullable Integer backlogLimit,
        @Nullable Integer backlogWaitTime, boolean reregister, int receiveBuffer, Duration readDelay,
        int readDelayRate, Path stateDirectory, Duration watchInterval, Duration closeTimeout, int demoRate, long demoCount) {
}
