package io.github.nettyaudit.codec.request;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Brings steps to a channel's event loop: from other channels' loops, and from the one that it was on before. */
final class ChannelLoop {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(ChannelLoop.class);

    private ChannelLoop() {
    }

    /** Runs the step on the channel's present loop; at once if that is where we are. */
    static void execute(ChannelHandlerContext context, Runnable step) {
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

    /** Runs the step when the time has come, on the loop that the channel is on then. */
    static Future<?> schedule(ChannelHandlerContext context, Runnable step, long nanos) {
        return context.executor().schedule(() -> execute(context, step), nanos, TimeUnit.NANOSECONDS);
    }

    /** Hands the future to the step when it has ended. */
    static <T> void whenEnded(ChannelHandlerContext context, Future<T> future, Consumer<Future<T>> step) {
        future.addListener((Future<T> ended) -> execute(context, () -> step.accept(ended)));
    }
}
