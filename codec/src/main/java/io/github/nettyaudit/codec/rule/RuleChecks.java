package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.message.AuditFeatureBitmap;

/**
 * Checks which fields can be used in which list and with which operator: what auditctl checks
 * ({@code audit_rule_fieldpair_data} of libaudit), and what every kernel refuses ({@code audit_field_valid} of
 * {@code kernel/auditfilter.c}) although auditctl would send it. What only some kernels refuse is accepted.
 */
final class RuleChecks {
    private static final String EXIT_ONLY = "-a always,exit";
    private static final String EQUALITY = "= or !=";

    private RuleChecks() {
    }

    static void features(RuleState state, int type) {
        AuditRuleFilter filter = state.filter();
        int features = state.host.features();
        if (filter == AuditRuleFilter.EXCLUDE && (features & AuditFeatureBitmap.EXCLUDE_EXTEND) == 0
                && !isInEveryExclude(type)) {
            throw AuditRuleException.of("this kernel excludes by fewer fields",
                    "msgtype, pid, uid, gid, auid, subj_user, subj_role, subj_type, subj_sen, subj_clr or exe");
        }
        if (filter == AuditRuleFilter.FILESYSTEM && (features & AuditFeatureBitmap.FILTER_FS) == 0) {
            throw AuditRuleException.of("this kernel has no list filesystem", "a newer kernel");
        }
        if (type == AuditRuleFieldType.EXECUTABLE && (features & AuditFeatureBitmap.EXECUTABLE_PATH) == 0) {
            throw AuditRuleException.of("this kernel has no field exe", "a newer kernel");
        }
        if (type == AuditRuleFieldType.SESSION_ID && (features & AuditFeatureBitmap.SESSIONID_FILTER) == 0) {
            throw AuditRuleException.of("this kernel has no field sessionid", "a newer kernel");
        }
    }

    private static boolean isInEveryExclude(int type) {
        return switch (type) {
            case AuditRuleFieldType.PID, AuditRuleFieldType.UID, AuditRuleFieldType.GID, AuditRuleFieldType.LOGIN_UID,
                    AuditRuleFieldType.MESSAGE_TYPE, AuditRuleFieldType.SUBJECT_USER, AuditRuleFieldType.SUBJECT_ROLE,
                    AuditRuleFieldType.SUBJECT_TYPE, AuditRuleFieldType.SUBJECT_SENSITIVITY,
                    AuditRuleFieldType.SUBJECT_CLEARANCE, AuditRuleFieldType.EXECUTABLE -> true;
            default -> false;
        };
    }

    static void list(RuleState state, int type) {
        AuditRuleFilter filter = state.filter();
        String name = AuditRuleFieldType.name(type);
        if (isExitOnly(type) && filter != AuditRuleFilter.EXIT) {
            throw AuditRuleException.of("the field " + name + " is for the list exit only", EXIT_ONLY);
        }
        if (type == AuditRuleFieldType.PERMISSIONS && filter != AuditRuleFilter.EXIT
                && filter != AuditRuleFilter.EXCLUDE) {
            throw AuditRuleException.of("the field perm is for the list exit only", EXIT_ONLY);
        }
        if (type == AuditRuleFieldType.MESSAGE_TYPE && filter != AuditRuleFilter.EXCLUDE
                && filter != AuditRuleFilter.USER) {
            throw AuditRuleException.of("the field msgtype is for the lists exclude and user only",
                    "-a never,exclude or -a never,user");
        }
        if (type == AuditRuleFieldType.SESSION_ID && filter != AuditRuleFilter.EXCLUDE
                && filter != AuditRuleFilter.USER && filter != AuditRuleFilter.EXIT) {
            throw AuditRuleException.of("the field sessionid is for the lists exit, exclude and user only", EXIT_ONLY);
        }
        if (type == AuditRuleFieldType.FILE_SYSTEM_TYPE && filter != AuditRuleFilter.FILESYSTEM) {
            throw AuditRuleException.of("the field fstype is for the list filesystem only", "-a never,filesystem");
        }
        if (filter == AuditRuleFilter.FILESYSTEM && type != AuditRuleFieldType.FILE_SYSTEM_TYPE
                && type != AuditRuleFieldType.KEY) {
            throw AuditRuleException.of("the kernel does not accept the field " + name + " in the list filesystem",
                    "fstype or key");
        }
        if (type == AuditRuleFieldType.KEY && !state.canHaveKey()) {
            throw AuditRuleException.of(RuleAssembly.KEY_WITHOUT_RULE,
                    "-S, -w, path=, dir=, perm=, exe= or fstype= before the key");
        }
    }

    private static boolean isExitOnly(int type) {
        return type == AuditRuleFieldType.EXIT || AuditRuleFieldType.isObjectLabel(type)
                || type == AuditRuleFieldType.PATH || type == AuditRuleFieldType.DIRECTORY
                || type == AuditRuleFieldType.FILE_TYPE || type == AuditRuleFieldType.SUCCESS
                || type == AuditRuleFieldType.PARENT_PID
                || type >= AuditRuleFieldType.DEVICE_MAJOR && type <= AuditRuleFieldType.INODE;
    }

    static void operator(int type, AuditRuleOperator operator) {
        String name = AuditRuleFieldType.name(type);
        if ((type == AuditRuleFieldType.PERMISSIONS || type == AuditRuleFieldType.PATH
                || type == AuditRuleFieldType.DIRECTORY) && operator != AuditRuleOperator.EQUAL) {
            throw AuditRuleException.of("the field " + name + " cannot be compared by " + operator, "=");
        }
        if (isEqualityOnly(type) && !operator.isEquality()) {
            throw AuditRuleException.of("the field " + name + " cannot be compared by " + operator, EQUALITY);
        }
        if ((operator == AuditRuleOperator.BIT_MASK || operator == AuditRuleOperator.BIT_TEST) && !hasBits(type)) {
            throw AuditRuleException.of("the field " + name + " has no bits to test with " + operator,
                    "= != < > <= >=");
        }
    }

    private static boolean isEqualityOnly(int type) {
        return switch (type) {
            case AuditRuleFieldType.ARCHITECTURE, AuditRuleFieldType.INODE, AuditRuleFieldType.EXECUTABLE,
                    AuditRuleFieldType.FILE_SYSTEM_TYPE, AuditRuleFieldType.FILE_TYPE,
                    AuditRuleFieldType.FIELD_COMPARISON, AuditRuleFieldType.KEY, AuditRuleFieldType.SUBJECT_USER,
                    AuditRuleFieldType.SUBJECT_ROLE, AuditRuleFieldType.SUBJECT_TYPE, AuditRuleFieldType.OBJECT_USER,
                    AuditRuleFieldType.OBJECT_ROLE, AuditRuleFieldType.OBJECT_TYPE -> true;
            default -> false;
        };
    }

    /** The kernel accepts one file, directory or inode in a rule, one exe and one field of keys. */
    static void onlyOne(RuleState state, int type) {
        boolean isObject = isObject(type);
        if (isObject || type == AuditRuleFieldType.EXECUTABLE || type == AuditRuleFieldType.KEY) {
            for (AuditRuleField field : state.fields) {
                if (field.type() == type || isObject && isObject(field.type())) {
                    throw AuditRuleException.of("the field " + AuditRuleFieldType.name(type) + " cannot be in a rule"
                            + " that has " + AuditRuleFieldType.name(field.type()) + " already",
                            isObject ? "one of path, dir and inode" : "one of them");
                }
            }
        }
    }

    private static boolean isObject(int type) {
        return type == AuditRuleFieldType.PATH || type == AuditRuleFieldType.DIRECTORY
                || type == AuditRuleFieldType.INODE;
    }

    /** An unset login uid can only be equal or not. */
    static void unset(AuditRuleField field) {
        AuditRuleOperator operator = AuditRuleOperator.of(field.operator());
        if (field.type() == AuditRuleFieldType.LOGIN_UID && field.value() == -1 && operator != null
                && !operator.isEquality()) {
            throw AuditRuleException.of("an unset auid cannot be compared by " + operator, EQUALITY);
        }
    }

    /**
     * Returns whether the kernel accepts bit operators: for arguments, and for numbers that older kernels did not
     * check.
     */
    private static boolean hasBits(int type) {
        return AuditRuleFieldType.isArgument(type) || type == AuditRuleFieldType.PERSONALITY
                || type == AuditRuleFieldType.DEVICE_MAJOR || type == AuditRuleFieldType.DEVICE_MINOR
                || type == AuditRuleFieldType.INODE || type == AuditRuleFieldType.EXIT
                || type == AuditRuleFieldType.SUCCESS;
    }
}
