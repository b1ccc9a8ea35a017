package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.message.AuditMessageType;

/** What part a record has in its event. */
final class RecordRoles {
    private static final String[] INTERPRETERS = {"python", "sh", "bash", "dash", "zsh", "ksh", "perl", "ruby", "node",
        "lua", "php", "tclsh"};

    private RecordRoles() {
    }

    /** Whether a record of such a type gives its event the type where it comes first, before the call. */
    static boolean canStandFirst(int type) {
        return type == AuditMessageType.TIME_INJOFFSET || type == AuditMessageType.TIME_ADJNTPVAL
                || type == AuditMessageType.KERN_MODULE;
    }

    /** Whether a record says that the call changed the clock: most calls that could only read it. */
    static boolean changesTime(int type) {
        return type == AuditMessageType.TIME_INJOFFSET || type == AuditMessageType.TIME_ADJNTPVAL;
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
