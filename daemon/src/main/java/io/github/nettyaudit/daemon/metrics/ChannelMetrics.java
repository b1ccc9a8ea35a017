package io.github.nettyaudit.daemon.metrics;

import static io.github.nettyaudit.daemon.metrics.AuditMetric.Source.CONTROL_CHANNEL;
import static io.github.nettyaudit.daemon.metrics.AuditMetric.Source.DATA_CHANNEL;

import io.github.nettyaudit.codec.request.AuditRequestHandler;
import io.github.nettyaudit.daemon.source.ChannelRole;
import io.github.nettyaudit.transport.AuditNetlinkMetric;
import java.util.ArrayList;
import java.util.List;

/** The metrics of one channel: those of the transport, and those of the {@link AuditRequestHandler}. */
final class ChannelMetrics {
    private ChannelMetrics() {
    }

    static List<AuditMetric> list(ChannelRole role) {
        String prefix = "audit_" + role + "_channel_";
        AuditMetric.Source source = role == ChannelRole.DATA ? DATA_CHANNEL : CONTROL_CHANNEL;
        List<AuditMetric> all = new ArrayList<>();
        for (AuditNetlinkMetric metric : AuditNetlinkMetric.values()) {
            String name = prefix + name(metric);
            all.add(switch (metric.kind()) {
                case COUNTER -> AuditMetric.counter(name, metric.unit(), source, metric.description(),
                        reader -> metric.value(reader.channel(role)));
                case GAUGE -> AuditMetric.gauge(name, metric.unit(), source, meaning(metric),
                        reader -> positive(metric.value(reader.channel(role))));
            });
        }
        all.add(AuditMetric.gauge(prefix + "in_flight_requests", "requests", source,
                "Requests that wait for their reply, or for being sent.",
                reader -> reader.requests(role, AuditRequestHandler::inFlight)));
        all.add(AuditMetric.gauge(prefix + "max_in_flight_requests", "requests", source,
                "Bound on the requests in flight; further ones fail.",
                reader -> reader.requests(role, AuditRequestHandler::maxInFlight)));
        all.add(AuditMetric.counter(prefix + "late_replies", "replies", source,
                "Replies that arrived after the end of their request.",
                reader -> reader.requests(role, AuditRequestHandler::lateReplies)));
        return all;
    }

    /** The transport's names say which channel, and not all of them end with the unit. */
    private static String name(AuditNetlinkMetric metric) {
        return switch (metric) {
            case DATAGRAMS -> "datagrams";
            case BYTES -> "bytes";
            case WAKE_UPS -> "read_loops";
            case BATCHES -> "recvmmsg_calls";
            case OVERRUNS -> "overrun_events";
            case SOCKET_DROPS -> "socket_dropped_datagrams";
            case TRUNCATED -> "truncated_datagrams";
            case UNEXPECTED_SENDERS -> "unexpected_sender_datagrams";
            case UNDELIVERED -> "undelivered_datagrams";
            case RECEIVE_BUFFER -> "receive_buffer_bytes";
        };
    }

    /** A metric without a value is absent here, not 0. */
    private static String meaning(AuditNetlinkMetric metric) {
        return metric == AuditNetlinkMetric.RECEIVE_BUFFER ? "Size of the socket's receive buffer, as the kernel counts"
                + " it (twice the size that was granted); absent while the socket is not open." : metric.description();
    }

    private static long positive(long value) {
        return value == 0 ? AuditMetric.ABSENT : value;
    }
}
