package io.github.nettyaudit.codec.message;

/**
 * The fields of {@code struct audit_status} ({@code linux/audit.h}), in wire order, 32 bits each. Older kernels do not
 * know all of them, see {@link AuditStatus#has}.
 */
public enum AuditStatusField {
    /** The fields that a request sets or resets, as {@link #maskBit()}s; 0 in replies. */
    MASK(0),
    /** Whether auditing is on, see {@link AuditEnabled}. */
    ENABLED(0x1),
    /** What the kernel does when it cannot keep a record, see {@link AuditFailureMode}. */
    FAILURE(0x2),
    /** The process id of the registered audit daemon; 0 for none. */
    PID(0x4),
    /** The maximum number of records per second; 0 for no limit. */
    RATE_LIMIT(0x8),
    /** The maximum number of records in the kernel's queue; 0 for no limit. */
    BACKLOG_LIMIT(0x10),
    /** The number of records that the kernel could not queue. A request with this mask bit alone resets it. */
    LOST(0x40),
    /** The number of records in the kernel's queue. Read-only. */
    BACKLOG(0),
    /** What the kernel can do, see {@link AuditFeatureBitmap}; a version number before Linux 3.19. Read-only. */
    FEATURE_BITMAP(0),
    /** How long a process may sleep while the queue is full, in kernel ticks (jiffies). Since Linux 3.14. */
    BACKLOG_WAIT_TIME(0x20),
    /**
     * How long processes have slept so far, in kernel ticks (jiffies). Since Linux 5.9. A request with this mask bit
     * alone resets it.
     */
    BACKLOG_WAIT_TIME_ACTUAL(0x80);

    private final int maskBit;

    AuditStatusField(int maskBit) {
        this.maskBit = maskBit;
    }

    /**
     * Returns the bit of the mask that makes the kernel set or reset the field.
     *
     * @return {@code AUDIT_STATUS_*}; 0 for read-only fields
     */
    public int maskBit() {
        return maskBit;
    }

    /**
     * Returns the position of the field in the struct.
     *
     * @return the number of bytes before it
     */
    public int offset() {
        return ordinal() * Integer.BYTES;
    }
}
