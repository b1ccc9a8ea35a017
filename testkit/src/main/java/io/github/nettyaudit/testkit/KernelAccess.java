package io.github.nettyaudit.testkit;

/**
 * The privileges that a {@link ScriptedKernel} grants its clients; they determine which requests are refused
 * ({@code audit_netlink_ok()} in {@code kernel/audit.c}).
 */
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
