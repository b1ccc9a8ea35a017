package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.internal.table.RuleTables;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the fields that a rule can have conditions on ({@code AUDIT_PID} and so on, {@code linux/audit.h}).
 * Newer kernels may have more. Their meaning is described in {@code auditctl(8)} under {@code -F}.
 */
public final class AuditRuleFieldType {
    /** {@code pid}: the process id. */
    public static final int PID = 0;
    /** {@code uid}: the user id. */
    public static final int UID = 1;
    /** {@code euid}: the effective user id. */
    public static final int EUID = 2;
    /** {@code suid}: the saved user id. */
    public static final int SUID = 3;
    /** {@code fsuid}: the user id for access to files. */
    public static final int FSUID = 4;
    /** {@code gid}: the group id. */
    public static final int GID = 5;
    /** {@code egid}: the effective group id. */
    public static final int EGID = 6;
    /** {@code sgid}: the saved group id. */
    public static final int SGID = 7;
    /** {@code fsgid}: the group id for access to files. */
    public static final int FSGID = 8;
    /** {@code auid}: the user id with which the user has logged in. */
    public static final int LOGIN_UID = 9;
    /** {@code pers}: the personality of the process, {@code personality(2)}. */
    public static final int PERSONALITY = 10;
    /** {@code arch}: the architecture of the system call, an {@code AUDIT_ARCH_*} number. */
    public static final int ARCHITECTURE = 11;
    /** {@code msgtype}: the type of the record. */
    public static final int MESSAGE_TYPE = 12;
    /** {@code subj_user}: the SELinux user of the process. */
    public static final int SUBJECT_USER = 13;
    /** {@code subj_role}: the SELinux role of the process. */
    public static final int SUBJECT_ROLE = 14;
    /** {@code subj_type}: the SELinux type of the process. */
    public static final int SUBJECT_TYPE = 15;
    /** {@code subj_sen}: the SELinux sensitivity of the process. */
    public static final int SUBJECT_SENSITIVITY = 16;
    /** {@code subj_clr}: the SELinux clearance of the process. */
    public static final int SUBJECT_CLEARANCE = 17;
    /** {@code ppid}: the process id of the parent. */
    public static final int PARENT_PID = 18;
    /** {@code obj_user}: the SELinux user of the object. */
    public static final int OBJECT_USER = 19;
    /** {@code obj_role}: the SELinux role of the object. */
    public static final int OBJECT_ROLE = 20;
    /** {@code obj_type}: the SELinux type of the object. */
    public static final int OBJECT_TYPE = 21;
    /** {@code obj_lev_low}: the SELinux low level of the object. */
    public static final int OBJECT_LEVEL_LOW = 22;
    /** {@code obj_lev_high}: the SELinux high level of the object. */
    public static final int OBJECT_LEVEL_HIGH = 23;
    /** 1 if the login uid is set: the kernel's own form of {@code auid!=unset}, for which auditctl has no word. */
    public static final int LOGIN_UID_SET = 24;
    /** {@code sessionid}: the login session. */
    public static final int SESSION_ID = 25;
    /** {@code fstype}: the type of the file system, {@code f_type} of {@code statfs(2)}. */
    public static final int FILE_SYSTEM_TYPE = 26;
    /** {@code devmajor}: the major number of the device. */
    public static final int DEVICE_MAJOR = 100;
    /** {@code devminor}: the minor number of the device. */
    public static final int DEVICE_MINOR = 101;
    /** {@code inode}: the inode number. */
    public static final int INODE = 102;
    /** {@code exit}: the result of the system call. */
    public static final int EXIT = 103;
    /** {@code success}: 1 if the system call succeeded. */
    public static final int SUCCESS = 104;
    /** {@code path}: one file. */
    public static final int PATH = 105;
    /** {@code perm}: the kind of access to a file, bits for x (1), w (2), r (4) and a (8). */
    public static final int PERMISSIONS = 106;
    /** {@code dir}: a directory and everything below it. */
    public static final int DIRECTORY = 107;
    /** {@code filetype}: the type of the file, bits {@code S_IFMT} of the mode. */
    public static final int FILE_TYPE = 108;
    /** {@code obj_uid}: the user id of the owner of the object. */
    public static final int OBJECT_UID = 109;
    /** {@code obj_gid}: the group id of the object. */
    public static final int OBJECT_GID = 110;
    /**
     * {@code -C}: a comparison of two fields, a number of {@link
     * io.github.nettyaudit.codec.table.AuditFieldComparison}.
     */
    public static final int FIELD_COMPARISON = 111;
    /** {@code exe}: the program file. */
    public static final int EXECUTABLE = 112;
    /** {@code saddr_fam}: the address family of a socket. */
    public static final int SOCKET_ADDRESS_FAMILY = 113;
    /** {@code a0}: the first argument of the system call; the next ones follow. */
    public static final int ARGUMENT_0 = 200;
    /** {@code a3}: the fourth argument of the system call. */
    public static final int ARGUMENT_3 = 203;
    /** {@code key}: the keys by which events can be found. */
    public static final int KEY = 210;

    private AuditRuleFieldType() {
    }

    /**
     * Returns auditctl's name of a field.
     *
     * @param type the number of the field
     * @return the name; null if auditctl has none
     */
    public static @Nullable String name(int type) {
        return type == LOGIN_UID_SET ? null : RuleTables.FIELDS.name(type);
    }

    /**
     * Returns the number of a field.
     *
     * @param name auditctl's name of the field, in upper or lower case
     * @return the number; -1 if auditctl has no such name
     */
    public static int of(String name) {
        int type = RuleTables.FIELDS.number(RuleText.lowerCase(name), -1);
        return type == LOGIN_UID_SET ? -1 : type;
    }

    /**
     * Returns whether a field holds a text.
     *
     * @param type the number of the field
     * @return true for a text, false for a number
     */
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
