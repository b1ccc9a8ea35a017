package io.github.nettyaudit.codec.request;

import io.netty.channel.Channel;
import io.netty.util.concurrent.BlockingOperationException;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A promise whose listeners run on the event loop of a channel that may move to another loop (deregister and register
 * again), or that is not known yet when the future is handed out.
 */
final class LoopPromise<T> extends DefaultPromise<T> {
    private final Supplier<@Nullable Channel> channel;

    LoopPromise(Supplier<@Nullable Channel> channel) {
        this.channel = channel;
    }

    /** Returns {@code null} while there is no loop and nobody to notify. */
    @Override
    protected @Nullable EventExecutor executor() {
        Channel present = channel.get();
        if (present != null && present.isRegistered() && !present.eventLoop().isShutdown()) {
            return present.eventLoop();
        }
        // listeners have to be notified here and now: a loop that has ended takes no tasks
        return isDone() ? ImmediateEventExecutor.INSTANCE : null;
    }

    /**
     * Only the channel's loop must not wait. The inherited check asks {@link #executor()}, which is the executor that
     * claims every thread as its own if the promise ends meanwhile.
     */
    @Override
    protected void checkDeadLock() {
        Channel present = channel.get();
        if (present != null && present.isRegistered() && present.eventLoop().inEventLoop()) {
            throw new BlockingOperationException(toString());
        }
    }
}
