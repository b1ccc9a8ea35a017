package io.github.nettyaudit.codec.message;

import java.util.Arrays;

/**
 * The state of the kernel's audit subsystem, {@code struct audit_status} of {@code linux/audit.h}, or a change of it.
 * Immutable.
 *
 * <p>Kernels before 5.9 send a shorter struct (32 bytes before 3.14, 40 bytes before 5.9, 44 bytes today). A field that
 * the kernel does not send is absent: {@link #has} returns {@code false}, and its value is 0. Fields that this library
 * does not know are kept and written again.
 *
 * <p>All numbers are unsigned 32-bit on the wire; counts and times are {@code long}s here.
 */
public final class AuditStatus {
    /** The length in bytes of the struct as this library knows it, that of Linux 5.9 and newer. */
    public static final int LENGTH = AuditStatusDescriptor.LENGTH;

    final int[] fields;

    AuditStatus(int[] fields) {
        this.fields = fields;
    }

    /**
     * Returns a builder for a status of today's length in which every field is 0.
     *
     * @return a new builder
     */
    public static AuditStatusBuilder builder() {
        return new AuditStatusBuilder();
    }

    /**
     * Returns the change that sets the lost counter to 0. Its acknowledgement contains the old value.
     *
     * @return the change
     */
    public static AuditStatus resetLost() {
        return builder().mask(AuditStatusField.LOST.maskBit()).build();
    }

    /**
     * Returns the change that sets the time waited to 0. Its acknowledgement contains the old value.
     *
     * @return the change
     */
    public static AuditStatus resetBacklogWaitTimeActual() {
        return builder().mask(AuditStatusField.BACKLOG_WAIT_TIME_ACTUAL.maskBit()).build();
    }

    /**
     * Returns whether a field is present.
     *
     * @param field the field
     * @return whether the struct is long enough to contain it
     */
    public boolean has(AuditStatusField field) {
        return field.ordinal() < fields.length;
    }

    /**
     * Returns the value of a field.
     *
     * @param field the field
     * @return its 32 bits; 0 if it is absent
     */
    public int get(AuditStatusField field) {
        return has(field) ? fields[field.ordinal()] : 0;
    }

    private long unsigned(AuditStatusField field) {
        return Integer.toUnsignedLong(get(field));
    }

    /**
     * Returns which fields a request sets or resets.
     *
     * @return a set of {@link AuditStatusField#maskBit()}s; 0 in replies
     */
    public int mask() {
        return get(AuditStatusField.MASK);
    }

    /**
     * Returns whether auditing is on.
     *
     * @return the constant; {@link AuditEnabled#UNKNOWN} for a number without one
     */
    public AuditEnabled enabled() {
        return AuditEnabled.of(enabledValue());
    }

    /**
     * Returns {@link #enabled()} as on the wire.
     *
     * @return any 32 bits
     */
    public int enabledValue() {
        return get(AuditStatusField.ENABLED);
    }

    /**
     * Returns what the kernel does when it cannot keep a record.
     *
     * @return the constant; {@link AuditFailureMode#UNKNOWN} for a number without one
     */
    public AuditFailureMode failureMode() {
        return AuditFailureMode.of(failureValue());
    }

    /**
     * Returns {@link #failureMode()} as on the wire.
     *
     * @return any 32 bits
     */
    public int failureValue() {
        return get(AuditStatusField.FAILURE);
    }

    /**
     * Returns the registered audit daemon. The kernel notices the death of a daemon only at the next record, so the
     * process may have ended.
     *
     * @return a process id in the reader's pid namespace; 0 for none
     */
    public int pid() {
        return get(AuditStatusField.PID);
    }

    /**
     * Returns the maximum number of records per second.
     *
     * @return the limit; 0 for none
     */
    public long rateLimit() {
        return unsigned(AuditStatusField.RATE_LIMIT);
    }

    /**
     * Returns the maximum number of records that may wait in the kernel's queue.
     *
     * @return the limit; 0 for none
     */
    public long backlogLimit() {
        return unsigned(AuditStatusField.BACKLOG_LIMIT);
    }

    /**
     * Returns the number of records that the kernel counted as lost since boot or the last reset. The kernel does not
     * count every lost record.
     *
     * @return the count
     */
    public long lost() {
        return unsigned(AuditStatusField.LOST);
    }

    /**
     * Returns the number of records that wait in the kernel's queue.
     *
     * @return the count
     */
    public long backlog() {
        return unsigned(AuditStatusField.BACKLOG);
    }

    /**
     * Returns what the kernel can do.
     *
     * @return a set of {@link AuditFeatureBitmap} bits
     */
    public int featureBitmap() {
        return get(AuditStatusField.FEATURE_BITMAP);
    }

    /**
     * Returns whether the kernel has features.
     *
     * @param feature one or more {@link AuditFeatureBitmap} bits
     * @return whether every one of them is set in {@link #featureBitmap()}
     */
    public boolean hasFeature(int feature) {
        return (featureBitmap() & feature) == feature;
    }

    /**
     * Returns how long a process may sleep while the kernel's queue is full.
     *
     * @return kernel ticks (jiffies)
     */
    public long backlogWaitTime() {
        return unsigned(AuditStatusField.BACKLOG_WAIT_TIME);
    }

    /**
     * Returns how long processes have slept because the kernel's queue was full.
     *
     * @return the sum in kernel ticks (jiffies)
     */
    public long backlogWaitTimeActual() {
        return unsigned(AuditStatusField.BACKLOG_WAIT_TIME_ACTUAL);
    }

    /**
     * Returns the length of the struct on the wire.
     *
     * @return bytes, a multiple of four
     */
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

    /** Returns the fields that are present, {@code mask} and {@code featureBitmap} in hexadecimal. */
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
