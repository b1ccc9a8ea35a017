package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.PromiseNotifier;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The close of an audit daemon's channel, put off until the kernel has taken us off and what it had sent has been read,
 * but only for so long. Used on the channel's event loop only.
 */
final class DaemonDeparture {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(DaemonDeparture.class);
    /** No record for so long means that all of them have been read. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ChannelHandlerContext context;
    private final ChannelPromise promise;
    private final AuditClient control;
    private final int pid;
    private final long timeoutNanos;
    private final RecordRate records;
    private final Future<?> deadline;
    private boolean unregistered;
    private boolean closed;

    /** @param promise of the close that is put off */
    DaemonDeparture(ChannelHandlerContext context, ChannelPromise promise, AuditClient control, int pid,
                    long timeoutNanos, RecordRate records) {
        this.context = context;
        this.promise = promise;
        this.control = control;
        this.pid = pid;
        this.timeoutNanos = timeoutNanos;
        this.records = records;
        deadline = ChannelLoop.schedule(context, this::closeAnyway, timeoutNanos);
    }

    /** Another close of the same channel. */
    void join(ChannelPromise other) {
        PromiseNotifier.cascade(promise, other);
    }

    /** Takes us off, then closes. */
    void unregister() {
        unregister(control, true);
    }

    private void unregister(AuditClient client, boolean otherWay) {
        Future<Void> request = client.withTimeout(Duration.ofNanos(timeoutNanos)).unregisterDaemon();
        ChannelLoop.whenEnded(context, request, ended -> {
            if (ended.isSuccess()) {
                unregistered = true;
                context.fireUserEventTriggered(new AuditDaemonEvent(Kind.UNREGISTERED, pid));
                awaitQuiet();
            } else if (ended.cause() instanceof AuditChannelClosedException && otherWay && !closed) {
                // somebody closed the control channel first; sending here may stall the drain, which ends anyway
                unregister(new AuditClient(context.channel()), false);
            } else {
                context.fireUserEventTriggered(
                        new AuditDaemonEvent(Kind.UNREGISTRATION_FAILED, pid, ended.cause()));
                close();
            }
        });
    }

    /** The kernel sends no more, but records that it has sent may still be in the socket. */
    private void awaitQuiet() {
        records.look(context);
        ChannelLoop.schedule(context, () -> {
            if (records.isZero()) {
                close();
            } else if (!closed) {
                awaitQuiet();
            }
        }, QUIET_NANOS);
    }

    private void closeAnyway() {
        LOGGER.warn("closing the audit daemon's channel {} after {} ms although {}", context.channel(),
                TimeUnit.NANOSECONDS.toMillis(timeoutNanos), unregistered
                        ? "not all records that the kernel had sent have been read"
                        : "the kernel has not answered that it takes us off");
        close();
    }

    /** Lets the close go on, once. */
    void close() {
        if (!closed) {
            closed = true;
            deadline.cancel(false);
            context.close(promise);
        }
    }
}
