package io.github.nettyaudit.daemon;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.github.nettyaudit.daemon.internal.kernel.DataChannel;
import io.github.nettyaudit.daemon.internal.kernel.Session;
import io.github.nettyaudit.daemon.metrics.AuditDaemonCounters;
import io.github.nettyaudit.daemon.source.CongestionGuard;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The numbers of one {@link AuditDaemon}. Any thread may read and add. */
final class AuditDaemonNumbers implements AuditDaemonCounters {
    private final Session session;
    private final DataChannel data;
    private final CongestionGuard guard;
    private final BooleanSupplier closed;
    private final AtomicLong settingChanges = new AtomicLong();
    private final AtomicLong otherDaemonChanges = new AtomicLong();
    private final AtomicLong statusReplies = new AtomicLong();
    private volatile @Nullable Reply last;

    /**
     * @param status what the kernel replied
     * @param nanos  when ({@link System#nanoTime()})
     */
    private record Reply(AuditStatus status, long nanos) {
    }

    /**
     * @param first  the kernel's status; {@code null} if this process may not ask for it
     * @param closed whether the close has ended
     */
    AuditDaemonNumbers(Session session, DataChannel data, CongestionGuard guard, @Nullable AuditStatus first,
                       BooleanSupplier closed) {
        this.session = session;
        this.data = data;
        this.guard = guard;
        this.closed = closed;
        if (first != null) {
            statusReceived(first);
        }
    }

    void statusReceived(AuditStatus status) {
        statusReplies.incrementAndGet();
        last = new Reply(status, System.nanoTime());
    }

    void settingChanged() {
        settingChanges.incrementAndGet();
    }

    void otherDaemonChanged() {
        otherDaemonChanges.incrementAndGet();
    }

    @Override
    public long records() {
        return data.records();
    }

    @Override
    public long invalidMessages() {
        return data.invalidMessages();
    }

    @Override
    public long daemonEvents(AuditDaemonEvent.Kind kind) {
        return data.daemonEvents(kind);
    }

    @Override
    public long settingChanges() {
        return settingChanges.get();
    }

    @Override
    public long otherDaemonChanges() {
        return otherDaemonChanges.get();
    }

    @Override
    public long statusReplies() {
        return statusReplies.get();
    }

    @Override
    public int leasedSettings() {
        return session.lease().size();
    }

    /** If its event loop has ended, the channel can stay open for ever, but nobody reads it after the close. */
    @Override
    public boolean isOpen() {
        return data.channel().isOpen() && !closed.getAsBoolean();
    }

    /** Likewise: another socket may have ended the registration, which the data channel then does not hear of. */
    @Override
    public boolean isRegistered() {
        return data.isRegistered() && isOpen();
    }

    @Override
    public boolean wasCalm() {
        return guard.wasCalm();
    }

    @Override
    public @Nullable AuditStatus lastStatus() {
        Reply reply = last;
        return reply == null ? null : reply.status;
    }

    @Override
    public long lastStatusAgeNanos() {
        Reply reply = last;
        return reply == null ? 0 : Math.max(0, System.nanoTime() - reply.nanos);
    }
}
