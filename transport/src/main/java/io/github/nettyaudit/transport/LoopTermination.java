package io.github.nettyaudit.transport;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;

/**
 * Calls a channel when the event loop that it is registered with has ended. Netty's loops close their channels when they
 * are shut down, but a loop that is shut down with a quiet period of 0 may end without that: it looks at its state once
 * before it runs its tasks, and again behind them ({@code SingleThreadIoEventLoop.run()}).
 */
final class LoopTermination implements GenericFutureListener<Future<Object>> {
    private final EventLoop loop;
    private final Runnable whenEnded;
    private volatile boolean forgotten;

    /** @param whenEnded called once, on another thread than the loop's */
    @SuppressWarnings("unchecked") // a listener that does not look at the value
    LoopTermination(EventLoop loop, Runnable whenEnded) {
        this.loop = loop;
        this.whenEnded = whenEnded;
        ((Future<Object>) loop.terminationFuture()).addListener(this);
    }

    /** The channel has left the loop, which may outlive many channels. */
    @SuppressWarnings("unchecked")
    void forget() {
        forgotten = true;
        ((Future<Object>) loop.terminationFuture()).removeListener(this);
    }

    @Override
    public void operationComplete(Future<Object> ended) {
        if (!forgotten) {
            whenEnded.run();
        }
    }
}
