package io.github.nettyaudit.codec.message;

/** Whether the kernel makes audit records: {@code enabled} of {@code struct audit_status}. */
public enum AuditEnabled {
    /** 0: no records but those of user space. */
    OFF,
    /** 1: auditing is on. */
    ON,
    /** 2: auditing is on, and its configuration cannot be changed until the next boot. */
    LOCKED,
    /** Any other number, from a kernel newer than this library; see {@link AuditStatus#enabledValue()}. */
    UNKNOWN;

    /** The constant of a number on the wire. */
    public static AuditEnabled of(int value) {
        return switch (value) {
            case 0 -> OFF;
            case 1 -> ON;
            case 2 -> LOCKED;
            default -> UNKNOWN;
        };
    }

    /**
     * The number on the wire.
     *
     * @throws IllegalStateException for {@link #UNKNOWN}, which has none
     */
    public int value() {
        if (this == UNKNOWN) {
            throw new IllegalStateException("UNKNOWN has no number of its own");
        }
        return ordinal();
    }
}
