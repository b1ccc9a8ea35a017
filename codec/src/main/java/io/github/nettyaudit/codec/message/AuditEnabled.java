package io.github.nettyaudit.codec.message;

/** Whether the kernel creates audit records: {@code enabled} of {@code struct audit_status}. */
public enum AuditEnabled {
    /** 0: the kernel creates no records, except those of user-space messages. */
    OFF,
    /** 1: auditing is on. */
    ON,
    /** 2: auditing is on, and its configuration cannot be changed until the next boot. */
    LOCKED,
    /** Any other number, from a kernel newer than this library; see {@link AuditStatus#enabledValue()}. */
    UNKNOWN;

    /**
     * Returns the constant for a number on the wire.
     *
     * @param value any 32 bits
     * @return the constant; {@link #UNKNOWN} for a number without one
     */
    public static AuditEnabled of(int value) {
        return value >= 0 && value < UNKNOWN.ordinal() ? values()[value] : UNKNOWN;
    }

    /**
     * Returns the number on the wire.
     *
     * @return 0, 1 or 2
     * @throws IllegalStateException for {@link #UNKNOWN}, which has no number
     */
    public int value() {
        if (this == UNKNOWN) {
            throw new IllegalStateException("UNKNOWN has no number of its own");
        }
        return ordinal();
    }
}
