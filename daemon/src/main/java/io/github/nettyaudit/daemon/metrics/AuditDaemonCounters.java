package io.github.nettyaudit.daemon.metrics;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.netty.util.internal.UnstableApi;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that a daemon keeps itself. {@link io.github.nettyaudit.daemon.AuditDaemon} implements it for
 * {@link AuditMetricsReader}. No method blocks; any thread may call them, after the close too.
 */
@UnstableApi
public interface AuditDaemonCounters {
    /**
     * Returns the number of records that were received.
     *
     * @return a number of records
     */
    long records();

    /**
     * Returns the number of datagrams and messages on the data channel that could not be decoded.
     *
     * @return a number of messages
     */
    long invalidMessages();

    /**
     * Returns how often the data channel's registration changed in a way.
     *
     * @param kind what happened
     * @return the number of {@link AuditDaemonEvent}s of this kind
     */
    long daemonEvents(AuditDaemonEvent.Kind kind);

    /**
     * Returns how often another program was found to have changed a kernel setting.
     *
     * @return the number of {@link io.github.nettyaudit.daemon.settings.AuditSettingChange}s
     */
    long settingChanges();

    /**
     * Returns how often another process was found to have become the audit daemon, or to have ceased to be it, while
     * this process is a member of the multicast group.
     *
     * @return the number of {@link io.github.nettyaudit.daemon.source.OtherDaemonChange}s
     */
    long otherDaemonChanges();

    /**
     * Returns how often the kernel's status was received.
     *
     * @return a number of replies
     */
    long statusReplies();

    /**
     * Returns the number of kernel settings that the daemon has changed and will restore.
     *
     * @return a number of settings
     */
    int leasedSettings();

    /**
     * Returns whether the data channel is open.
     *
     * @return {@code false} after the close
     */
    boolean isOpen();

    /**
     * Returns whether the kernel sends its records to this process as the registered audit daemon.
     *
     * @return {@code false} for a member of the multicast group, and after a lost registration
     */
    boolean isRegistered();

    /**
     * Returns whether the last look found no sign of congestion in the kernel.
     *
     * @return {@code true} if it is recent and found none
     */
    boolean wasCalm();

    /**
     * Returns the kernel's status as it was last received.
     *
     * @return the status; {@code null} if none was received
     */
    @Nullable AuditStatus lastStatus();

    /**
     * Returns how long ago {@link #lastStatus()} was received.
     *
     * @return nanoseconds, 0 or more; any number if there is no status
     */
    long lastStatusAgeNanos();
}
