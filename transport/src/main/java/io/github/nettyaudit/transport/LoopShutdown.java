package io.github.nettyaudit.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.util.concurrent.TimeUnit;

/**
 * The close of a channel whose event loop is being shut down. Confined to that loop.
 *
 * <p>A loop that is being shut down takes each channel out of epoll and closes it, without regard to the handlers in the
 * pipeline; then it runs its tasks until the quiet period is over, with pauses of 100 ms between its rounds. A channel
 * that defers its close needs more: it is registered with epoll again in each round, and the loop is kept from pausing,
 * so that datagrams are read at full speed until the close.
 */
final class LoopShutdown {
    /** After this time the channel is closed even if a handler still defers the close. */
    static final long MAX_DEFERRED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final EventLoop loop;
    private final long startNanos;

    LoopShutdown(EventLoop loop) {
        this.loop = loop;
        startNanos = loop.ticker().nanoTime();
    }

    boolean isOverdue() {
        return loop.ticker().nanoTime() - startNanos > MAX_DEFERRED_NANOS;
    }

    /**
     * Keeps the loop from pausing after the present round. It pauses unless a task is in its queue when it has run all
     * tasks of the round, which only a task that is run afterwards can add.
     */
    void nextRoundAtOnce() {
        if (loop instanceof SingleThreadEventLoop single) {
            single.executeAfterEventLoopIteration(() -> loop.execute(() -> { }));
        }
    }
}
