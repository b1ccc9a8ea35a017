package io.github.nettyaudit.daemon.intake;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.record.AuditEventId;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.netty.buffer.ByteBuf;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Old open events, whose records so far are in a file beside the ring, so that they do not fill it. What they receive
 * afterwards is in the ring. The file is written anew when the ring is half full of what old events need, and when one
 * of
 * its events has ended.
 */
final class CarriedEvents {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(EventWriter.class);

    private final CarryFile file;
    private final IntakeRing ring;
    private final List<AuditEvent> events = new ArrayList<>();
    private final AuditEventId id = new AuditEventId();
    private final AuditLogLine line = new AuditLogLine();
    /** Up to this position, records of these events are in the file. Events that have ended since are still known. */
    private List<AuditEventKey> found = List.of();
    private long foundUpTo;
    private boolean changed;
    private boolean failureReported;

    /** The numbers of an event, and the name of its host if it is in its records. */
    private record AuditEventKey(@Nullable String node, long seconds, int milliseconds, long serial) {
    }

    /** Receives a record of the file. */
    interface Records {
        /** The content becomes the receiver's. */
        void add(boolean isLog, int type, ByteBuf content);
    }

    CarriedEvents(IntakeRing ring) {
        this.ring = ring;
        file = new CarryFile(ring.file());
    }

    /** Reads what an earlier process has written. */
    void load(Records records) {
        try {
            long upTo = file.read(ring.id(), records);
            foundUpTo = upTo;
        } catch (IOException e) {
            ring.options().notices().accept(file + " cannot be used: " + e.getMessage()
                    + ". Records of events that were open for long are missing");
        }
    }

    /** Makes the events that were loaded known, so that their records in the ring are left out. */
    void loaded(List<AuditEvent> opened) {
        events.addAll(opened);
        List<AuditEventKey> keys = new ArrayList<>();
        opened.forEach(event -> keys.add(new AuditEventKey(event.node(), event.seconds(),
                event.milliseconds(), event.serial())));
        found = keys;
    }

    /** Whether a record in the ring is in the file too. */
    boolean contains(long position, boolean isLog, ByteBuf text) {
        if (position >= foundUpTo || found.isEmpty()) {
            return false;
        }
        if (isLog) {
            return line.read(text) && found.contains(new AuditEventKey(line.nodeEnd() == line.nodeStart() ? null
                    : text.toString(line.nodeStart(), line.nodeEnd() - line.nodeStart(), StandardCharsets.UTF_8),
                    line.seconds(), line.milliseconds(), line.serial()));
        }
        return id.read(text) && found.contains(new AuditEventKey(null, id.seconds(), id.milliseconds(), id.serial()));
    }

    void ended(AuditEvent event) {
        if (!events.isEmpty() && events.removeIf(carried -> carried == event)) {
            changed = true;
        }
    }

    /**
     * Writes the old events to the file if that is due.
     *
     * @param open the open events; those that are written need the ring from the position on
     * @param done the position up to which all entries were read and flushed
     */
    void update(OpenPositions open, long done) {
        if (!changed && done - open.oldest() <= ring.capacity() / 2) {
            return;
        }
        List<AuditEvent> old = new ArrayList<>(events);
        Consumer<AuditEvent> add = event -> {
            if (!old.contains(event)) {
                old.add(event);
            }
        };
        open.before(done - ring.capacity() / 4, add);
        changed = false;
        try {
            file.write(ring.id(), done, old);
            ring.counters().addCarry();
        } catch (IOException e) {
            if (!failureReported) {
                failureReported = true;
                String problem = file + " cannot be written: " + e.getMessage() + ". If this process is killed,"
                        + " records of events that are open for long are lost";
                LOGGER.debug(problem, e);
                ring.options().notices().accept(problem);
            }
        }
        events.clear();
        events.addAll(old);
        old.forEach(event -> {
            open.end(event);
            open.begin(event, done);
        });
    }
}
