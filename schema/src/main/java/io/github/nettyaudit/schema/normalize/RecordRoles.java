package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.message.AuditMessageType;

/** What part a record has in its event. */
final class RecordRoles {
    private static final String[] INTERPRETERS = {"python", "sh", "bash", "dash", "zsh", "ksh", "perl", "ruby", "node",
        "lua", "php", "tclsh"};

    private RecordRoles() {
    }

    /** Whether records of a type only say more about a system call. */
    static boolean isPartOfCall(int type) {
        return switch (type) {
            case AuditMessageType.PATH, AuditMessageType.CWD, AuditMessageType.SOCKADDR, AuditMessageType.EXECVE,
                    AuditMessageType.PROCTITLE, AuditMessageType.IPC, AuditMessageType.IPC_SET_PERM,
                    AuditMessageType.SOCKETCALL, AuditMessageType.MQ_OPEN, AuditMessageType.MQ_SENDRECV,
                    AuditMessageType.MQ_NOTIFY, AuditMessageType.MQ_GETSETATTR, AuditMessageType.FD_PAIR,
                    AuditMessageType.OBJ_PID, AuditMessageType.BPRM_FCAPS, AuditMessageType.CAPSET,
                    AuditMessageType.MMAP, AuditMessageType.OPENAT2, AuditMessageType.SYSCALL,
                    AuditMessageType.URINGOP, AuditMessageType.EOE, AuditMessageType.AVC_PATH,
                    AuditMessageType.KERN_MODULE, AuditMessageType.TIME_INJOFFSET, AuditMessageType.TIME_ADJNTPVAL,
                    AuditMessageType.MAC_TASK_CONTEXTS, AuditMessageType.MAC_OBJ_CONTEXTS -> true;
            default -> false;
        };
    }

    /** Whether a record of such a type gives its event the type where it comes first, before the call. */
    static boolean canStandFirst(int type) {
        return type == AuditMessageType.TIME_INJOFFSET || type == AuditMessageType.TIME_ADJNTPVAL
                || type == AuditMessageType.KERN_MODULE;
    }

    /** Whether a program runs scripts, so that the thread's name says more than the program's. */
    static boolean isInterpreter(EventValue program) {
        byte[] bytes = program.array();
        int end = program.length();
        while (end > 0 && (bytes[end - 1] >= '0' && bytes[end - 1] <= '9' || bytes[end - 1] == '.')) {
            end--;
        }
        int start = end;
        while (start > 0 && bytes[start - 1] != '/') {
            start--;
        }
        if (start == 0) {
            return false;
        }
        for (String name : INTERPRETERS) {
            if (matches(bytes, start, end, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] bytes, int start, int end, String name) {
        if (end - start != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (bytes[start + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
