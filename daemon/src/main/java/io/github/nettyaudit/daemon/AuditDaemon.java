package io.github.nettyaudit.daemon;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.event.AuditEventAssembler;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.daemon.internal.kernel.DataChannel;
import io.github.nettyaudit.daemon.internal.kernel.KernelWatch;
import io.github.nettyaudit.daemon.internal.kernel.Session;
import io.github.nettyaudit.daemon.metrics.AuditMetrics;
import io.github.nettyaudit.daemon.metrics.AuditMetricsReader;
import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.settings.AuditSettingChange;
import io.github.nettyaudit.daemon.settings.LeasedSetting;
import io.github.nettyaudit.daemon.source.AuditStatusEvent;
import io.github.nettyaudit.daemon.source.CongestionGuard;
import io.github.nettyaudit.daemon.source.OtherDaemonChange;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The audit daemon in one call: opens a control channel and a data channel on different event loops of a group, becomes
 * the registered audit daemon (or a member of the multicast group), and turns auditing on. Closing it undoes all of
 * that.
 * <pre>{@code
 * EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
 * AuditDaemon daemon = AuditDaemon.open(group, new YourHandler()).sync().getNow();
 * // YourHandler receives an AuditRecordMessage for each record
 * daemon.close().sync();        // the kernel is as it was found
 * group.shutdownGracefully();
 * }</pre>
 *
 * <p><b>Handlers.</b> They stand at the end of the data channel's pipeline, after those of
 * {@link io.github.nettyaudit.codec.AuditPipeline}. They are added once, to the channel that receives the records, also
 * if several attempts were needed. They receive {@link io.github.nettyaudit.codec.message.AuditRecordMessage}s, and the
 * user events {@link io.github.nettyaudit.codec.request.AuditDaemonEvent} (the registration was lost, regained or
 * challenged), {@link io.github.nettyaudit.codec.netlink.NetlinkLoss} (records were lost), {@link AuditSettingChange}
 * (another program changed a kernel setting), {@link OtherDaemonChange} and {@link AuditStatusEvent}.
 *
 * <p><b>Close.</b> {@link #close()}, an end of the event loop group or of one of its loops, a close of one of the
 * channels, and (see {@link AuditDaemonOptionsBuilder#shutdownHook}) the end of the JVM all have the same effect, once:
 * what the daemon has changed and nobody else has changed since is restored, the registration ends while the channel is
 * still read, and both channels are closed. The group itself belongs to the caller. After {@code kill -9} the next
 * daemon restores what this one has changed (see {@link AuditDaemonOptionsBuilder#stateDirectory}).
 *
 * <p><b>Metrics.</b> {@link #metrics()} returns all counters and gauges.
 *
 * <p>Thread-safe. No method blocks; futures must not be waited for on the two event loops.
 */
public final class AuditDaemon {
    private final AuditDaemonOptions options;
    private final Session session;
    private final AuditDaemonMode mode;
    private final String reason;
    private volatile @Nullable CongestionGuard guard;
    private volatile boolean stored;
    private @Nullable AuditDaemonNumbers numbers;
    private @Nullable AuditMetricsReader metrics;
    private @Nullable DataChannel data;
    private @Nullable KernelWatch watch;
    private @Nullable AuditDaemonClosing closing;

    AuditDaemon(AuditDaemonOptions options, Session session, AuditDaemonMode mode, String reason) {
        this.options = options;
        this.session = session;
        this.mode = mode;
        this.reason = reason;
    }

    /**
     * Opens a daemon with default options: {@link #open(EventLoopGroup, AuditDaemonOptions, ChannelHandler...)}.
     *
     * @param group    an event loop group with at least two loops on epoll
     * @param handlers the handlers of the data channel, in the order of the pipeline
     * @return the daemon
     */
    public static Future<AuditDaemon> open(EventLoopGroup group, ChannelHandler... handlers) {
        return open(group, AuditDaemonOptions.defaults(), handlers);
    }

    /**
     * Opens a daemon. Does not block: the work is done on a thread of its own. If it fails, nothing stays changed or
     * open. Cancelling the future closes the daemon as soon as it is open.
     *
     * @param group    an event loop group with at least two loops on epoll; it may be shared with other channels, and
     *                 is not shut down by the daemon
     * @param options  the options
     * @param handlers the handlers of the data channel, in the order of the pipeline
     * @return fails with an {@link IllegalArgumentException} if the group is not usable, an
     *         {@link io.github.nettyaudit.transport.AuditNetlinkException} if a channel cannot be opened, or an
     *         {@link io.github.nettyaudit.codec.request.AuditErrnoException} if the kernel refuses; EEXIST names the
     *         daemon that is registered already
     */
    public static Future<AuditDaemon> open(EventLoopGroup group, AuditDaemonOptions options,
                                           ChannelHandler... handlers) {
        AuditDaemonOpening opening = new AuditDaemonOpening(requireNonNull(group, "group"),
                requireNonNull(options, "options"), handlers.clone());
        AuditDaemonPromise<AuditDaemon> promise = new AuditDaemonPromise<>(group);
        Thread thread = new Thread(() -> {
            try {
                AuditDaemon daemon = opening.open();
                if (!promise.trySuccess(daemon)) {
                    daemon.close(); // cancelled
                }
            } catch (Throwable e) {
                promise.tryFailure(e);
            }
        }, "audit-daemon-open");
        thread.setDaemon(true);
        thread.start();
        return promise;
    }

    /** The last step of opening. */
    void opened(DataChannel data, CongestionGuard guard, @Nullable AuditStatus status) {
        this.data = data;
        this.guard = guard;
        closing = new AuditDaemonClosing(this, options, session, data);
        numbers = new AuditDaemonNumbers(session, data, guard, status, closing.closed()::isDone);
        metrics = new AuditMetricsReader(numbers, data.channel(), (AuditNetlinkChannel) session.client().channel());
        if (status != null) {
            Observer observer = new Observer();
            session.watched(observer::status, this::isCalm);
            KernelWatch watch = new KernelWatch(session.client(), guard, options.watchInterval, status, observer);
            this.watch = watch;
            watch.start();
        }
        closing.arm();
    }

    /**
     * Returns how records are received.
     *
     * @return {@link AuditDaemonMode#DAEMON} or {@link AuditDaemonMode#MULTICAST}
     */
    public AuditDaemonMode mode() {
        return mode;
    }

    /**
     * Returns why this mode was chosen, in words for people.
     *
     * @return for example {@code no audit daemon is registered}
     */
    public String reason() {
        return reason;
    }

    /**
     * Returns a client for requests. In {@link AuditDaemonMode#MULTICAST} its requests fail with EPERM if this process
     * lacks CAP_AUDIT_CONTROL.
     *
     * @return a client on the control channel
     */
    public AuditClient client() {
        return session.client();
    }

    /**
     * Returns the channel that receives records. Closing it closes the daemon.
     *
     * @return the data channel
     */
    public AuditNetlinkChannel dataChannel() {
        return data().channel();
    }

    /**
     * Returns the number of records that were received.
     *
     * @return the number so far; each record is counted when it is received
     */
    public long records() {
        return data().records();
    }

    /**
     * Returns the kernel's status as it was last received.
     *
     * @return the status, or {@code null} if this process may not ask for it
     */
    public @Nullable AuditStatus lastStatus() {
        return numbers().lastStatus();
    }

    /**
     * Returns the values of all counters and gauges: of the daemon, of the kernel's status as it was last received, of
     * both channels, and of the {@link AuditEventAssembler}s and
     * {@link io.github.nettyaudit.codec.event.AuditFlowControlHandler}s among the handlers of the data channel.
     * Handlers are found that are in the pipeline when the daemon is opened or at a call of this method; the close
     * removes them, but not their counters. Makes no request to the kernel. May be called as often as needed, after the close too.
     *
     * @return the values at this moment; {@link io.github.nettyaudit.daemon.metrics.AuditMetric#all()} lists them
     */
    public AuditMetrics metrics() {
        return requireNonNull(metrics, "not open yet").read();
    }

    /**
     * Returns the settings that the daemon has changed and will restore.
     *
     * @return the changes, in the order of the kernel's fields
     */
    public List<LeasedSetting> changes() {
        return session.lease().leased();
    }

    /**
     * Returns whether the kernel may be asked for its status now, see {@link CongestionGuard#isCalm()}.
     *
     * @return {@code true} if a request can harm nobody
     */
    public boolean isCalm() {
        CongestionGuard present = guard;
        return present != null && present.isCalm();
    }

    /**
     * Announces a change of settings that another part of this program is about to make, so that it is not reported as
     * a change by another program ({@link AuditSettingChange}). Call {@link #keep} when the change has been made, or
     * has been undone. May be called by any thread.
     *
     * @param changes the values that are going to be set; its mask says which
     */
    public void expect(AuditStatus changes) {
        KernelWatch present = watch;
        if (present != null) {
            present.expect(changes);
        }
    }

    /**
     * Leaves settings as they are at close: another part of this program has set them for good, for example by loading
     * a rules file. Ends what {@link #expect} has announced. May be called by any thread.
     *
     * @param changes the settings, as they were set; its mask says which, and may be 0
     */
    public void keep(AuditStatus changes) {
        for (AuditSetting setting : AuditSetting.values()) {
            if ((changes.mask() & setting.field().maskBit()) != 0) {
                session.lease().giveUp(setting);
            }
        }
        KernelWatch present = watch;
        if (present != null) {
            present.expect(changes);
            present.settle();
        }
    }

    /**
     * Closes the daemon, see the class. Only the first call has an effect.
     *
     * @return what was restored and what could not be; always succeeds, within the close timeout and three seconds
     */
    public Future<AuditCloseReport> close() {
        return closing().close();
    }

    /** The {@link AuditDaemonOptionsBuilder#socketStore} has a copy of the data socket. */
    void stored(boolean stored) {
        this.stored = stored;
    }

    /**
     * Returns whether the {@link AuditDaemonOptionsBuilder#socketStore} has a copy of the data socket, so that
     * {@link #handOver()} is possible.
     *
     * @return {@code false} without a store, in {@link AuditDaemonMode#MULTICAST}, and if storing has failed
     */
    public boolean isStored() {
        return stored;
    }

    /**
     * Closes the daemon and leaves the kernel to the next process, which finds the data socket in the
     * {@link AuditDaemonOptionsBuilder#socketStore}: the registration and the settings stay as they are, and the records
     * that the kernel sends meanwhile wait in the socket. The state file says what the next process is to restore when
     * it is closed. Does the same as {@link #close()} if the socket is not {@linkplain #isStored() stored}.
     *
     * @return what {@link #close()} returns; its {@link AuditCloseReport#left()} has the settings that stay changed
     */
    public Future<AuditCloseReport> handOver() {
        return stored ? closing().handOver() : close();
    }

    /**
     * Returns the future that {@link #close()} returns, without closing.
     *
     * @return completed when the daemon has been closed, or has ended for another reason
     */
    public Future<AuditCloseReport> closed() {
        return closing().closed();
    }

    /**
     * Returns a view for try-with-resources.
     *
     * @return an object whose {@code close} waits until the daemon is closed; not to be called on its event loops
     */
    public Closer closer() {
        return () -> closing().close().awaitUninterruptibly();
    }

    /** Closes a daemon and waits for the end of that. */
    public interface Closer extends AutoCloseable {
        /** Closes the daemon; blocks. */
        @Override
        void close();
    }

    private DataChannel data() {
        return requireNonNull(data, "not open yet");
    }

    private AuditDaemonNumbers numbers() {
        return requireNonNull(numbers, "not open yet");
    }

    private AuditDaemonClosing closing() {
        return requireNonNull(closing, "not open yet");
    }

    void stopWatching() {
        KernelWatch present = watch;
        if (present != null) {
            present.stop();
        }
    }

    private void fire(Object event) {
        try {
            dataChannel().pipeline().fireUserEventTriggered(event);
        } catch (RejectedExecutionException ended) {
            // the event loop has ended, so no handler can receive anything; a close goes on without it
        }
    }

    /** What the watch sees, on the control channel's event loop, and what a close sees. */
    private final class Observer implements KernelWatch.Observer {
        @Override
        public void status(AuditStatus status) {
            numbers().statusReceived(status);
            try {
                dataChannel().pipeline().forEach(entry -> {
                    if (entry.getValue() instanceof AuditEventAssembler assembler) {
                        assembler.kernelLost(status.lost());
                    }
                });
            } catch (RejectedExecutionException ended) {
                // as in fire()
            }
            fire(new AuditStatusEvent(status));
        }

        @Override
        public void settingChanged(AuditSettingChange change) {
            session.lease().giveUp(change.setting());
            numbers().settingChanged();
            options.notices.accept(change.describe());
            fire(change);
        }

        @Override
        public void daemonChanged(int before, int now) {
            if (mode == AuditDaemonMode.MULTICAST) {
                OtherDaemonChange change = new OtherDaemonChange(before, now);
                numbers().otherDaemonChanged();
                options.notices.accept(change.describe());
                fire(change);
            }
        }
    }
}
