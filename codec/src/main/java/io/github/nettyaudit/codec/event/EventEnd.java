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
     * Whether libauparse takes the record for the last one of its event: PROCTITLE, which the kernel sends last, types
     * that stand alone, and the messages of NetLabel.
     */
    static boolean endsInLog(int type) {
        return type == AuditMessageType.PROCTITLE || type == AuditMessageType.EOE || standsAlone(type)
                || type > AuditMessageType.LOGIN && type < AuditMessageType.FIRST_USER_MSG
                || type >= AuditMessageType.MAC_UNLBL_ALLOW && type <= AuditMessageType.MAC_CALIPSO_DEL;
    }
}
