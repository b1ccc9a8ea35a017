package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.message.AuditReplaceMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.internal.logging.InternalLogLevel;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes its channel the registered audit daemon: the socket to which the kernel sends all records. It belongs on the
 * <em>data</em> channel after the {@link AuditRequestHandler}. It registers when the channel is active, notices when
 * the kernel has dropped the registration, and ends the registration before the channel closes. It reports what happens
 * as {@link AuditDaemonEvent}s.
 *
 * <p><b>Control channel.</b> Only the registration itself goes through the data channel, because the kernel sends the
 * records to the socket that registers. The kernel can put the sending thread to sleep, so let the transport send on
 * another thread ({@code SEND_EXECUTOR}). All other requests go through the control client. Its channel belongs on
 * another event loop: if both channels share one, a request can stop the reading of records for as long as the kernel's
 * {@code backlog_wait_time}, and audited processes with it. The handler logs a warning in that case.
 *
 * <p><b>Close.</b> {@link Channel#close()} is deferred until the kernel has ended the registration and the records that
 * it had sent were read, but no longer than the close timeout; close the control channel after that. If the control
 * channel is gone, or does not answer, or the event loop of the data channel is being shut down, the registration is
 * ended through the data channel itself. If the channel was closed without its pipeline's {@code close}, or this
 * handler is removed, the registration is ended afterwards.
 *
 * <p>One instance per channel. All methods run on the channel's event loop, except {@link #registered()}, which any
 * thread may call.
 */
public final class AuditDaemonHandler extends ChannelDuplexHandler {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(AuditDaemonHandler.class);

    private final AuditClient control;
    private final int pid;
    private final boolean enableWhileRegistered;
    private final boolean registerAgain;
    private final long firstBackOffNanos;
    private final long lastBackOffNanos;
    private final long closeNanos;
    /** The level at which it is logged that the registration could not be ended. */
    private final InternalLogLevel failureLevel;
    private final Promise<Void> registered = new LoopPromise<>(this::channel);
    private final RecordRate records = new RecordRate();
    private final EnabledLease lease;
    private final DaemonCheck check;

    private volatile @Nullable ChannelHandlerContext context;
    private State state = State.IDLE;
    /** Whether the kernel may still consider this channel the registered daemon. */
    private boolean mayBeDaemon;
    private boolean lockSeen;
    private long backOffNanos;
    /** The next attempt to register again. */
    private @Nullable ChannelTimer nextAttempt;
    private @Nullable DaemonDeparture departure;

    private enum State {
        /** Not active yet, or the first registration failed. */
        IDLE,
        /** The request was sent. */
        REGISTERING,
        REGISTERED,
        /** The kernel has dropped the registration; an attempt to register again may be scheduled. */
        DROPPED,
        /** The request to end the registration was sent, or that is done. */
        LEAVING
    }

    /**
     * Creates a handler with default settings.
     *
     * @param control a client on a control channel that is closed after this handler's channel
     */
    public AuditDaemonHandler(AuditClient control) {
        this(builder(control));
    }

    AuditDaemonHandler(AuditDaemonHandlerBuilder settings) {
        control = settings.control;
        pid = settings.pid;
        enableWhileRegistered = settings.enableWhileRegistered;
        registerAgain = settings.registerAgain;
        firstBackOffNanos = settings.firstBackOff.toNanos();
        lastBackOffNanos = settings.lastBackOff.toNanos();
        closeNanos = settings.closeTimeout.toNanos();
        failureLevel = settings.hasFallback ? InternalLogLevel.DEBUG : InternalLogLevel.WARN;
        backOffNanos = firstBackOffNanos;
        lease = new EnabledLease(control);
        check = new DaemonCheck(settings, records, new Checked());
    }

    /**
     * Returns a builder for a handler with other settings than the defaults.
     *
     * @param control a client on a control channel that is closed after the handler's channel
     * @return the builder
     */
    public static AuditDaemonHandlerBuilder builder(AuditClient control) {
        return new AuditDaemonHandlerBuilder(control);
    }

    /**
     * Returns the result of the first registration. With
     * {@link AuditDaemonHandlerBuilder#enableWhileRegistered() enableWhileRegistered} it also covers turning auditing
     * on.
     *
     * @return a future that fails with an {@link AuditRequestException}; an {@link AuditErrnoException} with EEXIST
     *         names the daemon that is registered already. The channel stays open in that case.
     */
    public Future<Void> registered() {
        return registered;
    }

    private @Nullable Channel channel() {
        ChannelHandlerContext context = this.context;
        return context == null ? null : context.channel();
    }

    // ---- registration

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
        registered.setUncancellable();
        // also if the channel is closed while it is registered with no loop, when there is no channelInactive
        context.channel().closeFuture().addListener(closed -> end(context));
        if (context.channel().isActive()) {
            register(context);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.fireChannelActive();
        if (state == State.IDLE && !registered.isDone()) {
            register(context);
        }
    }

    private void register(ChannelHandlerContext context) {
        boolean again = state == State.DROPPED;
        state = State.REGISTERING;
        mayBeDaemon = true;
        if (!again) {
            warnOfSharedLoop(context);
        }
        Future<Void> request = DaemonRegistration.register(own(context), control, pid);
        ChannelLoop.whenEnded(context, request, ended -> {
            if (state != State.REGISTERING) {
                return;
            }
            if (!ended.isSuccess()) {
                mayBeDaemon = EnabledLease.isUndecided(ended.cause());
                notRegistered(context, again, ended.cause());
            } else if (enableWhileRegistered) {
                enable(context, again);
            } else {
                registered(context, again);
            }
        });
    }

    private void warnOfSharedLoop(ChannelHandlerContext context) {
        Channel other = control.channel();
        if (other.isRegistered() && other.eventLoop() == context.channel().eventLoop()) {
            LOGGER.warn("the audit daemon's channel {} and its control channel {} share one event loop: a request can"
                    + " stop the reading of records for the kernel's backlog_wait_time, and audited processes with it;"
                    + " register the two channels with different event loops", context.channel(), other);
        }
    }

    private void enable(ChannelHandlerContext context, boolean again) {
        lease.acquire(context, failure -> {
            if (state != State.REGISTERING) {
                return;
            }
            if (failure == null) {
                registered(context, again);
            } else {
                notEnabled(context, again, failure);
            }
        });
    }

    /** The channel is registered but auditing is off, which is not what was asked for: the registration is ended. */
    private void notEnabled(ChannelHandlerContext context, boolean again, Throwable cause) {
        Future<Void> end = DaemonUnregistration.send(List.of(own(context)), lease.isHeld());
        ChannelLoop.whenEnded(context, end, ended -> {
            if (state == State.REGISTERING) {
                mayBeDaemon = !ended.isSuccess();
                if (ended.isSuccess()) {
                    lease.giveUp();
                }
                notRegistered(context, again, cause);
            }
        });
    }

    private void registered(ChannelHandlerContext context, boolean again) {
        state = State.REGISTERED;
        backOffNanos = firstBackOffNanos;
        registered.trySuccess(null);
        fire(context, again ? Kind.REGISTERED_AGAIN : Kind.REGISTERED, pid, null);
        if (isStaying()) {
            check.start(context);
        }
        leaveIfClosing();
    }

    private void notRegistered(ChannelHandlerContext context, boolean again, Throwable cause) {
        state = again ? State.DROPPED : State.IDLE;
        registered.tryFailure(cause);
        int otherDaemon = cause instanceof AuditErrnoException error ? error.otherDaemon() : 0;
        if (otherDaemon != 0) {
            lease.giveUp();
        }
        fire(context, Kind.REGISTRATION_FAILED, otherDaemon, cause);
        if (state == State.DROPPED && departure == null) {
            nextAttempt = ChannelTimer.start(context, () -> register(context), backOffNanos);
            backOffNanos = Math.min(backOffNanos * 2, lastBackOffNanos);
        }
        leaveIfClosing();
    }

    private static AuditClient own(ChannelHandlerContext context) {
        return new AuditClient(context.channel());
    }

    // ---- messages

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof AuditRecordMessage) {
            records.count();
            context.fireChannelRead(message);
        } else if (message instanceof AuditReplaceMessage challenge) {
            // the request that ends our own registration makes the kernel send such a message, too
            if (state != State.LEAVING || challenge.pid() != pid) {
                fire(context, Kind.CHALLENGED, challenge.pid(), null);
            }
        } else {
            context.fireChannelRead(message);
        }
    }

    /** What the kernel's status says about the registration. */
    private final class Checked implements DaemonCheck.Observer {
        @Override
        public void checked(ChannelHandlerContext context, AuditStatus status) {
            lease.observe(status);
            if (status.enabled() == AuditEnabled.LOCKED && !lockSeen) {
                lockSeen = true;
                fire(context, Kind.LOCKED, status.pid(), null);
            }
            if (status.pid() != pid && isStaying()) {
                check.stop();
                if (status.pid() != 0) {
                    lease.giveUp();
                }
                state = State.DROPPED;
                mayBeDaemon = false;
                fire(context, Kind.DROPPED, status.pid(), null);
                if (registerAgain && state == State.DROPPED && departure == null) {
                    register(context);
                }
            }
        }

        @Override
        public void checkFailed(ChannelHandlerContext context, Throwable cause) {
            fire(context, Kind.CHECK_FAILED, 0, cause);
        }
    }

    /** To be asked after each event that was fired: a handler may have closed the channel in response. */
    private boolean isStaying() {
        return state == State.REGISTERED && departure == null;
    }

    // ---- close

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        stopTimers();
        if (departure != null) {
            departure.join(promise);
        } else if (mayBeDaemon || lease.isHeld()) {
            departure = new DaemonDeparture(context, promise, control, pid, closeNanos, records,
                    failureLevel);
            leaveIfClosing();
        } else {
            context.close(promise);
        }
    }

    /**
     * Leaves the registration as it is, for a process that has a duplicate of the channel's socket: it is neither checked
     * nor ended from now on, and a close of the channel is not deferred. To be called on the channel's event loop.
     */
    public void leaveRegistered() {
        stopTimers();
        mayBeDaemon = false;
        lease.giveUp();
        state = State.LEAVING;
    }

    /** Called when the channel shall close, and again when a registration that was in progress then has ended. */
    private void leaveIfClosing() {
        if (departure == null || state == State.REGISTERING || state == State.LEAVING) {
            return;
        }
        if (mayBeDaemon) {
            state = State.LEAVING;
            mayBeDaemon = false;
            departure.unregister(lease.isHeld());
        } else if (lease.isHeld()) {
            state = State.LEAVING;
            departure.restore(lease);
        } else {
            departure.close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end(context);
    }

    /** If the channel was not closed through this handler, the kernel still considers it the daemon. Idempotent. */
    private void end(ChannelHandlerContext context) {
        stopTimers();
        if (mayBeDaemon) {
            mayBeDaemon = false;
            boolean disable = lease.isHeld();
            lease.giveUp();
            DaemonUnregistration.send(List.of(control, own(context)), disable).addListener(ended -> {
                if (!ended.isSuccess()) {
                    LOGGER.log(failureLevel, "the registration of {} as the audit daemon could not be ended",
                            context.channel(), ended.cause());
                }
            });
        } else if (lease.isHeld() && departure == null) {
            lease.restoreUnlessTaken(AuditClient.DEFAULT_TIMEOUT);
        }
        state = State.LEAVING;
        registered.tryFailure(new AuditChannelClosedException(AuditRequests.register(pid), 0, null));
        if (departure != null) {
            departure.close();
        }
    }

    private static void fire(ChannelHandlerContext context, Kind kind, int pid, @Nullable Throwable cause) {
        context.fireUserEventTriggered(new AuditDaemonEvent(kind, pid, cause));
    }

    private void stopTimers() {
        check.stop();
        if (nextAttempt != null) {
            nextAttempt.cancel();
            nextAttempt = null;
        }
    }
}
