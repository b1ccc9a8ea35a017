package io.github.nettyaudit.daemon;

/** How an {@link AuditDaemon} receives records. */
public enum AuditDaemonMode {
    /**
     * {@link #DAEMON} if no audit daemon is registered, otherwise {@link #MULTICAST}. Also {@link #MULTICAST} if this
     * process may read but not control, or if another process registers first.
     */
    AUTO,
    /** As the registered audit daemon: the kernel sends each record to this process. Needs CAP_AUDIT_CONTROL. */
    DAEMON,
    /**
     * As a member of the multicast group, beside any audit daemon. Changes nothing in the kernel; needs CAP_AUDIT_READ.
     * The kernel does not wait for a slow reader: records that find the socket full are lost and reported.
     */
    MULTICAST
}
