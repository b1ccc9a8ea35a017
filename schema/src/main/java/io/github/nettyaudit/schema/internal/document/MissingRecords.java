package io.github.nettyaudit.schema.internal.document;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.message.AuditMessageType;
import org.jspecify.annotations.Nullable;

/** Tells which events are known to lack records. */
public final class MissingRecords {
    private MissingRecords() {
    }

    /**
     * Returns why records of an event are known to be missing.
     *
     * @param event the event
     * @return a sentence; {@code null} if nothing is known to be missing
     */
    public static @Nullable String reason(AuditEvent event) {
        if (event.droppedRecords() > 0) {
            return "the event exceeded a bound: " + event.droppedRecords() + " of its records were dropped";
        }
        return switch (event.state()) {
            case EVICTED -> "the event was ended early, because too many events were open: its last records may follow";
            case UNPARSEABLE -> "the record has no time and serial, so that it belongs to no event";
            case TIMED_OUT -> event.indexOf(AuditMessageType.SYSCALL) >= 0
                    || event.indexOf(AuditMessageType.URINGOP) >= 0
                    ? "the end of the event did not arrive in time: a record was lost" : null;
            default -> null;
        };
    }
}
