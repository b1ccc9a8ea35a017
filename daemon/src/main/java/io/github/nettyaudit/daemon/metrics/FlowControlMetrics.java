package io.github.nettyaudit.daemon.metrics;

import static io.github.nettyaudit.daemon.metrics.AuditMetric.Source.FLOW_CONTROL;
import static io.github.nettyaudit.daemon.metrics.AuditMetric.counter;
import static io.github.nettyaudit.daemon.metrics.AuditMetric.gauge;

import io.github.nettyaudit.codec.event.AuditFlowControlHandler;
import java.util.List;

/** The metrics of {@link AuditFlowControlHandler}. */
final class FlowControlMetrics {
    private FlowControlMetrics() {
    }

    static List<AuditMetric> list() {
        return List.of(
                gauge("audit_flow_control_held_bytes", "bytes", FLOW_CONTROL,
                        "Memory of the events that are held for a slow handler.",
                        reader -> reader.flowControls(AuditFlowControlHandler::heldBytes)),
                counter("audit_flow_control_dropped_events", "events", FLOW_CONTROL,
                        "Events dropped because a handler was slow, or still held at the close.",
                        reader -> reader.flowControls(AuditFlowControlHandler::droppedEvents)),
                counter("audit_flow_control_dropped_records", "records", FLOW_CONTROL,
                        "Records of the events that were dropped.",
                        reader -> reader.flowControls(AuditFlowControlHandler::droppedRecords)),
                counter("audit_flow_control_read_pauses", "pauses", FLOW_CONTROL,
                        "Times that the data channel was stopped from reading; the kernel then makes audited processes"
                        + " wait.",
                        reader -> reader.flowControls(AuditFlowControlHandler::readPauses)));
    }
}
