package io.github.nettyaudit.codec.message;

/** What the kernel does when it cannot keep a record: {@code failure} of {@code struct audit_status}. */
public enum AuditFailureMode {
    /** 0: it does nothing. */
    SILENT,
    /** 1: it writes a line to the kernel log. */
    PRINTK,
    /** 2: it stops the machine. */
    PANIC,
    /** Any other number, from a kernel newer than this library; see {@link AuditStatus#failureValue()}. */
    UNKNOWN;

    /**
     * Returns the constant for a number on the wire.
     *
     * @param value any 32 bits
     * @return the constant; {@link #UNKNOWN} for a number without one
     */
    public static AuditFailureMode of(int value) {
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
