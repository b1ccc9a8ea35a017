package io.github.nettyaudit.daemon.delivery;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Makes the {@link Delivery} of one sink. Not thread-safe. */
public final class DeliveryBuilder {
    private final String name;
    private final EventSink sink;
    private final EntryDecoder decoder;
    private final EventEncoder encoder;
    private EventFilter filter = EventFilter.ALL;
    private EventContext lossContext = EventContext.NONE;
    private DeliveryOptions options = DeliveryOptions.DEFAULTS;
    private @Nullable DeadLetterOptions deadLetters;

    DeliveryBuilder(String name, EventSink sink, EntryDecoder decoder, EventEncoder encoder) {
        this.name = requireNonNull(name, "name");
        this.sink = requireNonNull(sink, "sink");
        this.decoder = requireNonNull(decoder, "decoder");
        this.encoder = requireNonNull(encoder, "encoder");
    }

    /**
     * Sets which events the sink gets.
     *
     * @param newFilter the filter, used by the delivery's thread alone; {@link EventFilter#ALL} by default
     * @return this builder
     */
    public DeliveryBuilder filter(EventFilter newFilter) {
        filter = requireNonNull(newFilter, "newFilter");
        return this;
    }

    /**
     * Sets the context of the reports of losses that the delivery makes for gaps of the log.
     *
     * @param context names this host; {@link EventContext#NONE} by default
     * @return this builder
     */
    public DeliveryBuilder lossContext(EventContext context) {
        lossContext = requireNonNull(context, "context");
        return this;
    }

    /**
     * Sets bounds and times.
     *
     * @param newOptions the options; {@link DeliveryOptions#DEFAULTS} by default
     * @return this builder
     */
    public DeliveryBuilder options(DeliveryOptions newOptions) {
        options = requireNonNull(newOptions, "newOptions");
        return this;
    }

    /**
     * Keeps what the sink refuses for good. Without this, such documents are counted and logged, but not kept.
     *
     * @param newDeadLetters the file and its bounds
     * @return this builder
     */
    public DeliveryBuilder deadLetters(DeadLetterOptions newDeadLetters) {
        deadLetters = requireNonNull(newDeadLetters, "newDeadLetters");
        return this;
    }

    /**
     * Opens the reader of the sink's name, and starts the delivery.
     *
     * @param log the log
     * @return the delivery, whose thread runs; it closes the sink at its end
     * @throws IOException           if the position of the reader cannot be read; the sink stays the caller's
     * @throws IllegalStateException if a reader of this name is open
     */
    public Delivery start(EventLog log) throws IOException {
        EventLogReader reader = log.openReader(name);
        DeadLetters letters = deadLetters == null ? DeadLetters.DISCARDED
                : new DeadLetterFile(name, deadLetters, decoder, Clock.systemUTC());
        return new Delivery(name, log, reader, sink, new DeliveryPlan(decoder, filter, encoder, lossContext, options),
                letters);
    }
}
