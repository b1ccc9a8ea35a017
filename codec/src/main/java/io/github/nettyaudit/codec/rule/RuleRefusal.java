package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.netlink.NetlinkErrno;

/**
 * The likely reason why a kernel refuses a rule that has passed all checks here; source: {@code kernel/auditfilter.c}.
 */
final class RuleRefusal {
    private static final int ENAMETOOLONG = 36;
    private static final int ENOTDIR = 20;

    private RuleRefusal() {
    }

    static String explain(boolean adding, AuditRule rule, int errno) {
        return switch (errno) {
            case NetlinkErrno.EEXIST -> "an equal rule is loaded already; its place in the list and -a or -A make no"
                    + " difference, the order of its fields does";
            case NetlinkErrno.ENOENT -> adding ? "there is no " + path(rule)
                    : "no such rule is loaded; all fields, their values and their order have to be the same: list"
                    + " the rules to compare";
            case ENOTDIR -> "a part of the path to " + path(rule) + " is not a directory";
            case NetlinkErrno.EINVAL -> "the kernel does not accept " + likely(rule);
            case NetlinkErrno.EPERM -> "CAP_AUDIT_CONTROL in the initial pid namespace is needed; if the process has"
                    + " it, the configuration is locked (-e 2) until the next boot";
            case NetlinkErrno.ECONNREFUSED -> "the kernel does not allow auditing from user namespaces, and so from"
                    + " most containers";
            case ENAMETOOLONG -> "a path is too long for the kernel";
            default -> NetlinkErrno.description(errno);
        };
    }

    private static String path(AuditRule rule) {
        for (AuditRuleField field : rule.fields()) {
            switch (field.type()) {
                case AuditRuleFieldType.DIRECTORY -> {
                    return "directory " + field.text();
                }
                case AuditRuleFieldType.PATH, AuditRuleFieldType.EXECUTABLE -> {
                    String path = String.valueOf(field.text());
                    return "directory " + (path.lastIndexOf('/') > 0 ? path.substring(0, path.lastIndexOf('/')) : "/");
                }
                default -> {
                    // not a path
                }
            }
        }
        return "file that the rule refers to";
    }

    /** Returns the part of the rule that the kernel is the most likely not to know: the newest. */
    private static String likely(AuditRule rule) {
        if (rule.filter() == AuditRuleFilter.IO_URING.number()) {
            return "the list io_uring, which exists since Linux 5.16";
        }
        if (rule.filter() == AuditRuleFilter.FILESYSTEM.number()) {
            return "the list filesystem, which older kernels do not have";
        }
        for (AuditRuleField field : rule.fields()) {
            switch (field.type()) {
                case AuditRuleFieldType.SOCKET_ADDRESS_FAMILY, AuditRuleFieldType.SESSION_ID,
                        AuditRuleFieldType.EXECUTABLE, AuditRuleFieldType.FIELD_COMPARISON,
                        AuditRuleFieldType.LOGIN_UID_SET -> {
                    return "the field " + AuditRuleFieldType.name(field.type()) + ", which older kernels do not have";
                }
                default -> {
                    // known to every kernel
                }
            }
        }
        for (AuditRuleField field : rule.fields()) {
            if (field.type() >= AuditRuleFieldType.SUBJECT_USER && field.type() <= AuditRuleFieldType.OBJECT_LEVEL_HIGH
                    && AuditRuleFieldType.isText(field.type())) {
                return "the label " + AuditRuleFieldType.name(field.type()) + '=' + field.text()
                        + ", which the security module may not know";
            }
        }
        if (rule.filter() == AuditRuleFilter.EXCLUDE.number()) {
            return "one of the fields in the list exclude; older kernels accept fewer of them there";
        }
        return rule.fields().isEmpty() ? "the list or the action"
                : "a field, or an operator or value of it: " + rule.fields();
    }
}
