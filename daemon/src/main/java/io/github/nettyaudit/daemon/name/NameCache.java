package io.github.nettyaudit.daemon.name;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The names of users, or of groups, that are known so far. Thread-safe. */
final class NameCache {
    private final NameLookup lookup;
    private final Executor executor;
    private final SlowService slow;
    private final long patienceNanos;
    private final int capacity;
    private final long lifeNanos;
    private final LongSupplier clock;
    private final Map<Integer, Answer> answers = new ConcurrentHashMap<>();
    private final Map<Integer, CompletableFuture<@Nullable String>> asked = new ConcurrentHashMap<>();

    /** @param name {@code null} if nobody has the id */
    private record Answer(@Nullable String name, long expiresAtNanos) {
    }

    NameCache(NameLookup lookup, Executor executor, SlowService slow, Duration patience, int capacity, Duration life,
              LongSupplier clock) {
        this.lookup = lookup;
        this.executor = executor;
        this.slow = slow;
        patienceNanos = patience.toNanos();
        this.capacity = capacity;
        lifeNanos = life.toNanos();
        this.clock = clock;
    }

    /** The name, or {@code null} if nobody has the id or it is not known yet. */
    @Nullable String name(int id) {
        Answer answer = answers.get(id);
        if (answer != null && clock.getAsLong() - answer.expiresAtNanos < 0) {
            return answer.name;
        }
        CompletableFuture<@Nullable String> question = ask(id);
        if (answer != null) {
            return answer.name; // old, and better than nothing
        }
        boolean mayWait = patienceNanos > 0 && !slow.isSlow()
                && !(Thread.currentThread() instanceof FastThreadLocalThread);
        if (question == null || !mayWait && !question.isDone()) {
            return null;
        }
        return await(question);
    }

    private @Nullable String await(CompletableFuture<@Nullable String> question) {
        try {
            return question.get(patienceNanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            slow.timedOut();
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            return null;
        }
    }

    /** The question that is being answered; {@code null} if too many wait already. */
    private @Nullable CompletableFuture<@Nullable String> ask(int id) {
        CompletableFuture<@Nullable String> question = new CompletableFuture<>();
        CompletableFuture<@Nullable String> before = asked.putIfAbsent(id, question);
        if (before != null) {
            return before;
        }
        try {
            executor.execute(() -> answer(id, question));
            return question;
        } catch (RejectedExecutionException e) { // full, or closed
            asked.remove(id);
            return null;
        }
    }

    private void answer(int id, CompletableFuture<@Nullable String> question) {
        String name = null;
        try {
            name = lookup.name(id);
        } catch (RuntimeException | LinkageError e) {
            // as if nobody had the id, until the answer expires
        } finally {
            if (answers.size() >= capacity) {
                answers.clear();
            }
            answers.put(id, new Answer(name, clock.getAsLong() + lifeNanos));
            asked.remove(id);
            slow.answered();
            question.complete(name);
        }
    }
}
