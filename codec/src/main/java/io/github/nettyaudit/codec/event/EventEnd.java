package io.github.nettyaudit.codec.event;

import io.github.nettyaudit.codec.message.AuditMessageType;

/** Which records end an event. */
final class EventEnd {
    private EventEnd() {
    }

    /** Whether records of this type always stand alone: messages of user space and of the audit daemon. */
    static boolean standsAlone(int type) {
        return type >= AuditMessageType.FIRST_USER_MSG && type < AuditMessageType.SYSCALL
                || type >= AuditMessageType.FIRST_USER_MSG2 || type == AuditMessageType.USER
                || type == AuditMessageType.KERNEL;
    }

    /**
     * Whether the record is the last one of its event in a log, which has no EOE: PROCTITLE, which the kernel sends
     * last, and types that stand alone. libauparse takes the records of NetLabel for last ones as well; but Linux
     * 6.18 sends the system call after them, which would then be an event of its own.
     */
    static boolean endsInLog(int type) {
        return type == AuditMessageType.PROCTITLE || type == AuditMessageType.EOE || standsAlone(type)
                || type > AuditMessageType.LOGIN && type < AuditMessageType.FIRST_USER_MSG;
    }
}
