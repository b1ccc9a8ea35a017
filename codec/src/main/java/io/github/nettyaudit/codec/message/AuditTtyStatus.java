package io.github.nettyaudit.codec.message;

/**
 * Whether the kernel records what the calling process types on a terminal, {@code struct audit_tty_status} of
 * {@code linux/audit.h}. Immutable.
 *
 * @param enabledValue      1 if input is recorded, 0 if not; the kernel accepts no other number
 * @param logPasswordsValue 1 if input without echo is recorded too, 0 if not or if the struct does not have the field
 * @param structLength      {@link #SHORT_LENGTH} or {@link #LENGTH}, the bytes on the wire
 */
public record AuditTtyStatus(int enabledValue, int logPasswordsValue, int structLength) {
    /** The length in bytes of the struct without {@code log_passwd}, before Linux 3.10. */
    public static final int SHORT_LENGTH = AuditTtyStatusDescriptor.SHORT_LENGTH;
    /** The length in bytes of the whole struct. */
    public static final int LENGTH = AuditTtyStatusDescriptor.LENGTH;

    /**
     * Creates a status.
     *
     * @param enabledValue      1 if input is recorded, 0 if not; the kernel accepts no other number
     * @param logPasswordsValue 1 if input without echo is recorded too, 0 if not or if the struct does not have the
     *                          field
     * @param structLength      {@link #SHORT_LENGTH} or {@link #LENGTH}, the bytes on the wire
     * @throws IllegalArgumentException if the length is neither 4 nor 8, or is 4 with a second value other than 0
     */
    public AuditTtyStatus {
        if (structLength != LENGTH && (structLength != SHORT_LENGTH || logPasswordsValue != 0)) {
            throw new IllegalArgumentException("structLength: " + structLength + ", logPasswordsValue: "
                    + logPasswordsValue + " (expected: 8, or 4 with 0)");
        }
    }

    /**
     * Creates a status of today's length.
     *
     * @param enabled      whether input is recorded
     * @param logPasswords whether input without echo is recorded too
     */
    public AuditTtyStatus(boolean enabled, boolean logPasswords) {
        this(enabled ? 1 : 0, logPasswords ? 1 : 0, LENGTH);
    }

    /**
     * Returns whether input is recorded.
     *
     * @return whether {@link #enabledValue()} is not 0
     */
    public boolean isEnabled() {
        return enabledValue != 0;
    }

    /**
     * Returns whether input without echo, such as passwords, is recorded too.
     *
     * @return whether {@link #logPasswordsValue()} is not 0
     */
    public boolean logsPasswords() {
        return logPasswordsValue != 0;
    }
}
