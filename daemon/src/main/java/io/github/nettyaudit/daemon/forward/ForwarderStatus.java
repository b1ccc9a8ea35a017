package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.daemon.delivery.DeliveryStatus;
import io.github.nettyaudit.daemon.filter.PolicyCounts;
import io.github.nettyaudit.daemon.intake.IntakeCounters;
import io.github.nettyaudit.daemon.spool.SpoolCounters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Forwarder} has done so far.
 *
 * @param intake     the counters of the ring, which go on counting
 * @param ringBytes  how much of the ring is in use, in bytes
 * @param ringSize   the space of the ring, in bytes
 * @param spool      the counters of the spool, which go on counting; {@code null} if events are kept in memory
 * @param spoolBytes the length of all segments of the spool; 0 if events are kept in memory
 * @param deliveries the sinks, in the order in which they began
 * @param policy     what the policy of the intake has done
 */
public record ForwarderStatus(IntakeCounters intake, long ringBytes, long ringSize, @Nullable SpoolCounters spool,
        long spoolBytes, List<DeliveryStatus> deliveries, PolicyCounts policy) {
}
