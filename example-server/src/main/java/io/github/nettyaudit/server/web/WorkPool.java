package io.github.nettyaudit.server.web;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs what would block the event loop, on a few threads with a bounded queue. Thread-safe. */
public final class WorkPool implements AutoCloseable {
    private static final int KEEP_ALIVE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    /**
     * Creates a pool. Its threads end when they have nothing to do.
     *
     * @param name        a part of the names of the threads
     * @param most        threads
     * @param mostWaiting what may wait for them
     */
    public WorkPool(String name, int most, int mostWaiting) {
        threads = new ThreadPoolExecutor(most, most, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(mostWaiting), new DefaultThreadFactory("audit-web-" + name + "-work", true));
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs a work when a thread is free, in the order of the calls.
     *
     * @param work makes the answer
     * @return the answer, or a refusal if too much waits
     */
    public CompletionStage<WebResponse> run(Callable<WebResponse> work) {
        CompletableFuture<WebResponse> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    answer.complete(work.call());
                } catch (Throwable e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.complete(WebResponse.problem(503, "too many requests wait to be answered: ask again later")
                    .header("Retry-After", "1"));
        }
        return answer;
    }

    /** Interrupts what runs, and forgets what waits. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
