package io.github.nettyaudit.codec.message;

import java.util.Arrays;

/**
 * Builds an {@link AuditStatus}. Each method that names a field the kernel can set also sets the field's bit in the
 * mask; {@link #mask} overrides that. Not thread-safe; may be used again after {@link #build}.
 */
public final class AuditStatusBuilder {
    private static final long MAX_UNSIGNED = 0xffffffffL;

    private final int[] fields = new int[AuditStatusField.values().length];
    private int structLength = AuditStatusDescriptor.LENGTH;

    AuditStatusBuilder() {
    }

    /** The mask as it shall be: 0 for a reply, one reset bit alone for a reset. Call it after the other setters. */
    public AuditStatusBuilder mask(int mask) {
        fields[AuditStatusField.MASK.ordinal()] = mask;
        return this;
    }

    /** Turns auditing on or off, or locks its configuration until the next boot. */
    public AuditStatusBuilder enabled(AuditEnabled enabled) {
        return set(AuditStatusField.ENABLED, enabled.value());
    }

    /** What the kernel shall do when it loses records. */
    public AuditStatusBuilder failureMode(AuditFailureMode mode) {
        return set(AuditStatusField.FAILURE, mode.value());
    }

    /** Registers the process as the audit daemon (its own thread-group id), or with 0 ends that. */
    public AuditStatusBuilder pid(int pid) {
        return set(AuditStatusField.PID, Integer.toUnsignedLong(pid));
    }

    /** Most records per second, 0 for no limit. */
    public AuditStatusBuilder rateLimit(long recordsPerSecond) {
        return set(AuditStatusField.RATE_LIMIT, recordsPerSecond);
    }

    /** Most records that may wait in the kernel, 0 for no limit. */
    public AuditStatusBuilder backlogLimit(long records) {
        return set(AuditStatusField.BACKLOG_LIMIT, records);
    }

    /** How long a process may sleep when the queue is full, in kernel ticks; the kernel allows up to 600 s worth. */
    public AuditStatusBuilder backlogWaitTime(long ticks) {
        return set(AuditStatusField.BACKLOG_WAIT_TIME, ticks);
    }

    /** A reply's lost counter. */
    public AuditStatusBuilder lost(long records) {
        return put(AuditStatusField.LOST, records);
    }

    /** A reply's number of waiting records. */
    public AuditStatusBuilder backlog(long records) {
        return put(AuditStatusField.BACKLOG, records);
    }

    /** A reply's {@link AuditFeatureBitmap} bits. */
    public AuditStatusBuilder featureBitmap(int bits) {
        return put(AuditStatusField.FEATURE_BITMAP, Integer.toUnsignedLong(bits));
    }

    /** A reply's time waited, in kernel ticks. */
    public AuditStatusBuilder backlogWaitTimeActual(long ticks) {
        return put(AuditStatusField.BACKLOG_WAIT_TIME_ACTUAL, ticks);
    }

    /** Any field's value, its bit in the mask included where it has one that sets it. */
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
     * Makes the struct shorter, as an older kernel has it: 32, 36, 40 or 44 bytes ({@link AuditStatusDescriptor}).
     * Fields beyond are left out.
     */
    public AuditStatusBuilder structLength(int bytes) {
        if (!AuditStatusDescriptor.isValidLength(bytes) || bytes > AuditStatusDescriptor.LENGTH) {
            throw new IllegalArgumentException("structLength: " + bytes + " (expected: a multiple of 4 up to "
                    + AuditStatusDescriptor.LENGTH + ')');
        }
        structLength = bytes;
        return this;
    }

    /** The status; changes of the builder do not reach it. */
    public AuditStatus build() {
        return new AuditStatus(Arrays.copyOf(fields, structLength / Integer.BYTES));
    }
}
