package io.github.nettyaudit.codec.request;

import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EACCES;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.ECONNREFUSED;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EEXIST;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EINVAL;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.ENOENT;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EOPNOTSUPP;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EPERM;
import static io.github.nettyaudit.codec.netlink.NetlinkErrno.EPROTONOSUPPORT;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;

/** What an errno means for a request and what to do about it, according to {@code kernel/audit.c}. */
final class ErrnoAdvice {
    private static final int ENAMETOOLONG = 36;

    private ErrnoAdvice() {
    }

    /** @param otherDaemon the process id of the registered daemon; 0 if it is not known */
    static String of(int requestType, int errno, int otherDaemon) {
        return switch (errno) {
            case EPERM -> isUserMessage(requestType)
                    ? "the process needs CAP_AUDIT_WRITE (for USER_TTY, the kernel's tty audit has to be on)"
                    : "the process needs CAP_AUDIT_CONTROL and has to be in the initial pid namespace"
                    + lock(requestType);
            case ECONNREFUSED -> "the kernel refuses audit in every user namespace except the initial one, hence in"
                    + " most containers: run on the host, or in a container that shares the host's user namespace";
            case EACCES -> requestType == AuditMessageType.SET
                    ? "only the process that is registered as the audit daemon can end its registration"
                    : NetlinkErrno.description(errno);
            case EEXIST -> exists(requestType, otherDaemon);
            case ENOENT -> missing(requestType);
            case EINVAL -> invalid(requestType);
            case ENAMETOOLONG -> "a path in the request is longer than 4,095 bytes";
            case EOPNOTSUPP -> "the kernel no longer supports this type of request";
            case EPROTONOSUPPORT -> "the kernel was built without audit (CONFIG_AUDIT) or started with audit=0";
            default -> NetlinkErrno.description(errno);
        };
    }

    /** The lock of {@code enabled=2} holds for settings, rules and watched trees; each feature has one of its own. */
    private static String lock(int requestType) {
        return switch (requestType) {
            case AuditMessageType.SET, AuditMessageType.ADD_RULE, AuditMessageType.DEL_RULE, AuditMessageType.TRIM,
                    AuditMessageType.MAKE_EQUIV ->
                    "; if it is, the configuration is locked (enabled=2) until the next boot";
            case AuditMessageType.SET_FEATURE -> "; if it is, the feature is locked until the next boot";
            default -> "";
        };
    }

    private static String exists(int requestType, int otherDaemon) {
        if (requestType == AuditMessageType.SET) {
            if (otherDaemon == ProcessHandle.current().pid()) {
                return "this process (pid " + otherDaemon + ") is registered already, through another socket:"
                        + " close that one first";
            }
            return "another audit daemon is registered" + (otherDaemon == 0 ? "" : " (pid "
                    + Integer.toUnsignedString(otherDaemon) + ')')
                    + ": stop it, or read as a member of the multicast group";
        }
        return isRule(requestType) ? "an equal rule is loaded already" : NetlinkErrno.description(EEXIST);
    }

    private static String missing(int requestType) {
        return switch (requestType) {
            case AuditMessageType.DEL_RULE -> "no such rule is loaded";
            case AuditMessageType.ADD_RULE -> "a directory that the rule's path leads through does not exist";
            default -> NetlinkErrno.description(ENOENT);
        };
    }

    private static String invalid(int requestType) {
        if (requestType == AuditMessageType.SET) {
            return "the kernel does not accept one of the values: a number is out of range, a pid is not the"
                    + " sender's own, or this kernel does not know a field";
        }
        return isRule(requestType) ? "the kernel does not accept the rule: it does not know a field, operator, value,"
                + " action or list, or their combination, or the length is wrong"
                : "the kernel does not accept the type, a value or the length of the message";
    }

    private static boolean isRule(int requestType) {
        return requestType == AuditMessageType.ADD_RULE || requestType == AuditMessageType.DEL_RULE;
    }

    private static boolean isUserMessage(int type) {
        return type == AuditMessageType.USER || type >= AuditMessageType.FIRST_USER_MSG
                && type <= AuditMessageType.LAST_USER_MSG || type >= AuditMessageType.FIRST_USER_MSG2
                && type <= AuditMessageType.LAST_USER_MSG2;
    }
}
