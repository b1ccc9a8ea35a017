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
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes its channel the registered audit daemon: the socket to which the kernel sends all records. Belongs on the
 * <em>data</em> channel behind its {@link AuditRequestHandler}; registers when the channel is active, notices when the
 * kernel has dropped it, and un-registers before the channel closes. Tells what happens as {@link AuditDaemonEvent}s.
 *
 * <p>Only the registration itself goes through the data channel, because the socket that sends it gets the records. As
 * it can be put to sleep inside the kernel, let the transport send on another thread ({@code SEND_EXECUTOR}). All other
 * requests go through the control client, on another loop, so that the data channel goes on reading meanwhile.
 *
 * <p>{@link Channel#close()} is put off until the kernel has taken us off and what it had sent has been read, but no
 * longer than the close timeout; so close the control channel after this one. A channel that is closed by force (its
 * event loop is shut down), or that this handler is removed from, is taken off afterwards.
 *
 * <p>One instance per channel. All on the channel's event loop, but {@link #registered()}, which any thread may call.
 */
public final class AuditDaemonHandler extends ChannelDuplexHandler {
    static final int CALM_RECORDS_PER_SECOND = 100;

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(AuditDaemonHandler.class);
    private static final long FIRST_CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AuditClient control;
    private final int pid;
    private final long checkNanos;
    private final @Nullable BooleanSupplier calm;
    private final boolean registerAgain;
    private final long firstBackOffNanos;
    private final long lastBackOffNanos;
    private final long closeNanos;
    private final Promise<Void> registered = new LoopPromise<>(this::channel);
    private final RecordRate records = new RecordRate();

    private volatile @Nullable ChannelHandlerContext context;
    private State state = State.IDLE;
    /** Whether the kernel may take us for the daemon, for all we know. */
    private boolean mayBeDaemon;
    private boolean lockSeen;
    private long backOffNanos;
    /** The next check, or the next attempt to register again. */
    private @Nullable Future<?> nextStep;
    private @Nullable DaemonDeparture departure;

    private enum State {
        /** Not active yet, or the first registration failed. */
        IDLE,
        /** The request is on its way. */
        REGISTERING,
        REGISTERED,
        /** The kernel has dropped us; an attempt to register again may be scheduled. */
        DROPPED,
        /** The request to take us off is on its way, or done. */
        LEAVING
    }

    /** @param control a client on a control channel that is closed after this handler's channel */
    public AuditDaemonHandler(AuditClient control) {
        this(builder(control));
    }

    AuditDaemonHandler(AuditDaemonHandlerBuilder settings) {
        control = settings.control;
        pid = settings.pid;
        checkNanos = settings.checkInterval.toNanos();
        calm = settings.calm;
        registerAgain = settings.registerAgain;
        firstBackOffNanos = settings.firstBackOff.toNanos();
        lastBackOffNanos = settings.lastBackOff.toNanos();
        closeNanos = settings.closeTimeout.toNanos();
        backOffNanos = firstBackOffNanos;
    }

    /**
     * A handler with other settings than the defaults.
     *
     * @param control a client on a control channel that is closed after the handler's channel
     */
    public static AuditDaemonHandlerBuilder builder(AuditClient control) {
        return new AuditDaemonHandlerBuilder(control);
    }

    /**
     * How the first registration ended. Fails with an {@link AuditRequestException}; an {@link AuditErrnoException}
     * with EEXIST names the daemon that is in the way. The channel stays open then.
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
        Future<Void> request = DaemonRegistration.register(new AuditClient(context.channel()), control, pid);
        ChannelLoop.whenEnded(context, request, ended -> {
            if (state == State.REGISTERING) {
                if (ended.isSuccess()) {
                    registered(context, again);
                } else {
                    notRegistered(context, again, ended.cause());
                }
                leaveIfClosing();
            }
        });
    }

    private void registered(ChannelHandlerContext context, boolean again) {
        state = State.REGISTERED;
        backOffNanos = firstBackOffNanos;
        records.look(context);
        registered.trySuccess(null);
        fire(context, again ? Kind.REGISTERED_AGAIN : Kind.REGISTERED, pid, null);
        if (checkNanos > 0 && isStaying()) {
            schedule(context, this::check, Math.min(FIRST_CHECK_NANOS, checkNanos));
        }
    }

    private void notRegistered(ChannelHandlerContext context, boolean again, Throwable cause) {
        state = again ? State.DROPPED : State.IDLE;
        mayBeDaemon = cause instanceof AuditRequestTimeoutException
                || cause instanceof AuditChannelClosedException closed && closed.sequence() != 0;
        registered.tryFailure(cause);
        fire(context, Kind.REGISTRATION_FAILED,
                cause instanceof AuditErrnoException error ? error.otherDaemon() : 0, cause);
        if (state == State.DROPPED && departure == null) {
            schedule(context, this::register, backOffNanos);
            backOffNanos = Math.min(backOffNanos * 2, lastBackOffNanos);
        }
    }

    // ---- what comes

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof AuditRecordMessage) {
            records.count();
            context.fireChannelRead(message);
        } else if (message instanceof AuditReplaceMessage challenge) {
            if (state != State.LEAVING || challenge.pid() != pid) { // our own request to take us off pings us, too
                fire(context, Kind.CHALLENGED, challenge.pid(), null);
            }
        } else {
            context.fireChannelRead(message);
        }
    }

    // ---- is the place still ours?

    private void check(ChannelHandlerContext context) {
        boolean calm = isCalm(context);
        records.look(context);
        if (!calm) {
            schedule(context, this::check, checkNanos);
            return;
        }
        ChannelLoop.whenEnded(context, control.status(), ended -> {
            if (!isStaying()) {
                return;
            }
            schedule(context, this::check, checkNanos);
            if (ended.isSuccess()) {
                checked(context, ended.getNow());
            } else {
                LOGGER.debug("cannot tell whether we are still the audit daemon", ended.cause());
            }
        });
    }

    private boolean isCalm(ChannelHandlerContext context) {
        if (calm == null) {
            return records.isBelow(CALM_RECORDS_PER_SECOND, context);
        }
        try {
            return calm.getAsBoolean();
        } catch (RuntimeException e) {
            LOGGER.warn("the check for calm failed; the kernel is not asked", e);
            return false;
        }
    }

    private void checked(ChannelHandlerContext context, AuditStatus status) {
        if (status.enabled() == AuditEnabled.LOCKED && !lockSeen) {
            lockSeen = true;
            fire(context, Kind.LOCKED, status.pid(), null);
        }
        if (status.pid() != pid && isStaying()) {
            cancelNextStep();
            state = State.DROPPED;
            mayBeDaemon = false;
            fire(context, Kind.DROPPED, status.pid(), null);
            if (registerAgain && state == State.DROPPED && departure == null) {
                register(context);
            }
        }
    }

    /** Asked after each event that was fired: a handler may have closed the channel at it. */
    private boolean isStaying() {
        return state == State.REGISTERED && departure == null;
    }

    // ---- close

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        cancelNextStep();
        if (departure != null) {
            departure.join(promise);
        } else if (mayBeDaemon) {
            departure = new DaemonDeparture(context, promise, control, pid, closeNanos, records);
            leaveIfClosing();
        } else {
            context.close(promise);
        }
    }

    /** Called when the channel shall close, and again when the registration that was under way then has ended. */
    private void leaveIfClosing() {
        if (departure == null || state == State.REGISTERING || state == State.LEAVING) {
            return;
        }
        if (mayBeDaemon) {
            state = State.LEAVING;
            mayBeDaemon = false;
            departure.unregister();
        } else {
            departure.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end();
    }

    /** Without a close that came through here, the kernel still takes us for the daemon. */
    private void end() {
        cancelNextStep();
        if (mayBeDaemon) {
            mayBeDaemon = false;
            control.withoutAck().unregisterDaemon();
        }
        state = State.LEAVING;
        registered.tryFailure(new AuditChannelClosedException(AuditRequests.register(pid), 0, null));
        if (departure != null) {
            departure.close();
        }
    }

    // ---- small helpers

    private static void fire(ChannelHandlerContext context, Kind kind, int pid, @Nullable Throwable cause) {
        context.fireUserEventTriggered(new AuditDaemonEvent(kind, pid, cause));
    }

    private void schedule(ChannelHandlerContext context, Consumer<ChannelHandlerContext> step, long nanos) {
        cancelNextStep();
        nextStep = ChannelLoop.schedule(context, () -> step.accept(context), nanos);
    }

    private void cancelNextStep() {
        if (nextStep != null) {
            nextStep.cancel(false);
            nextStep = null;
        }
    }
}
