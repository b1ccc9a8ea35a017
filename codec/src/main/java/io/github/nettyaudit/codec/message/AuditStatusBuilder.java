package io.github.nettyaudit.codec.message;

import java.util.Arrays;

/**
 * Builds an {@link AuditStatus}. The methods for fields that the kernel can set also set the field's bit in the mask;
 * {@link #mask} overrides the mask. Not thread-safe; may be used again after {@link #build}.
 */
public final class AuditStatusBuilder {
    private static final long MAX_UNSIGNED = 0xffffffffL;

    private final int[] fields = new int[AuditStatusField.values().length];
    private int structLength = AuditStatusDescriptor.LENGTH;

    AuditStatusBuilder() {
    }

    /**
     * Sets the mask: 0 for a reply, one reset bit alone for a reset. Call this after all other setters.
     *
     * @param mask a set of {@link AuditStatusField#maskBit()}s
     * @return this builder
     */
    public AuditStatusBuilder mask(int mask) {
        fields[AuditStatusField.MASK.ordinal()] = mask;
        return this;
    }

    /**
     * Turns auditing on or off, or locks its configuration until the next boot.
     *
     * @param enabled the setting
     * @return this builder
     * @throws IllegalStateException for {@link AuditEnabled#UNKNOWN}
     */
    public AuditStatusBuilder enabled(AuditEnabled enabled) {
        return set(AuditStatusField.ENABLED, enabled.value());
    }

    /**
     * Sets what the kernel does when it cannot keep a record.
     *
     * @param mode the setting
     * @return this builder
     * @throws IllegalStateException for {@link AuditFailureMode#UNKNOWN}
     */
    public AuditStatusBuilder failureMode(AuditFailureMode mode) {
        return set(AuditStatusField.FAILURE, mode.value());
    }

    /**
     * Registers a process as the audit daemon, or ends the registration.
     *
     * @param pid the sender's own process id, or 0 to end the registration
     * @return this builder
     */
    public AuditStatusBuilder pid(int pid) {
        return set(AuditStatusField.PID, Integer.toUnsignedLong(pid));
    }

    /**
     * Sets the maximum number of records per second.
     *
     * @param recordsPerSecond 0 to 2³² − 1; 0 for no limit
     * @return this builder
     * @throws IllegalArgumentException if the number is out of range
     */
    public AuditStatusBuilder rateLimit(long recordsPerSecond) {
        return set(AuditStatusField.RATE_LIMIT, recordsPerSecond);
    }

    /**
     * Sets the maximum number of records that may wait in the kernel's queue.
     *
     * @param records 0 to 2³² − 1; 0 for no limit
     * @return this builder
     * @throws IllegalArgumentException if the number is out of range
     */
    public AuditStatusBuilder backlogLimit(long records) {
        return set(AuditStatusField.BACKLOG_LIMIT, records);
    }

    /**
     * Sets how long a process may sleep while the kernel's queue is full.
     *
     * @param ticks kernel ticks (jiffies), 0 to 2³² − 1; the kernel refuses more than 10 times the default of 60 s
     * @return this builder
     * @throws IllegalArgumentException if the number is out of range
     */
    public AuditStatusBuilder backlogWaitTime(long ticks) {
        return set(AuditStatusField.BACKLOG_WAIT_TIME, ticks);
    }

    /**
     * Sets the lost counter of a reply.
     *
     * @param records 0 to 2³² − 1
     * @return this builder
     * @throws IllegalArgumentException if the number is out of range
     */
    public AuditStatusBuilder lost(long records) {
        return put(AuditStatusField.LOST, records);
    }

    /**
     * Sets the number of waiting records of a reply.
     *
     * @param records 0 to 2³² − 1
     * @return this builder
     * @throws IllegalArgumentException if the number is out of range
     */
    public AuditStatusBuilder backlog(long records) {
        return put(AuditStatusField.BACKLOG, records);
    }

    /**
     * Sets the features of a reply.
     *
     * @param bits a set of {@link AuditFeatureBitmap} bits
     * @return this builder
     */
    public AuditStatusBuilder featureBitmap(int bits) {
        return put(AuditStatusField.FEATURE_BITMAP, Integer.toUnsignedLong(bits));
    }

    /**
     * Sets the time waited of a reply.
     *
     * @param ticks kernel ticks (jiffies), 0 to 2³² − 1
     * @return this builder
     * @throws IllegalArgumentException if the number is out of range
     */
    public AuditStatusBuilder backlogWaitTimeActual(long ticks) {
        return put(AuditStatusField.BACKLOG_WAIT_TIME_ACTUAL, ticks);
    }

    /**
     * Sets the value of a field and, if the kernel can set it, its bit in the mask.
     *
     * @param field the field
     * @param value 0 to 2³² − 1
     * @return this builder
     * @throws IllegalArgumentException if the value is out of range
     */
    public AuditStatusBuilder set(AuditStatusField field, long value) {
        boolean reset = field == AuditStatusField.LOST || field == AuditStatusField.BACKLOG_WAIT_TIME_ACTUAL;
        put(field, value);
        if (!reset) {
            fields[AuditStatusField.MASK.ordinal()] |= field.maskBit();
        }
        return this;
    }

    private AuditStatusBuilder put(AuditStatusField field, long value) {
        if (value < 0 || value > MAX_UNSIGNED) {
            throw new IllegalArgumentException(field + ": " + value + " (expected: 0-" + MAX_UNSIGNED + ')');
        }
        fields[field.ordinal()] = (int) value;
        return this;
    }

    /**
     * Sets the length of the struct, to act as an older kernel. Fields beyond the length are left out.
     *
     * @param bytes a multiple of 4 up to {@link AuditStatus#LENGTH}: 32 before Linux 3.14, 40 before 5.9
     * @return this builder
     * @throws IllegalArgumentException for any other length
     */
    public AuditStatusBuilder structLength(int bytes) {
        if (!AuditStatusDescriptor.isValidLength(bytes) || bytes > AuditStatusDescriptor.LENGTH) {
            throw new IllegalArgumentException("structLength: " + bytes + " (expected: a multiple of 4 up to "
                    + AuditStatusDescriptor.LENGTH + ')');
        }
        structLength = bytes;
        return this;
    }

    /**
     * Returns the status. Later changes of the builder do not affect it.
     *
     * @return a new status
     */
    public AuditStatus build() {
        return new AuditStatus(Arrays.copyOf(fields, structLength / Integer.BYTES));
    }
}
