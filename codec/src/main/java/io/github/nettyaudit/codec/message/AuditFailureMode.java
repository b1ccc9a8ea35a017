package io.github.nettyaudit.codec.message;

/** What the kernel does when it cannot deliver records: {@code failure} of {@code struct audit_status}. */
public enum AuditFailureMode {
    /** 0: nothing. */
    SILENT,
    /** 1: a line in the kernel log. */
    PRINTK,
    /** 2: the machine stops. */
    PANIC,
    /** Any other number, from a kernel newer than this library; see {@link AuditStatus#failureValue()}. */
    UNKNOWN;

    /** The constant of a number on the wire. */
    public static AuditFailureMode of(int value) {
        return switch (value) {
            case 0 -> SILENT;
            case 1 -> PRINTK;
            case 2 -> PANIC;
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
