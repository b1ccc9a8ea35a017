package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.event.EventCounters;
import io.github.nettyaudit.daemon.delivery.DeliveryStatus;
import io.github.nettyaudit.daemon.filter.PolicyCounts;
import io.github.nettyaudit.daemon.intake.IntakeCounters;
import io.github.nettyaudit.daemon.spool.SpoolCounters;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Forwarder} has done so far.
 *
 * @param intake          the counters of the ring, which go on counting
 * @param ringBytes       how much of the ring is in use, in bytes
 * @param ringSize        the space of the ring, in bytes
 * @param writerIdleNanos how long ago the thread that stores events was seen at work, in nanoseconds. More than a few
 *                        seconds mean that it is stuck in a call, for example of a disk that does not answer
 * @param assemblers      the counters of the event assemblers, which go on counting: one for records of the kernel, one for
 *                        lines of a log
 * @param spool           the counters of the spool, which go on counting; {@code null} if events are kept in memory
 * @param spoolBytes      how much of the spool, or of the memory for events, is in use, in bytes
 * @param spoolSize       the bound on that
 * @param segments        the number of segments of the spool; 0 if events are kept in memory
 * @param deliveries      the sinks, in the order in which they began
 * @param policy          what the policy of the intake has done
 * @param losses          how much was lost, by kind, in the {@linkplain AuditLossKind#unit() unit} of the kind.
 *                        {@link AuditLossKind#DISCARDED} is what the log did not keep, also if only one of the sinks had not
 *                        read it
 */
public record ForwarderStatus(IntakeCounters intake, long ringBytes, long ringSize, long writerIdleNanos,
        List<EventCounters> assemblers, @Nullable SpoolCounters spool, long spoolBytes, long spoolSize, int segments, List<DeliveryStatus> deliveries,
        PolicyCounts policy, Map<AuditLossKind, Long> losses) {
}
