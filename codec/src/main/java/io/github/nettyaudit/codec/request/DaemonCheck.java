package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.internal.logging.InternalLogLevel;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel for its status from time to time, while few records arrive. Used on the channel's event loop only.
 */
final class DaemonCheck {
    static final int CALM_RECORDS_PER_SECOND = 100;

    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(AuditDaemonHandler.class);
    private static final long FIRST_CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AuditClient control;
    private final long intervalNanos;
    private final @Nullable BooleanSupplier calm;
    private final boolean hasFallback;
    private final RecordRate records;
    private final Observer observer;
    private @Nullable ChannelTimer next;
    /** Changes at every start and stop, so that a reply to an earlier request is ignored. */
    private int generation;
    private boolean failing;

    /** Receives the results, on the channel's event loop. */
    interface Observer {
        void checked(ChannelHandlerContext context, AuditStatus status);

        /** Called for the first of several consecutive failures. */
        void checkFailed(ChannelHandlerContext context, Throwable cause);
    }

    DaemonCheck(AuditDaemonHandlerBuilder settings, RecordRate records, Observer observer) {
        control = settings.control;
        intervalNanos = settings.checkInterval.toNanos();
        calm = settings.calm;
        hasFallback = settings.hasFallback;
        this.records = records;
        this.observer = observer;
    }

    void start(ChannelHandlerContext context) {
        stop();
        records.look(context);
        if (intervalNanos > 0) {
            schedule(context, Math.min(FIRST_CHECK_NANOS, intervalNanos));
        }
    }

    void stop() {
        generation++;
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    private void schedule(ChannelHandlerContext context, long nanos) {
        next = ChannelTimer.start(context, () -> check(context), nanos);
    }

    private void check(ChannelHandlerContext context) {
        boolean calm = isCalm(context);
        records.look(context);
        if (!calm) {
            schedule(context, intervalNanos);
            return;
        }
        int asked = generation;
        // without a control channel the data channel asks; that is safe because few records arrive now
        AuditClient client = control.channel().isOpen() ? control : new AuditClient(context.channel());
        ChannelLoop.whenEnded(context, client.status(), ended -> {
            if (asked != generation) {
                return;
            }
            schedule(context, intervalNanos);
            if (ended.isSuccess()) {
                failing = false;
                observer.checked(context, ended.getNow());
            } else if (!failing) {
                failing = true;
                // an application with a fallback is about to end the registration when a channel was closed
                boolean expected = hasFallback && ended.cause() instanceof AuditChannelClosedException;
                LOGGER.log(expected ? InternalLogLevel.DEBUG : InternalLogLevel.WARN, "{} could not ask the kernel"
                        + " whether it is still the registered audit daemon", context.channel(), ended.cause());
                observer.checkFailed(context, ended.cause());
            }
        });
    }

    private boolean isCalm(ChannelHandlerContext context) {
        if (calm == null) {
            return records.isBelow(CALM_RECORDS_PER_SECOND, context);
        }
        try {
            return calm.getAsBoolean();
        } catch (Throwable e) { // also an Error of the application must not end the checks silently
            LOGGER.warn("the calm condition failed; the kernel is not asked for its status", e);
            return false;
        }
    }
}
