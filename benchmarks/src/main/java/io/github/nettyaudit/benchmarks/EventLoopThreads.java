package io.github.nettyaudit.benchmarks;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs benchmarks on the kind of thread that event loops have: Netty's pools and thread-locals are quicker there.
 * JMH makes one by {@code -Djmh.executor=CUSTOM -Djmh.executor.class=<this>}.
 */
public final class EventLoopThreads extends ThreadPoolExecutor {
    /** The constructor that JMH looks for. */
    public EventLoopThreads(int threads, String prefix) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DefaultThreadFactory(prefix));
    }
}
