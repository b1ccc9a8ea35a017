package io.github.nettyaudit.codec.message;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The state of the kernel's audit subsystem, {@code struct audit_status}, or a change of it. Immutable.
 *
 * <p>A field that the sender's kernel does not know is absent: {@link #has} is false and its value reads 0. Fields that
 * this library does not know are kept and written again.
 *
 * <p>Numbers are unsigned 32-bit on the wire; counts and times are {@code long}s here.
 */
public final class AuditStatus {
    private final int[] fields;

    AuditStatus(int[] fields) {
        this.fields = fields;
    }

    /** Reads all of the payload, whose length must be a multiple of four; moves no index. */
    static AuditStatus read(ByteBuf payload) {
        return new AuditStatus(AuditStatusDescriptor.read(payload));
    }

    /** Appends {@link #structLength()} bytes. */
    void write(ByteBuf payload) {
        AuditStatusDescriptor.write(payload, fields);
    }

    /** A builder of a status of today's length in which every field is 0. */
    public static AuditStatusBuilder builder() {
        return new AuditStatusBuilder();
    }

    /** The request that sets the lost counter to 0; its acknowledgement holds the value before. */
    public static AuditStatus resetLost() {
        return builder().mask(AuditStatusField.LOST.maskBit()).build();
    }

    /** The request that sets the time waited to 0; its acknowledgement holds the value before. */
    public static AuditStatus resetBacklogWaitTimeActual() {
        return builder().mask(AuditStatusField.BACKLOG_WAIT_TIME_ACTUAL.maskBit()).build();
    }

    /** Whether the struct reached as far as the field. */
    public boolean has(AuditStatusField field) {
        return field.ordinal() < fields.length;
    }

    /** The field's 32 bits; 0 when absent. */
    public int get(AuditStatusField field) {
        return has(field) ? fields[field.ordinal()] : 0;
    }

    private long unsigned(AuditStatusField field) {
        return Integer.toUnsignedLong(get(field));
    }

    /** In a request, the {@link AuditStatusField#maskBit()}s of what is to be set or reset; 0 in replies. */
    public int mask() {
        return get(AuditStatusField.MASK);
    }

    /** Whether auditing is on. */
    public AuditEnabled enabled() {
        return AuditEnabled.of(enabledValue());
    }

    /** {@link #enabled()} as on the wire. */
    public int enabledValue() {
        return get(AuditStatusField.ENABLED);
    }

    /** What the kernel does when it loses records. */
    public AuditFailureMode failureMode() {
        return AuditFailureMode.of(failureValue());
    }

    /** {@link #failureMode()} as on the wire. */
    public int failureValue() {
        return get(AuditStatusField.FAILURE);
    }

    /** Process id of the audit daemon, in the reader's pid namespace; 0 for none. May be stale. */
    public int pid() {
        return get(AuditStatusField.PID);
    }

    /** Most records per second, 0 for no limit. */
    public long rateLimit() {
        return unsigned(AuditStatusField.RATE_LIMIT);
    }

    /** Most records that may wait in the kernel, 0 for no limit. */
    public long backlogLimit() {
        return unsigned(AuditStatusField.BACKLOG_LIMIT);
    }

    /** Records that the kernel counted as lost, since boot or the last reset; not all that were lost are counted. */
    public long lost() {
        return unsigned(AuditStatusField.LOST);
    }

    /** Records that wait in the kernel. */
    public long backlog() {
        return unsigned(AuditStatusField.BACKLOG);
    }

    /** What the kernel can do, a set of {@link AuditFeatureBitmap} bits. */
    public int featureBitmap() {
        return get(AuditStatusField.FEATURE_BITMAP);
    }

    /** Whether every bit of {@code feature} is set in {@link #featureBitmap()}. */
    public boolean hasFeature(int feature) {
        return (featureBitmap() & feature) == feature;
    }

    /** How long a process may sleep when the queue is full, in kernel ticks (jiffies). */
    public long backlogWaitTime() {
        return unsigned(AuditStatusField.BACKLOG_WAIT_TIME);
    }

    /** How long processes have slept because the queue was full, in kernel ticks (jiffies). */
    public long backlogWaitTimeActual() {
        return unsigned(AuditStatusField.BACKLOG_WAIT_TIME_ACTUAL);
    }

    /** Bytes on the wire, a multiple of four. */
    public int structLength() {
        return fields.length * Integer.BYTES;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuditStatus that && Arrays.equals(fields, that.fields);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(fields);
    }

    /** The fields that are there, {@code mask} and {@code featureBitmap} in hex. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("AuditStatus(");
        for (AuditStatusField field : AuditStatusField.values()) {
            if (has(field)) {
                boolean bits = field == AuditStatusField.MASK || field == AuditStatusField.FEATURE_BITMAP;
                text.append(field.ordinal() == 0 ? "" : ", ").append(field).append(": ")
                        .append(bits ? "0x" + Integer.toHexString(get(field)) : Long.toString(unsigned(field)));
            }
        }
        return text.append(')').toString();
    }
}
