package io.github.nettyaudit.codec.request;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import org.jspecify.annotations.Nullable;

/**
 * Reports the end of a channel in those cases too in which Netty fires no {@code channelInactive}: the channel is
 * closed while it is registered with no event loop, or its event loop terminates without having closed it (which
 * happens if the loop is shut down with a quiet period of 0).
 */
final class ChannelEnd {
    private final Runnable loopTerminated;
    private final GenericFutureListener<Future<Object>> closeListener;
    private @Nullable LoopListener loopListener;

    /**
     * @param closed         called on the channel's event loop when the channel was closed
     * @param loopTerminated called on any thread when the event loop has terminated although the channel is on it; no
     *                       other code of the channel runs any more
     */
    ChannelEnd(Runnable closed, Runnable loopTerminated) {
        closeListener = future -> {
            unwatchLoop(); // which may live on for long
            closed.run();
        };
        this.loopTerminated = loopTerminated;
    }

    private record LoopListener(Future<?> termination, GenericFutureListener<Future<Object>> listener) {
    }

    void watch(Channel channel) {
        channel.closeFuture().addListener(closeListener);
        if (channel.isRegistered()) {
            watchLoop(channel);
        }
    }

    /** To be called whenever the channel was registered with an event loop. */
    void watchLoop(Channel channel) {
        unwatchLoop();
        EventLoop loop = channel.eventLoop();
        Future<?> termination;
        try {
            termination = loop.terminationFuture();
        } catch (UnsupportedOperationException e) {
            return; // the loop of an EmbeddedChannel, which has no thread
        }
        GenericFutureListener<Future<Object>> listener = terminated -> {
            if (channel.eventLoop() == loop) {
                loopTerminated.run();
            }
        };
        termination.addListener(listener);
        loopListener = new LoopListener(termination, listener);
    }

    private void unwatchLoop() {
        if (loopListener != null) {
            loopListener.termination.removeListener(loopListener.listener);
            loopListener = null;
        }
    }

    void unwatch(Channel channel) {
        channel.closeFuture().removeListener(closeListener);
        unwatchLoop();
    }
}
