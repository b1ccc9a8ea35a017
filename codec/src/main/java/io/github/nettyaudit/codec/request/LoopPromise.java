package io.github.nettyaudit.codec.request;

import io.netty.channel.Channel;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A promise whose listeners run on the loop of a channel that may move to another loop (deregister and register
 * again), or that is not known yet when somebody asks for the future.
 */
final class LoopPromise<T> extends DefaultPromise<T> {
    private final Supplier<@Nullable Channel> channel;

    LoopPromise(Supplier<@Nullable Channel> channel) {
        this.channel = channel;
    }

    /** {@code null} while there is no loop, which Netty takes to mean that any thread may wait. */
    @Override
    protected @Nullable EventExecutor executor() {
        Channel present = channel.get();
        if (present != null && present.isRegistered() && !present.eventLoop().isShutdown()) {
            return present.eventLoop();
        }
        // who is told then has to be told here and now: a loop that has ended takes no tasks
        return isDone() ? ImmediateEventExecutor.INSTANCE : null;
    }
}
