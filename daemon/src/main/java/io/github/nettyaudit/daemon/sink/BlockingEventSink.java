package io.github.nettyaudit.daemon.sink;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The base of sinks whose writes block: calls {@link #write}, {@link #sync} and {@link #end} on one thread, by default
 * a daemon thread of its own. A batch that is no longer waited for when its turn comes is not written, nor one that
 * follows a batch which could not be written. At the end of a close that
 * takes too long the thread is interrupted, which closes the {@link java.nio.channels.FileChannel} in which it blocks.
 *
 * <p>A sink whose writes are short, such as those to a file, may write on the thread of its delivery instead: a wake-up
 * of another thread for each batch costs more than such a write. A write that blocks then blocks its own delivery, whose
 * answer timeout is not noticed meanwhile; the close of the delivery interrupts it.
 */
public abstract class BlockingEventSink implements EventSink {
    private final String name;
    /** {@code null} if the caller's thread writes. */
    private final @Nullable ThreadPoolExecutor thread;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final OrderGate order = new OrderGate();
    /** Why the last batch was not written that was not; on the thread. */

    /**
     * Creates a sink whose thread does not run yet.
     *
     * @param name the name of the sink, for its thread and messages
     */
    protected BlockingEventSink(String name) {
        this(name, false);
    }

    /**
     * Creates a sink that writes on a thread of its own, or on that of its delivery.
     *
     * @param name           the name of the sink, for its thread and messages
     * @param onCallerThread whether {@link #send}, {@link #flush} and {@link #close} write before they return
     */
    protected BlockingEventSink(String name, boolean onCallerThread) {
        this.name = name;
        thread = onCallerThread ? null : newThread();
    }

    private ThreadPoolExecutor newThread() {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread newThread = new Thread(task, "audit-sink-" + name);
            newThread.setDaemon(true);
            return newThread;
        }) {
            @Override
            protected void terminated() {
                ended();
            }
        };
    }

    /**
     * Writes a batch.
     *
     * @param batch the documents; released by the caller
     * @return what became of them
     * @throws IOException all documents are to be sent again; {@link SinkEndedException}: the sink has ended
     */
    protected abstract SinkResult write(SinkBatch batch) throws IOException;

    /**
     * Makes durable what was written.
     *
     * @throws IOException if that fails; what was written may be lost, and is sent again
     */
    protected void sync() throws IOException {
    }

    /**
     * Releases what the sink has. Called once, after the last write.
     *
     * @throws IOException if that fails
     */
    protected void end() throws IOException {
    }

    /**
     * Returns the name of the sink.
     *
     * @return the name in the configuration
     */
    protected final String name() {
        return name;
    }

    @Override
    public final CompletionStage<SinkResult> send(SinkBatch batch) {
        return submit(new Task<>(batch.retain(), () -> writeInOrder(batch)));
    }

    private SinkResult writeInOrder(SinkBatch batch) throws IOException {
        if (batch.size() == 0) {
            return write(batch);
        }
        if (!order.admits(batch.sequence(0))) {
            return SinkResult.tryAgain(order.cause());
        }
        SinkResult result;
        try {
            result = write(batch);
        } catch (IOException | RuntimeException e) {
            order.close(batch.sequence(0), String.valueOf(e.getMessage()));
            throw e;
        }
        for (int i = 0; !result.isAccepted() && i < batch.size(); i++) {
            if (result.outcome(i) == SinkOutcome.TRY_AGAIN) {
                order.close(batch.sequence(i), result.reason(i));
                break;
            }
        }
        return result;
    }

    @Override
    public final CompletionStage<Void> flush() {
        return submit(new Task<>(null, () -> {
            sync();
            return null;
        }));
    }

    @Override
    public final CompletionStage<Void> close(Duration timeout) {
        if (thread == null) {
            ended();
            return closed;
        }
        thread.shutdown();
        CompletableFuture.delayedExecutor(timeout.toNanos(), TimeUnit.NANOSECONDS).execute(() -> {
            thread.shutdownNow().forEach(BlockingEventSink::cancel);
            closed.complete(null);
        });
        return closed;
    }

    /** On the thread that writes, after the last task. */
    private void ended() {
        try {
            // a thread that was interrupted could not write the end of its files
            Thread.interrupted();
            end();
            closed.complete(null);
        } catch (Throwable e) {
            closed.completeExceptionally(e);
        }
    }

    private <T> CompletableFuture<T> submit(Task<T> task) {
        if (thread == null) {
            if (closed.isDone()) {
                task.fail(new IOException("the sink " + name + " is closed"));
            } else {
                task.run();
            }
            return task.answer;
        }
        forgetCancelled(thread);
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            task.fail(new IOException("the sink " + name + " is closed", e));
        }
        return task.answer;
    }

    /** A thread that is stuck takes nothing from the queue: what nobody waits for must not fill it. */
    private static void forgetCancelled(ThreadPoolExecutor thread) {
        thread.getQueue().removeIf(task -> task instanceof Task<?> waiting && waiting.answer.isDone()
                && waiting.forget());
    }

    private static void cancel(Runnable task) {
        if (task instanceof Task<?> waiting) {
            waiting.fail(new CancellationException("the sink was closed"));
        }
    }

    /** What the thread does for a batch, a flush or the close. */
    private static final class Task<T> implements Runnable {
        final CompletableFuture<T> answer = new CompletableFuture<>();
        private final AtomicReference<@Nullable SinkBatch> batch;
        private final Action<T> action;

        Task(@Nullable SinkBatch batch, Action<T> action) {
            this.batch = new AtomicReference<>(batch);
            this.action = action;
        }

        @Override
        public void run() {
            try {
                if (!answer.isDone()) {
                    answer.complete(action.run());
                }
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            } finally {
                forget();
            }
        }

        void fail(Throwable cause) {
            answer.completeExceptionally(cause);
            forget();
        }

        /** The thread may take a task at the moment at which it is removed from the queue. */
        boolean forget() {
            SinkBatch held = batch.getAndSet(null);
            if (held != null) {
                held.release();
            }
            return true;
        }
    }

    /** Writes, syncs or ends. */
    @FunctionalInterface
    private interface Action<T> {
        T run() throws IOException;
    }
}
