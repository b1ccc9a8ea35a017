package io.github.nettyaudit.daemon.sink.syslog;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The event loop of one sink, a daemon thread that resolves names too. */
final class SinkLoop {
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;

    SinkLoop(String name) {
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("audit-sink-" + name, true),
                EpollIoHandler.newFactory());
        loop = group.next();
    }

    EventLoop loop() {
        return loop;
    }

    /** Ends the loop when a stage is completed, or the time is over; the result is completed after that. */
    CompletableFuture<Void> endAfter(CompletableFuture<Void> quiet, Duration timeout) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        quiet.completeOnTimeout(null, Math.max(1, timeout.toNanos()), TimeUnit.NANOSECONDS).whenComplete((done, failure) ->
                group.shutdownGracefully(0, 1, TimeUnit.SECONDS).addListener(closed -> ended.complete(null)));
        return ended;
    }
}
