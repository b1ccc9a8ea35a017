package io.github.nettyaudit.server.page;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.daemon.delivery.DeliveryOptions;
import io.github.nettyaudit.daemon.delivery.EventFilter;
import io.github.nettyaudit.daemon.filter.EventMatcher;
import io.github.nettyaudit.daemon.filter.FilterExpression;
import io.github.nettyaudit.daemon.forward.SinkPlan;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.github.nettyaudit.server.web.WebStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sink of the page: keeps the newest events in memory, and offers each to the readers of the tail. It accepts
 * everything at once, so readers delay nothing.
 */
public final class PageTail {
    /** The name of the sink, which no other sink can have. */
    public static final String NAME = "_page";
    static final int ROWS_PER_INTERVAL = 200;
    private static final byte[] DONE = {'\n'};
    private static final int LONGEST_BUFFER = 1 << 20;

    private final NormalizationTable rules;
    private final NameService names;
    private final RecentEvents recent;
    private final boolean keepsRecent;
    private final LongAdder events = new LongAdder();
    private final LongAdder records = new LongAdder();
    private final Map<AuditLossKind, LongAdder> losses = new EnumMap<>(AuditLossKind.class);
    /** It outlives the door, which may be opened anew. */
    private final Series series = new Series();
    private final List<TailClient> clients = new CopyOnWriteArrayList<>();

    /**
     * Creates a tail without readers.
     *
     * @param rules  what events mean
     * @param names  names of users and groups
     * @param memory bytes of the newest events that are kept; 0 if a spool has them
     */
    public PageTail(NormalizationTable rules, NameService names, long memory) {
        this.rules = rules;
        this.names = names;
        recent = new RecentEvents(memory);
        keepsRecent = memory > 0;
        for (AuditLossKind kind : AuditLossKind.values()) {
            losses.put(kind, new LongAdder());
        }
    }

    /**
     * Returns what offers events, for a run whose events are written without a forwarder. Called once.
     *
     * @return an encoder that writes an empty line for each event
     */
    public EventEncoder encoder() {
        return new Offering();
    }

    /**
     * Returns the sink. Called once.
     *
     * @return the plan of the sink, which starts with the next event
     */
    public SinkPlan plan() {
        return new SinkPlan(NAME, new Accepting(), new Offering(), EventFilter.ALL, DeliveryOptions.DEFAULTS, null,
                true);
    }

    Series series() {
        return series;
    }

    RecentEvents recent() {
        return recent;
    }

    NameService names() {
        return names;
    }

    NormalizationTable rules() {
        return rules;
    }

    int readers() {
        return clients.size();
    }

    /** A reader that is about to begin; made on a thread that may wait for the names of users. */
    Reader reader(@Nullable FilterExpression filter) {
        return new Reader(filter == null ? null : filter.newMatcher(names));
    }

    /** A reader of the newest events. */
    final class Reader {
        private final @Nullable EventMatcher matcher;

        private Reader(@Nullable EventMatcher matcher) {
            this.matcher = matcher;
        }

        /** Begins to offer events, until the stream ends; the first sample says that it has begun. */
        void start(WebStream stream) {
            TailClient client = new TailClient(stream, matcher, ROWS_PER_INTERVAL);
            clients.add(client);
            client.tick();
            stream.closed().whenComplete((nothing, failure) -> clients.remove(client));
        }
    }

    void closeReaders() {
        clients.forEach(TailClient::close);
    }

    /** How many events there were. */
    long events() {
        return events.sum();
    }

    /** How many records they had. */
    long records() {
        return records.sum();
    }

    /** What was lost, by kind. */
    Map<AuditLossKind, Long> losses() {
        Map<AuditLossKind, Long> sums = new EnumMap<>(AuditLossKind.class);
        losses.forEach((kind, count) -> {
            if (count.sum() > 0) {
                sums.put(kind, count.sum());
            }
        });
        return sums;
    }

    /** A second has passed. */
    void tick() {
        clients.forEach(TailClient::tick);
    }

    /** Takes what the delivery has encoded, of which nothing is left to do. */
    private static final class Accepting implements EventSink {
        private static final SinkResult ACCEPTED = SinkResult.accepted();

        @Override
        public CompletionStage<SinkResult> send(SinkBatch batch) {
            return CompletableFuture.completedFuture(ACCEPTED);
        }

        @Override
        public CompletionStage<Void> close(Duration timeout) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Offers events on the thread of the delivery, where they are events still. */
    private final class Offering implements EventEncoder {
        private final RawEventEncoder raw = new RawEventEncoder();
        private final RowWriter writer = new RowWriter(rules, names);
        private ByteBuf document = Unpooled.buffer();
        private byte @Nullable [] row;

        @Override
        public void encode(AuditEvent event, EventContext context, ByteBuf out) {
            if (event instanceof AuditLossEvent loss) {
                losses.get(loss.kind()).add(Math.max(1, loss.count()));
            } else {
                events.increment();
                records.add(event.size());
            }
            if (keepsRecent) {
                keep(event, context);
            }
            if (!clients.isEmpty()) {
                offer(event, context);
            }
            out.writeBytes(DONE);
        }

        private void keep(AuditEvent event, EventContext context) {
            document.clear();
            raw.encode(event, context, document);
            recent.add(EventIds.of(event, context), ByteBufUtil.getBytes(document));
            if (document.capacity() > LONGEST_BUFFER) {
                document = Unpooled.buffer();
            }
        }

        private void offer(AuditEvent event, EventContext context) {
            row = null;
            Supplier<byte[]> once = () -> {
                byte[] made = row;
                if (made == null) {
                    made = PageJson.withoutTags(writer.row(event, context));
                    row = made;
                }
                return made;
            };
            for (TailClient client : clients) {
                client.offer(event, context, once);
            }
        }
    }
}
