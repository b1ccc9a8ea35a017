package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.daemon.delivery.DeadLetterOptions;
import io.github.nettyaudit.daemon.delivery.DeliveryOptions;
import io.github.nettyaudit.daemon.delivery.EventFilter;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.schema.EventEncoder;
import org.jspecify.annotations.Nullable;

/**
 * A sink of a {@link Forwarder}, and what it gets.
 *
 * @param name          its name, which is also that of its position in the log
 * @param sink          gets the documents; closed by the forwarder
 * @param encoder       its format, used by its delivery alone
 * @param filter        which events it gets
 * @param options       bounds and times
 * @param deadLetters   where to keep what it refuses for good; {@code null} to count it only
 * @param startAtNewest whether it starts at the next event, and not at the oldest one, if it has no position yet
 */
public record SinkPlan(String name, EventSink sink, EventEncoder encoder, EventFilter filter, DeliveryOptions options,
        @Nullable DeadLetterOptions deadLetters, boolean startAtNewest) {
    /**
     * A sink that gets all events, with the default bounds, from the oldest one on.
     *
     * @param name    its name
     * @param sink    gets the documents
     * @param encoder its format
     * @return the plan
     */
    public static SinkPlan of(String name, EventSink sink, EventEncoder encoder) {
        return new SinkPlan(name, sink, encoder, EventFilter.ALL, DeliveryOptions.DEFAULTS, null, false);
    }
}
