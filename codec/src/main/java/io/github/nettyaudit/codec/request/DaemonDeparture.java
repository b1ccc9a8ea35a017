package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.PromiseNotifier;
import io.netty.util.internal.logging.InternalLogLevel;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The deferred close of an audit daemon's channel: first the registration is ended, then the records that the kernel
 * had sent are read, then the channel closes; the whole is bounded in time. Used on the channel's event loop only.
 */
final class DaemonDeparture {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(AuditDaemonHandler.class);
    /** If no record arrives for this long and the socket is empty, all of them have been read. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** {@code AuditNetlinkChannelOption.UNREAD_BYTES}, which this module does not know; other channels return null. */
    private static final ChannelOption<Integer> UNREAD_BYTES =
            ChannelOption.valueOf("io.github.nettyaudit.transport.AuditNetlinkChannelOption#UNREAD_BYTES");

    private final ChannelHandlerContext context;
    private final ChannelPromise promise;
    private final AuditClient control;
    private final int pid;
    private final long timeoutNanos;
    private final RecordRate records;
    private final InternalLogLevel failureLevel;
    private final ChannelTimer deadline;
    private boolean unregistered;
    private boolean closed;

    /**
     * @param promise      of the close that is deferred
     * @param failureLevel the level at which it is logged that the registration could not be ended in time
     */
    DaemonDeparture(ChannelHandlerContext context, ChannelPromise promise, AuditClient control, int pid,
                    long timeoutNanos, RecordRate records, InternalLogLevel failureLevel) {
        this.context = context;
        this.promise = promise;
        this.control = control;
        this.pid = pid;
        this.timeoutNanos = timeoutNanos;
        this.records = records;
        this.failureLevel = failureLevel;
        deadline = ChannelTimer.start(context, this::closeAnyway, timeoutNanos);
    }

    /** Adds another close of the same channel. */
    void join(ChannelPromise other) {
        PromiseNotifier.cascade(promise, other);
    }

    /**
     * Ends the registration, then closes.
     *
     * @param disable whether to turn auditing off too
     */
    void unregister(boolean disable) {
        AuditClient own = new AuditClient(context.channel()).withTimeout(Duration.ofNanos(timeoutNanos));
        // an event loop that is being shut down is most likely not alone: the control channel is gone, too
        List<AuditClient> clients = context.executor().isShuttingDown() ? List.of(own)
                : List.of(control.withTimeout(Duration.ofNanos(timeoutNanos / 3 * 2)), own);
        ChannelLoop.whenEnded(context, DaemonUnregistration.send(clients, disable), ended -> {
            if (ended.isSuccess()) {
                unregistered = true;
                context.fireUserEventTriggered(new AuditDaemonEvent(Kind.UNREGISTERED, pid));
                awaitQuiet();
            } else {
                context.fireUserEventTriggered(
                        new AuditDaemonEvent(Kind.UNREGISTRATION_FAILED, pid, ended.cause()));
                close();
            }
        });
    }

    /** Without a registration to end: turns auditing off if there is no other daemon, then closes. */
    void restore(EnabledLease lease) {
        ChannelLoop.whenEnded(context, lease.restoreUnlessTaken(Duration.ofNanos(timeoutNanos)), ended -> close());
    }

    /** The kernel sends no more records, but records that it has sent may still be in the socket. */
    private void awaitQuiet() {
        records.look(context);
        ChannelTimer.start(context, () -> {
            if (records.isZero() && !hasUnread()) {
                close();
            } else if (!closed) {
                awaitQuiet();
            }
        }, QUIET_NANOS);
    }

    /** A busy loop or a paused channel may leave records in the socket for longer than a timer takes. */
    private boolean hasUnread() {
        Integer bytes = context.channel().config().getOption(UNREAD_BYTES);
        return bytes != null && bytes > 0;
    }

    private void closeAnyway() {
        long millis = TimeUnit.NANOSECONDS.toMillis(timeoutNanos);
        if (unregistered) {
            LOGGER.warn("closing the audit daemon's channel {} after {} ms although not all records that the kernel had"
                    + " sent have been read", context.channel(), millis);
        } else {
            LOGGER.log(failureLevel, "closing the audit daemon's channel {} after {} ms although the kernel has not"
                    + " acknowledged the end of the registration", context.channel(), millis);
        }
        close();
    }

    /** Resumes the deferred close; idempotent. */
    void close() {
        if (!closed) {
            closed = true;
            deadline.cancel();
            context.close(promise);
        }
    }
}
