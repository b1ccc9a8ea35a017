package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.AuditEnabled;
import io.github.nettyaudit.codec.AuditRecordMessage;
import io.github.nettyaudit.codec.AuditReplaceMessage;
import io.github.nettyaudit.codec.AuditStatus;
import io.github.nettyaudit.codec.request.AuditDaemonEvent.Kind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
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
    /** While closing: no record for so long means that all of them have been read. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final AuditClient control;
    private final int pid;
    private final long checkNanos;
    private final @Nullable BooleanSupplier calm;
    private final boolean registerAgain;
    private final long firstBackOffNanos;
    private final long lastBackOffNanos;
    private final long closeNanos;
    private final Promise<Void> registered = new LoopPromise<>(this::channel);

    private volatile @Nullable ChannelHandlerContext context;
    private State state = State.IDLE;
    /** Whether the kernel may take us for the daemon, for all we know. */
    private boolean mayBeDaemon;
    private long backOffNanos;
    private boolean lockSeen;
    /** The next check or the next attempt to register again. */
    private @Nullable Future<?> nextStep;
    private long records;
    private long recordsAtLastLook;
    private long lastLookNanos;
    private @Nullable ChannelPromise closing;
    private @Nullable Future<?> closeDeadline;
    private boolean closePassedOn;

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

    /** A handler with other settings than the defaults. @param control see {@link #AuditDaemonHandler(AuditClient)} */
    public static AuditDaemonHandlerBuilder builder(AuditClient control) {
        return new AuditDaemonHandlerBuilder(control);
    }

    /**
     * How the first registration ended. Fails with an {@link AuditRequestException}; an {@link AuditErrnoException} with
     * EEXIST names the daemon that is in the way. The channel stays open then.
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
        onLoop(context, DaemonRegistration.register(new AuditClient(context.channel()), control, pid), ended -> {
            if (state == State.REGISTERING) {
                if (ended.isSuccess()) {
                    registered(context, again);
                } else {
                    notRegistered(context, again, ended.cause());
                }
                continueClosing(context);
            }
        });
    }

    private void registered(ChannelHandlerContext context, boolean again) {
        state = State.REGISTERED;
        backOffNanos = firstBackOffNanos;
        registered.trySuccess(null);
        fire(context, again ? Kind.REGISTERED_AGAIN : Kind.REGISTERED, pid, null);
        look(context);
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
        if (state == State.DROPPED && closing == null) {
            schedule(context, this::register, backOffNanos);
            backOffNanos = Math.min(backOffNanos * 2, lastBackOffNanos);
        }
    }

    // ---- what comes

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof AuditRecordMessage) {
            records++;
            context.fireChannelRead(message);
        } else if (message instanceof AuditReplaceMessage challenge) {
            fire(context, Kind.CHALLENGED, challenge.pid(), null);
        } else {
            context.fireChannelRead(message);
        }
    }

    // ---- is the place still ours?

    private void check(ChannelHandlerContext context) {
        boolean calm = isCalm(context);
        look(context);
        if (!calm) {
            schedule(context, this::check, checkNanos);
            return;
        }
        onLoop(context, control.status(), ended -> {
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
        if (calm != null) {
            try {
                return calm.getAsBoolean();
            } catch (RuntimeException e) {
                LOGGER.warn("the check for calm failed; the kernel is not asked", e);
                return false;
            }
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanoTime(context) - lastLookNanos);
        return records - recordsAtLastLook < CALM_RECORDS_PER_SECOND * Math.max(1, seconds);
    }

    /** Asked after each event that was fired: a handler may have closed the channel at it. */
    private boolean isStaying() {
        return state == State.REGISTERED && closing == null;
    }

    private void look(ChannelHandlerContext context) {
        recordsAtLastLook = records;
        lastLookNanos = nanoTime(context);
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
            if (registerAgain && state == State.DROPPED && closing == null) {
                register(context);
            }
        }
    }

    // ---- close

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (closing != null) {
            PromiseNotifier.cascade(closing, promise);
        } else if (mayBeDaemon) {
            closing = promise;
            cancelNextStep();
            closeDeadline = context.executor().schedule(() -> closeAnyway(context), closeNanos, TimeUnit.NANOSECONDS);
            continueClosing(context);
        } else {
            cancelNextStep();
            context.close(promise);
        }
    }

    /** Called when the channel shall close, and again when the registration that was under way then has ended. */
    private void continueClosing(ChannelHandlerContext context) {
        if (closing == null) {
            return;
        }
        if (!mayBeDaemon && state != State.LEAVING) {
            passCloseOn(context);
        } else if (mayBeDaemon && state != State.REGISTERING) {
            unregister(context, control, true);
        }
    }

    private void unregister(ChannelHandlerContext context, AuditClient client, boolean otherWay) {
        state = State.LEAVING;
        mayBeDaemon = false;
        onLoop(context, client.withTimeout(Duration.ofNanos(closeNanos)).unregisterDaemon(), ended -> {
            if (ended.isSuccess()) {
                fire(context, Kind.UNREGISTERED, pid, null);
                look(context);
                schedule(context, this::closeWhenQuiet, QUIET_NANOS);
            } else if (ended.cause() instanceof AuditChannelClosedException && otherWay && context.channel().isActive()) {
                // somebody closed the control channel first; sending here may stall the drain, which ends anyway
                unregister(context, new AuditClient(context.channel()), false);
            } else {
                fire(context, Kind.UNREGISTRATION_FAILED, pid, ended.cause());
                passCloseOn(context);
            }
        });
    }

    /** The kernel sends no more, but records that it has sent may still be in the socket. */
    private void closeWhenQuiet(ChannelHandlerContext context) {
        if (records == recordsAtLastLook) {
            passCloseOn(context);
        } else {
            look(context);
            schedule(context, this::closeWhenQuiet, QUIET_NANOS);
        }
    }

    private void closeAnyway(ChannelHandlerContext context) {
        if (!closePassedOn) {
            LOGGER.warn("closing the audit daemon's channel {} although it may still be registered or hold records: "
                    + "{} after {} ms", context.channel(), state, TimeUnit.NANOSECONDS.toMillis(closeNanos));
        }
        passCloseOn(context);
    }

    private void passCloseOn(ChannelHandlerContext context) {
        cancelNextStep();
        if (closePassedOn || closing == null) {
            return;
        }
        closePassedOn = true;
        if (closeDeadline != null) {
            closeDeadline.cancel(false);
        }
        context.close(closing);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(context);
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end(context);
    }

    /** Without a close that came through here, the kernel still takes us for the daemon. */
    private void end(ChannelHandlerContext context) {
        cancelNextStep();
        if (mayBeDaemon) {
            mayBeDaemon = false;
            control.noWait().unregisterDaemon();
        }
        state = State.LEAVING;
        registered.tryFailure(new AuditChannelClosedException(AuditRequests.register(pid), 0, null));
        passCloseOn(context);
    }

    // ---- small helpers

    private static void fire(ChannelHandlerContext context, Kind kind, int pid, @Nullable Throwable cause) {
        context.fireUserEventTriggered(new AuditDaemonEvent(kind, pid, cause));
    }

    private static long nanoTime(ChannelHandlerContext context) {
        return context.executor().ticker().nanoTime();
    }

    private void schedule(ChannelHandlerContext context, Consumer<ChannelHandlerContext> step, long nanos) {
        cancelNextStep();
        nextStep = context.executor().schedule(() -> execute(context, () -> step.accept(context)), nanos,
                TimeUnit.NANOSECONDS);
    }

    private void cancelNextStep() {
        if (nextStep != null) {
            nextStep.cancel(false);
            nextStep = null;
        }
    }

    private static <T> void onLoop(ChannelHandlerContext context, Future<T> future, Consumer<Future<T>> then) {
        future.addListener((Future<T> ended) -> execute(context, () -> then.accept(ended)));
    }

    /** Runs the step on the channel's present loop; at once if that is where we are. */
    private static void execute(ChannelHandlerContext context, Runnable step) {
        if (context.executor().inEventLoop()) {
            step.run();
            return;
        }
        try {
            context.executor().execute(step);
        } catch (RejectedExecutionException e) {
            LOGGER.debug("the event loop of {} has ended", context.channel(), e);
        }
    }
}
