package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.netlink.NetlinkErrno;

/** Why a kernel refuses a rule that passed all checks here; which errors there are: {@code kernel/auditfilter.c}. */
final class RuleRefusal {
    private static final int ENAMETOOLONG = 36;
    private static final int ENOTDIR = 20;

    private RuleRefusal() {
    }

    static String explain(boolean adding, AuditRule rule, int errno) {
        return switch (errno) {
            case NetlinkErrno.EEXIST -> "an equal rule is loaded already; the order of fields counts, that of rules and"
                    + " -a or -A does not";
            case NetlinkErrno.ENOENT -> adding ? "there is no " + path(rule)
                    : "no such rule is loaded; every field, value and their order have to be the same, list the rules"
                    + " to see them";
            case ENOTDIR -> "what leads to " + path(rule) + " is no directory";
            case NetlinkErrno.EINVAL -> "the kernel does not take " + likely(rule);
            case NetlinkErrno.EPERM -> "CAP_AUDIT_CONTROL in the initial pid namespace is needed; if it is there, the"
                    + " configuration is locked (-e 2) until the next boot";
            case NetlinkErrno.ECONNREFUSED -> "the kernel hides auditing from user namespaces, so from most containers";
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
        return "file that the rule needs";
    }

    /** The field that is the most likely not to be known to the kernel: the youngest. */
    private static String likely(AuditRule rule) {
        if (rule.filter() == AuditRuleFilter.IO_URING.number()) {
            return "the list io_uring, which came with Linux 5.16";
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
                    // as old as rules are
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
            return "one of the fields in the list exclude; older kernels take fewer of them there";
        }
        return rule.fields().isEmpty() ? "the list or the action"
                : "a field, or an operator or value of it: " + rule.fields();
    }
}
