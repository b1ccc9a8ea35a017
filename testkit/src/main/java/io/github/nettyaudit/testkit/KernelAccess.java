package io.github.nettyaudit.testkit;

/** As whom a {@link ScriptedKernel} sees its clients, which decides what it refuses ({@code audit_netlink_ok()}). */
public enum KernelAccess {
    /** Root on the host: everything is allowed. */
    FULL,
    /** CAP_AUDIT_CONTROL and CAP_AUDIT_WRITE are missing: EPERM for all that the kernel knows. */
    NO_CAPABILITY,
    /** In a user namespace (a container): ECONNREFUSED for everything, so that PAM sees "no audit". */
    USER_NAMESPACE,
    /** Root in a pid namespace: EPERM for control, while user messages are taken. */
    PID_NAMESPACE
}
