package io.github.nettyaudit.codec.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reports a loss in the stream of events, at the place where it was noticed. It has no records, its state is
 * {@link AuditEventState#LOSS}, and it is delivered to the same methods as every other {@link AuditEvent}.
 *
 * <p>The time is the one at which the loss was noticed: the wall clock for live records, the time of the last record
 * for a log. {@link #serial()} is the first affected serial, or 0.
 *
 * <p>Reference counted like every event; a loss event holds no buffer. Immutable but for the reference count.
 */
public final class AuditLossEvent extends AuditEvent {
    /** The value of {@link #count()}, {@link #firstSerial()}, {@link #lastSerial()} and {@link #kernelLost()}
     * if the number is not known. */
    public static final long UNKNOWN = -1;

    private final AuditLossKind kind;
    private final long count;
    private final long firstSerial;
    private final long lastSerial;
    private final long kernelLost;
    private final String detail;

    AuditLossEvent(@Nullable String node, long seconds, int milliseconds, AuditLossKind kind, long count,
            long firstSerial, long lastSerial, long kernelLost, String detail) {
        super(node, seconds, milliseconds, firstSerial == UNKNOWN ? 0 : (int) firstSerial, false);
        if (count < UNKNOWN) {
            throw new IllegalArgumentException("count: " + count + " (expected: >= -1)");
        }
        this.kind = requireNonNull(kind, "kind");
        this.count = count;
        this.firstSerial = firstSerial;
        this.lastSerial = lastSerial;
        this.kernelLost = kernelLost;
        this.detail = requireNonNull(detail, "detail");
        end(AuditEventState.LOSS);
    }

    /**
     * Creates a loss event for a loss that another part of the program noticed, for example a bounded queue. No serial
     * is known.
     *
     * @param kind   the reason
     * @param time   the time at which the loss was noticed
     * @param count  the number of {@link AuditLossKind#unit() units} that are lost; {@link #UNKNOWN} if not known
     * @param detail one sentence for people, without any byte of a record
     * @return a new event with a reference count of 1
     * @throws IllegalArgumentException if {@code count} is less than {@link #UNKNOWN}
     */
    public static AuditLossEvent of(AuditLossKind kind, Instant time, long count, String detail) {
        return new AuditLossEvent(null, time.getEpochSecond(), time.getNano() / 1_000_000, kind, count, UNKNOWN,
                UNKNOWN, UNKNOWN, detail);
    }

    /**
     * Returns the reason of the loss.
     *
     * @return the reason
     */
    public AuditLossKind kind() {
        return kind;
    }

    /**
     * Returns how much is lost.
     *
     * @return a number of {@link AuditLossKind#unit() units} of the kind, or {@link #UNKNOWN}
     */
    public long count() {
        return count;
    }

    /**
     * Returns the first affected serial. Only for {@link AuditLossKind#SERIAL_GAP} are all serials from this one up to
     * {@link #lastSerial()} affected.
     *
     * @return an unsigned 32-bit number, or {@link #UNKNOWN}
     */
    public long firstSerial() {
        return firstSerial;
    }

    /**
     * Returns the last affected serial. Serials wrap after 4294967295, so it may be less than the first one.
     *
     * @return an unsigned 32-bit number, or {@link #UNKNOWN}
     */
    public long lastSerial() {
        return lastSerial;
    }

    /**
     * Returns the kernel's own counter of lost records, the {@code lost} of its status, as it was last reported to the
     * assembler. If it has not risen, a gap is more likely made of suppressed events than of lost ones.
     *
     * @return the counter, or {@link #UNKNOWN} if no status was seen
     */
    public long kernelLost() {
        return kernelLost;
    }

    /**
     * Returns an explanation.
     *
     * @return one sentence for people
     */
    public String detail() {
        return detail;
    }

    @Override
    public AuditLossEvent copy() {
        return new AuditLossEvent(node(), seconds(), milliseconds(), kind, count, firstSerial, lastSerial, kernelLost,
                detail);
    }

    @Override
    public AuditLossEvent retain() {
        super.retain();
        return this;
    }

    @Override
    public AuditLossEvent retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public AuditLossEvent touch() {
        return this;
    }

    @Override
    public AuditLossEvent touch(@Nullable Object hint) {
        return this;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("AuditLossEvent(");
        if (node() != null) {
            text.append(node()).append(' ');
        }
        text.append(kind).append(", ").append(count == UNKNOWN ? "unknown number of" : String.valueOf(count))
                .append(' ').append(kind.unit());
        if (firstSerial != UNKNOWN) {
            text.append(", serials ").append(firstSerial).append(" to ").append(lastSerial);
        }
        if (kernelLost != UNKNOWN) {
            text.append(", kernel lost ").append(kernelLost);
        }
        return text.append(": ").append(detail).append(')').toString();
    }
}
