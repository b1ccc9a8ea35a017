package io.github.nettyaudit.codec.event;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One place in the stream at which events were dropped. Loss events are not dropped: those of one kind are joined into
 * one, so that a place needs a bounded amount of memory.
 */
final class MissingEvents {
    private long events;
    private long records;
    private final Map<AuditLossKind, Joined> losses = new EnumMap<>(AuditLossKind.class);

    /** Loss events of one kind. */
    private static final class Joined {
        private final AuditLossEvent first;
        private @Nullable String node;
        private long reports = 1;
        private long count;
        private long kernelLost;

        Joined(AuditLossEvent first) {
            this.first = first;
            node = first.node();
            count = first.count();
            kernelLost = first.kernelLost();
        }

        void add(AuditLossEvent loss) {
            reports++;
            boolean known = count != AuditLossEvent.UNKNOWN && loss.count() != AuditLossEvent.UNKNOWN;
            count = known ? count + loss.count() : AuditLossEvent.UNKNOWN;
            if (loss.kernelLost() != AuditLossEvent.UNKNOWN) {
                kernelLost = loss.kernelLost();
            }
            if (node != null && !node.equals(loss.node())) {
                node = null;
            }
        }

        /** Returns the only loss event as it was; or the sum of several, without serials, as they need not adjoin. */
        AuditLossEvent toEvent() {
            if (reports == 1) {
                return first;
            }
            first.release();
            return new AuditLossEvent(node, first.seconds(), first.milliseconds(), first.kind(), count,
                    AuditLossEvent.UNKNOWN, AuditLossEvent.UNKNOWN, kernelLost,
                    reports + " loss events were joined, as the events held have reached their bound. The first was: "
                            + first.detail());
        }
    }

    /** Counts an event, or joins a loss event with others. The caller remains the one who releases it. */
    void add(AuditEvent event) {
        if (event instanceof AuditLossEvent loss) {
            Joined joined = losses.get(loss.kind());
            if (joined == null) {
                losses.put(loss.kind(), new Joined(loss.copy()));
            } else {
                joined.add(loss);
            }
        } else {
            events++;
            records += event.size();
        }
    }

    /** The memory of the loss events that {@link #report} creates. */
    long bytes() {
        return (losses.size() + (events > 0 ? 1L : 0L)) * AuditEvent.OVERHEAD;
    }

    /** Creates the loss events, which the sink must release. */
    void report(String reason, Consumer<AuditEvent> sink) {
        if (events > 0) {
            sink.accept(AuditLossEvent.of(AuditLossKind.DROPPED, Instant.now(), records,
                    "Events dropped: " + events + ", with " + records + " records. " + reason));
        }
        losses.values().forEach(joined -> sink.accept(joined.toEvent()));
    }
}
