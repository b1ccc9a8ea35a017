package io.github.nettyaudit.daemon.metrics;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.event.AuditEventAssembler;
import io.github.nettyaudit.codec.event.AuditFlowControlHandler;
import io.github.nettyaudit.codec.request.AuditRequestHandler;
import io.github.nettyaudit.daemon.source.ChannelRole;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.netty.util.internal.UnstableApi;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of all metrics. {@link io.github.nettyaudit.daemon.AuditDaemon#metrics()} uses it; a program that
 * opens its channels itself can use it likewise.
 *
 * <p>A closed channel has no handlers any more. Therefore the reader remembers the event assemblers and flow control
 * handlers that it finds in the pipeline of the data channel when it is created and at each reading. Their counters are
 * part of the sums also after they were removed.
 *
 * <p>Thread-safe. No method waits, takes a lock or makes a request to the kernel, except that the size of a receive
 * buffer is read from the socket.
 */
@UnstableApi
public final class AuditMetricsReader {
    private final AuditDaemonCounters daemon;
    private final AuditNetlinkChannel data;
    private final AuditNetlinkChannel control;
    private final @Nullable AuditRequestHandler dataRequests;
    private final @Nullable AuditRequestHandler controlRequests;
    private final CopyOnWriteArrayList<AuditEventAssembler> assemblers = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<AuditFlowControlHandler> flowControls = new CopyOnWriteArrayList<>();

    /**
     * Creates a reader.
     *
     * @param daemon  the numbers of the daemon
     * @param data    the channel that receives records, with the handlers of
     *                {@link io.github.nettyaudit.codec.AuditPipeline}
     * @param control the channel that sends requests, likewise
     */
    public AuditMetricsReader(AuditDaemonCounters daemon, AuditNetlinkChannel data, AuditNetlinkChannel control) {
        this.daemon = requireNonNull(daemon, "daemon");
        this.data = requireNonNull(data, "data");
        this.control = requireNonNull(control, "control");
        dataRequests = data.pipeline().get(AuditRequestHandler.class);
        controlRequests = control.pipeline().get(AuditRequestHandler.class);
        findHandlers();
    }

    /**
     * Reads all values.
     *
     * @return the values at this moment
     */
    public AuditMetrics read() {
        findHandlers();
        Map<AuditMetric, Long> values = new LinkedHashMap<>();
        for (AuditMetric metric : AuditMetric.all()) {
            long value = metric.read(this);
            if (value != AuditMetric.ABSENT) {
                values.put(metric, value);
            }
        }
        return new AuditMetrics(Instant.now(), values);
    }

    private void findHandlers() {
        data.pipeline().forEach(entry -> {
            if (entry.getValue() instanceof AuditEventAssembler assembler) {
                assemblers.addIfAbsent(assembler);
            } else if (entry.getValue() instanceof AuditFlowControlHandler flowControl) {
                flowControls.addIfAbsent(flowControl);
            }
        });
    }

    AuditDaemonCounters daemon() {
        return daemon;
    }

    AuditNetlinkChannel channel(ChannelRole role) {
        return role == ChannelRole.DATA ? data : control;
    }

    long requests(ChannelRole role, ToLongFunction<AuditRequestHandler> value) {
        AuditRequestHandler handler = role == ChannelRole.DATA ? dataRequests : controlRequests;
        return handler == null ? AuditMetric.ABSENT : value.applyAsLong(handler);
    }

    long assemblers(ToLongFunction<AuditEventAssembler> value) {
        return sum(assemblers, value);
    }

    long flowControls(ToLongFunction<AuditFlowControlHandler> value) {
        return sum(flowControls, value);
    }

    private static <T> long sum(List<T> handlers, ToLongFunction<T> value) {
        return handlers.isEmpty() ? AuditMetric.ABSENT : handlers.stream().mapToLong(value).sum();
    }
}
