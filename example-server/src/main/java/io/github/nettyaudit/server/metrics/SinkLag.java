package io.github.nettyaudit.server.metrics;

import io.github.nettyaudit.daemon.delivery.DeliveryState;
import io.github.nettyaudit.daemon.delivery.DeliveryStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Which sinks are behind. Their errors are not told here, since a sink's answer can have parts of events in it. One
 * thread looks; any thread may set the bound.
 */
final class SinkLag {
    private volatile Duration bound;
    private final Map<String, Progress> progress = new HashMap<>();

    /** The position of a sink, and since when it is there while there is something to do. */
    private record Progress(long position, long since) {
    }

    SinkLag(Duration bound) {
        this.bound = bound;
    }

    void setBound(Duration other) {
        bound = other;
    }

    void look(List<DeliveryStatus> sinks, long nanos, long millis, Consumer<String> reasons) {
        Set<String> names = sinks.stream().map(DeliveryStatus::name).collect(Collectors.toSet());
        progress.keySet().retainAll(names);
        for (DeliveryStatus sink : sinks) {
            if (sink.state() == DeliveryState.ENDED) {
                reasons.accept("the sink " + sink.name() + " takes nothing any more");
                continue;
            }
            Progress last = progress.get(sink.name());
            if (last == null || last.position != sink.position() || sink.lag() == 0) {
                last = new Progress(sink.position(), nanos);
                progress.put(sink.name(), last);
            }
            Duration age = Duration.ofMillis(sink.oldestMillis() == 0 ? 0 : Math.max(0, millis - sink.oldestMillis()));
            Duration still = Duration.ofNanos(nanos - last.since);
            Duration lag = sink.lag() == 0 ? Duration.ZERO : age.compareTo(still) > 0 ? age : still;
            if (lag.compareTo(bound) > 0) {
                reasons.accept("the sink " + sink.name() + " is " + lag.toSeconds() + " seconds behind, with " + sink.lag()
                        + " events to go");
            }
        }
    }
}
