package io.github.nettyaudit.codec.request;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Runs steps on a channel's present event loop, also if they are triggered on another one: that of another channel, or
 * the one that the channel was on before it was registered anew.
 */
final class ChannelLoop {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(AuditDaemonHandler.class);

    private ChannelLoop() {
    }

    /** Runs the step on the channel's present loop; at once if the caller is on that loop. */
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

    /** Passes the future to the step when it has ended. */
    static <T> void whenEnded(ChannelHandlerContext context, Future<T> future, Consumer<Future<T>> step) {
        future.addListener((Future<T> ended) -> execute(context, () -> step.accept(ended)));
    }
}
