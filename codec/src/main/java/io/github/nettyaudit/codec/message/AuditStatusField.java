package io.github.nettyaudit.codec.message;

/**
 * The fields of {@code struct audit_status}, in wire order; layout in {@link AuditStatusDescriptor}. Kernels differ in
 * how many of them they know, see {@link AuditStatus#has}.
 */
public enum AuditStatusField {
    /** Which fields a request wants to set, as {@link #maskBit()}s; 0 in replies. */
    MASK(0),
    /** Whether auditing is on, see {@link AuditEnabled}. */
    ENABLED(0x1),
    /** What the kernel does when it loses records, see {@link AuditFailureMode}. */
    FAILURE(0x2),
    /** Process id of the audit daemon; 0 for none. */
    PID(0x4),
    /** Most records per second; 0 for no limit. */
    RATE_LIMIT(0x8),
    /** Most records that wait in the kernel's queue; 0 for no limit. */
    BACKLOG_LIMIT(0x10),
    /** Records that the kernel could not queue. Setting its bit alone resets it. */
    LOST(0x40),
    /** Records that wait in the kernel's queue. Read-only. */
    BACKLOG(0),
    /** What this kernel can do, see {@link AuditFeatureBitmap}; a version before Linux 3.19. Read-only. */
    FEATURE_BITMAP(0),
    /** How long a process may sleep when the queue is full, in kernel ticks (jiffies); since Linux 3.14. */
    BACKLOG_WAIT_TIME(0x20),
    /** How long processes have slept so far, in kernel ticks; since Linux 5.9. Setting its bit alone resets it. */
    BACKLOG_WAIT_TIME_ACTUAL(0x80);

    private final int maskBit;

    AuditStatusField(int maskBit) {
        this.maskBit = maskBit;
    }

    /** The {@code AUDIT_STATUS_*} bit that asks the kernel to set or reset the field; 0 for read-only fields. */
    public int maskBit() {
        return maskBit;
    }

    /** Bytes before the field in the struct. */
    public int offset() {
        return ordinal() * Integer.BYTES;
    }
}
