package io.github.nettyaudit.codec.event;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of records that were assembled before, for example of a document that has a whole event. Records that
 * were not assembled belong into an {@link EventAssembler}. One builder makes one event. Not thread-safe.
 */
public final class AuditEventBuilder {
    private static final long LARGEST_SERIAL = 0xffff_ffffL;
    private static final int MOST_MILLISECONDS = 999;

    private final long seconds;
    private final int milliseconds;
    private final int serial;
    private final List<ByteBuf> contents = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();
    private @Nullable String node;
    private boolean log;
    private boolean late;
    private AuditEventState state = AuditEventState.COMPLETE;
    private int dropped;

    /**
     * Begins an event.
     *
     * @param seconds      its time, in seconds since 1970
     * @param milliseconds the milliseconds within the second, 0 to 999
     * @param serial       its serial, 0 to 4294967295
     * @throws IllegalArgumentException if a number is out of its range
     */
    public AuditEventBuilder(long seconds, int milliseconds, long serial) {
        this.seconds = seconds;
        this.milliseconds = (int) within("milliseconds", milliseconds, MOST_MILLISECONDS);
        this.serial = (int) within("serial", serial, LARGEST_SERIAL);
    }

    private static long within(String name, long value, long most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 to " + most + ')');
        }
        return value;
    }

    /**
     * Sets the host that the event names.
     *
     * @param newNode the name; {@code null}, the default, if it names none
     * @return this builder
     */
    public AuditEventBuilder node(@Nullable String newNode) {
        node = newNode;
        return this;
    }

    /**
     * Sets whether the texts are lines of a log, see {@link AuditEvent#isLog()}.
     *
     * @param newLog whether they are; {@code false} by default
     * @return this builder
     */
    public AuditEventBuilder log(boolean newLog) {
        log = newLog;
        return this;
    }

    /**
     * Sets whether the event had ended before, see {@link AuditEvent#isLate()}.
     *
     * @param newLate whether it had; {@code false} by default
     * @return this builder
     */
    public AuditEventBuilder late(boolean newLate) {
        late = newLate;
        return this;
    }

    /**
     * Sets how the event ended.
     *
     * @param newState the state, {@link AuditEventState#COMPLETE} by default
     * @return this builder
     * @throws IllegalArgumentException if it is {@link AuditEventState#LOSS}, see {@link #buildLoss}
     */
    public AuditEventBuilder state(AuditEventState newState) {
        if (newState == AuditEventState.LOSS) {
            throw new IllegalArgumentException("state: LOSS (expected: another one; buildLoss makes loss events)");
        }
        state = requireNonNull(newState, "newState");
        return this;
    }

    /**
     * Sets how many records are missing, see {@link AuditEvent#droppedRecords()}.
     *
     * @param newDropped the number; 0 by default
     * @return this builder
     * @throws IllegalArgumentException if the number is negative
     */
    public AuditEventBuilder droppedRecords(int newDropped) {
        dropped = (int) within("droppedRecords", newDropped, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Adds a record.
     *
     * @param type    its type, see {@link AuditEvent#type(int)}
     * @param content its text, which becomes the event's; {@link #build()} must follow
     * @return this builder
     */
    public AuditEventBuilder addRecord(int type, ByteBuf content) {
        types.add(type);
        contents.add(content);
        return this;
    }

    /**
     * Makes the event.
     *
     * @return a new event with a reference count of 1
     */
    public AuditEvent build() {
        AuditEvent event = new AuditEvent(node, seconds, milliseconds, serial, log);
        for (int i = 0; i < contents.size(); i++) {
            event.addText(types.get(i), contents.get(i));
        }
        contents.clear();
        types.clear();
        if (late) {
            event.markLate();
        }
        event.setDropped(dropped);
        event.end(state);
        return event;
    }

    /**
     * Makes the report of a loss, of which time and node are those of this builder. It has no records.
     *
     * @param kind        the reason
     * @param count       the number of {@link AuditLossKind#unit() units} that are lost, or
     *                    {@link AuditLossEvent#UNKNOWN}
     * @param firstSerial the first affected serial, or {@link AuditLossEvent#UNKNOWN}; this, and not the serial of the
     *                    builder, is the serial of the event
     * @param lastSerial  the last affected serial, or {@link AuditLossEvent#UNKNOWN}
     * @param kernelLost  the kernel's counter of lost records, or {@link AuditLossEvent#UNKNOWN}
     * @param detail      one sentence for people
     * @return a new event with a reference count of 1
     * @throws IllegalArgumentException if the count is less than {@link AuditLossEvent#UNKNOWN}
     */
    public AuditLossEvent buildLoss(AuditLossKind kind, long count, long firstSerial, long lastSerial, long kernelLost,
            String detail) {
        return new AuditLossEvent(node, seconds, milliseconds, kind, count, firstSerial, lastSerial, kernelLost, detail);
    }
}
