package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.internal.table.RuleTables;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a rule's fields ({@code AUDIT_PID} … of {@code linux/audit.h}), an open set: newer kernels have more.
 * What each means: {@code auditctl(8)} under {@code -F}.
 */
public final class AuditRuleFieldType {
    public static final int PID = 0;
    public static final int UID = 1;
    public static final int EUID = 2;
    public static final int SUID = 3;
    public static final int FSUID = 4;
    public static final int GID = 5;
    public static final int EGID = 6;
    public static final int SGID = 7;
    public static final int FSGID = 8;
    /** The login uid, {@code auid}. */
    public static final int LOGIN_UID = 9;
    public static final int PERSONALITY = 10;
    public static final int ARCHITECTURE = 11;
    public static final int MESSAGE_TYPE = 12;
    public static final int SUBJECT_USER = 13;
    public static final int SUBJECT_ROLE = 14;
    public static final int SUBJECT_TYPE = 15;
    public static final int SUBJECT_SENSITIVITY = 16;
    public static final int SUBJECT_CLEARANCE = 17;
    public static final int PARENT_PID = 18;
    public static final int OBJECT_USER = 19;
    public static final int OBJECT_ROLE = 20;
    public static final int OBJECT_TYPE = 21;
    public static final int OBJECT_LEVEL_LOW = 22;
    public static final int OBJECT_LEVEL_HIGH = 23;
    /** 1 when the login uid is set; the kernel's own form of {@code auid!=unset}, without a word in auditctl. */
    public static final int LOGIN_UID_SET = 24;
    public static final int SESSION_ID = 25;
    public static final int FILE_SYSTEM_TYPE = 26;
    public static final int DEVICE_MAJOR = 100;
    public static final int DEVICE_MINOR = 101;
    public static final int INODE = 102;
    public static final int EXIT = 103;
    public static final int SUCCESS = 104;
    /** One file, {@code path}. */
    public static final int PATH = 105;
    public static final int PERMISSIONS = 106;
    /** A directory and all below it, {@code dir}. */
    public static final int DIRECTORY = 107;
    public static final int FILE_TYPE = 108;
    public static final int OBJECT_UID = 109;
    public static final int OBJECT_GID = 110;
    public static final int FIELD_COMPARISON = 111;
    public static final int EXECUTABLE = 112;
    public static final int SOCKET_ADDRESS_FAMILY = 113;
    /** {@code a0}; {@code a1} to {@code a3} follow. */
    public static final int ARGUMENT_0 = 200;
    public static final int ARGUMENT_3 = 203;
    public static final int KEY = 210;

    private AuditRuleFieldType() {
    }

    /** The word of auditctl; null if it has none. */
    public static @Nullable String name(int type) {
        return type == LOGIN_UID_SET ? null : RuleTables.FIELDS.name(type);
    }

    /** The field of auditctl's word, in upper or lower case as auditctl takes it; -1 if there is none. */
    public static int of(String name) {
        int type = RuleTables.FIELDS.number(RuleText.lowerCase(name), -1);
        return type == LOGIN_UID_SET ? -1 : type;
    }

    /** Whether the field's value is a text. */
    public static boolean isText(int type) {
        return type >= SUBJECT_USER && type <= OBJECT_LEVEL_HIGH && type != PARENT_PID || type == PATH
                || type == DIRECTORY || type == EXECUTABLE || type == KEY;
    }

    static boolean isUser(int type) {
        return type == UID || type == EUID || type == SUID || type == FSUID || type == LOGIN_UID || type == OBJECT_UID;
    }

    static boolean isGroup(int type) {
        return type == GID || type == EGID || type == SGID || type == FSGID || type == OBJECT_GID;
    }

    static boolean isArgument(int type) {
        return type >= ARGUMENT_0 && type <= ARGUMENT_3;
    }

    static boolean isObjectLabel(int type) {
        return type >= OBJECT_USER && type <= OBJECT_LEVEL_HIGH;
    }
}
