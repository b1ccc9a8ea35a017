package io.github.nettyaudit.daemon.settings;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusField;

/** A setting of the kernel's audit subsystem that {@code AUDIT_SET} changes; the names are those of auditctl(8). */
public enum AuditSetting {
    /** Whether auditing is on: 0 off, 1 on, 2 on and locked until the next boot. */
    ENABLED("enabled", AuditStatusField.ENABLED),
    /** What the kernel does when it loses a record: 0 nothing, 1 printk, 2 panic. */
    FAILURE("failure", AuditStatusField.FAILURE),
    /** Records per second, 0 for no limit. */
    RATE_LIMIT("rate_limit", AuditStatusField.RATE_LIMIT),
    /** Records that may wait in the kernel, 0 for no limit. */
    BACKLOG_LIMIT("backlog_limit", AuditStatusField.BACKLOG_LIMIT),
    /** Kernel ticks for which a process sleeps while the kernel's queue is full; since Linux 3.14. */
    BACKLOG_WAIT_TIME("backlog_wait_time", AuditStatusField.BACKLOG_WAIT_TIME);

    private final String text;
    private final AuditStatusField field;

    AuditSetting(String text, AuditStatusField field) {
        this.text = text;
        this.field = field;
    }

    /**
     * Returns the field of {@code struct audit_status} that holds the setting.
     *
     * @return the field
     */
    public AuditStatusField field() {
        return field;
    }

    /**
     * Returns the setting's value.
     *
     * @param status a reply of the kernel
     * @return the value, unsigned; 0 if this kernel does not have the setting
     */
    public long in(AuditStatus status) {
        return Integer.toUnsignedLong(status.get(field));
    }

    /**
     * Returns the name that auditctl(8) and the kernel use.
     *
     * @return for example {@code backlog_limit}
     */
    @Override
    public String toString() {
        return text;
    }
}
