package io.github.nettyaudit.testkit;

import java.util.Arrays;

/**
 * What a {@link ScriptedKernel} would tell about itself: the words of {@code struct audit_status}, features, tty audit.
 * A test sets what it wants to be found and reads what its client has set. Starts as Linux 6.18 does after boot.
 *
 * <p>All numbers are unsigned 32-bit. Thread-safe; every setter returns this object.
 */
public final class KernelState {
    /** {@code enabled=2}: the state may not be changed until the next boot. */
    static final int LOCKED = 2;
    /** Bytes of {@code struct audit_status} today. */
    static final int STATUS_LENGTH = 44;

    int enabled;
    int failure = 1;
    int daemonPid;
    int daemonPortId;
    int rateLimit;
    int backlogLimit = 64;
    int lost;
    int backlog;
    int featureBitmap = 0x7f;
    int backlogWaitTime = 15_000;
    int backlogWaitTimeActual;
    int features;
    int lockedFeatures;
    int ttyEnabled;
    int ttyLogPassword;
    int ownPid = (int) ProcessHandle.current().pid();
    int statusLength = STATUS_LENGTH;
    KernelAccess access = KernelAccess.FULL;

    KernelState() {
    }

    /**
     * 0 off, 1 on, 2 locked.
     *
     * @return 0, 1 or 2, or another value that a test has set
     */
    public synchronized int enabled() {
        return enabled;
    }

    /**
     * Sets {@link #enabled()}.
     *
     * @param enabled 0 off, 1 on, 2 locked; not checked
     * @return this state
     */
    public synchronized KernelState enabled(int enabled) {
        this.enabled = enabled;
        return this;
    }

    /**
     * Locks the state ({@code enabled=2}): most requests that change it are then refused with EPERM.
     *
     * @return this state
     */
    public KernelState locked() {
        return enabled(LOCKED);
    }

    /**
     * 0 silent, 1 printk, 2 panic.
     *
     * @return 0, 1 or 2
     */
    public synchronized int failure() {
        return failure;
    }

    /**
     * The process id that registered as daemon, 0 for none.
     *
     * @return the process id, or 0
     */
    public synchronized int daemonPid() {
        return daemonPid;
    }

    /**
     * The port id of the socket that registered, which receives the records; 0 for none.
     *
     * @return the port id, or 0
     */
    public synchronized int daemonPortId() {
        return daemonPortId;
    }

    /**
     * Has another daemon in place, as if another process were registered. A port id where nobody listens is a dead
     * daemon, which loses its place to the next one that asks; that of a socket of the test's is a living one.
     *
     * @param pid    the process id of the daemon, 0 for none
     * @param portId the port id of the daemon's socket, 0 for none
     * @return this state
     */
    public synchronized KernelState daemon(int pid, int portId) {
        daemonPid = pid;
        daemonPortId = portId;
        return this;
    }

    /**
     * Records per second, 0 for no limit. The scripted kernel remembers it and does not obey it.
     *
     * @return the limit in records per second
     */
    public synchronized int rateLimit() {
        return rateLimit;
    }

    /**
     * Records that may wait in the kernel; remembered, not obeyed.
     *
     * @return the limit in records, 64 at first
     */
    public synchronized int backlogLimit() {
        return backlogLimit;
    }

    /**
     * How long a sender would sleep for a place in the backlog, in kernel ticks; remembered, not obeyed.
     *
     * @return the time in kernel ticks, 15,000 at first (60 s at 250 Hz)
     */
    public synchronized int backlogWaitTime() {
        return backlogWaitTime;
    }

    /**
     * The counter of lost records.
     *
     * @return the value that {@code AUDIT_GET} reports, 0 at first
     */
    public synchronized int lost() {
        return lost;
    }

    /**
     * Sets {@link #lost()}.
     *
     * @param lost the value that {@code AUDIT_GET} reports, until a client resets it
     * @return this state
     */
    public synchronized KernelState lost(int lost) {
        this.lost = lost;
        return this;
    }

    /**
     * Sets how many records wait in the kernel.
     *
     * @param backlog the number of records, which {@code AUDIT_GET} reports
     * @return this state
     */
    public synchronized KernelState backlog(int backlog) {
        this.backlog = backlog;
        return this;
    }

    /**
     * Sets how long senders have slept in sum, in kernel ticks.
     *
     * @param ticks the time that {@code AUDIT_GET} reports, until a client resets it
     * @return this state
     */
    public synchronized KernelState backlogWaitTimeActual(int ticks) {
        backlogWaitTimeActual = ticks;
        return this;
    }

    /**
     * The bits of features that are on.
     *
     * @return a bit mask: bit 0 only_unset_loginuid, bit 1 loginuid_immutable
     */
    public synchronized int features() {
        return features;
    }

    /**
     * Whether terminal input is audited: 0 or 1.
     *
     * @return 0 or 1
     */
    public synchronized int ttyEnabled() {
        return ttyEnabled;
    }

    /**
     * Sets how much of {@code struct audit_status} replies have: 32 before Linux 3.14, 40 until 5.8, 44 since.
     *
     * @param bytes the length of a status reply's payload: a multiple of 4 from 4 to 44
     * @return this state
     * @throws IllegalArgumentException if {@code bytes} is none of these
     */
    public synchronized KernelState statusLength(int bytes) {
        if (bytes < 4 || bytes > STATUS_LENGTH || bytes % 4 != 0) {
            throw new IllegalArgumentException("status length: " + bytes + " (expected: a multiple of 4 up to 44)");
        }
        statusLength = bytes;
        return this;
    }

    /**
     * Sets as whom clients are seen.
     *
     * @param access the privileges that all clients have from the next request
     * @return this state
     */
    public synchronized KernelState access(KernelAccess access) {
        this.access = access;
        return this;
    }

    /**
     * Sets the process id that clients have. A daemon must register with its own (EINVAL otherwise), which netlink
     * tells the real kernel alone; so by default it is that of this process.
     *
     * @param pid the process id that a client must register with
     * @return this state
     */
    public synchronized KernelState clientPid(int pid) {
        ownPid = pid;
        return this;
    }

    int[] statusWords() {
        int[] all = {0, enabled, failure, daemonPid, rateLimit, backlogLimit, lost, backlog, featureBitmap,
            backlogWaitTime, backlogWaitTimeActual};
        return Arrays.copyOf(all, statusLength / 4);
    }
}
