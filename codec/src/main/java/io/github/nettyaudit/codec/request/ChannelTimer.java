package io.github.nettyaudit.codec.request;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs a step once after a delay, on the event loop that the channel is on then.
 *
 * <p>Netty's event loops cancel all scheduled tasks as soon as they are being shut down, although they go on running
 * tasks and channels for the quiet period. The step is run nevertheless, as long as the loop takes tasks: the rest of
 * the time is then measured by Netty's global executor. Used on the channel's event loop only.
 */
final class ChannelTimer {
    private final ChannelHandlerContext context;
    private final Runnable step;
    private Future<?> scheduled;
    private volatile boolean ended;

    private ChannelTimer(ChannelHandlerContext context, Runnable step, long nanos) {
        this.context = context;
        this.step = step;
        EventExecutor loop = context.executor();
        long deadline = loop.ticker().nanoTime() + nanos;
        scheduled = loop.schedule(this::fire, nanos, TimeUnit.NANOSECONDS);
        scheduled.addListener(dropped -> {
            if (dropped.isCancelled() && !ended && loop.isShuttingDown()) {
                scheduled = GlobalEventExecutor.INSTANCE.schedule(this::fire,
                        Math.max(0, deadline - loop.ticker().nanoTime()), TimeUnit.NANOSECONDS);
            }
        });
    }

    static ChannelTimer start(ChannelHandlerContext context, Runnable step, long nanos) {
        return new ChannelTimer(context, step, nanos);
    }

    private void fire() {
        ChannelLoop.execute(context, () -> {
            if (!ended) {
                ended = true;
                step.run();
            }
        });
    }

    void cancel() {
        ended = true;
        scheduled.cancel(false);
    }
}
