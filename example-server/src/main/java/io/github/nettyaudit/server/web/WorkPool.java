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
final class WorkPool {
    private static final int KEEP_ALIVE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    WorkPool(String name, int most, int mostWaiting) {
        threads = new ThreadPoolExecutor(most, most, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(mostWaiting), new DefaultThreadFactory("audit-web-" + name + "-work", true));
        threads.allowCoreThreadTimeOut(true);
    }

    CompletionStage<WebResponse> run(Callable<WebResponse> work) {
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

    void close() {
        threads.shutdownNow();
    }
}
