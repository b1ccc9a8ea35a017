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

/**
 * The names, or the ids, of users or of groups that are known so far. Thread-safe.
 *
 * @param <K> what is asked for
 * @param <V> the answer
 */
final class AnswerCache<K, V> {
    private final NameLookup<K, V> lookup;
    private final Executor executor;
    private final SlowService slow;
    private final long patienceNanos;
    private final int capacity;
    private final long lifeNanos;
    private final LongSupplier clock;
    private final Map<K, Answer<V>> answers = new ConcurrentHashMap<>();
    private final Map<K, CompletableFuture<@Nullable V>> asked = new ConcurrentHashMap<>();

    /** @param value {@code null} if nobody has the id or the name */
    private record Answer<V>(@Nullable V value, long expiresAtNanos) {
    }

    AnswerCache(NameLookup<K, V> lookup, Executor executor, SlowService slow, Duration patience, int capacity,
                Duration life, LongSupplier clock) {
        this.lookup = lookup;
        this.executor = executor;
        this.slow = slow;
        patienceNanos = patience.toNanos();
        this.capacity = capacity;
        lifeNanos = life.toNanos();
        this.clock = clock;
    }

    /** The answer, or {@code null} if nobody has the id or the name, or it is not known yet. */
    @Nullable V get(K key) {
        Answer<V> answer = answers.get(key);
        if (answer != null && clock.getAsLong() - answer.expiresAtNanos < 0) {
            return answer.value;
        }
        CompletableFuture<@Nullable V> question = ask(key);
        if (answer != null) {
            return answer.value; // old, and better than nothing
        }
        boolean mayWait = patienceNanos > 0 && !slow.isSlow()
                && !(Thread.currentThread() instanceof FastThreadLocalThread);
        if (question == null || !mayWait && !question.isDone()) {
            return null;
        }
        return await(question);
    }

    private @Nullable V await(CompletableFuture<@Nullable V> question) {
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
    private @Nullable CompletableFuture<@Nullable V> ask(K key) {
        CompletableFuture<@Nullable V> question = new CompletableFuture<>();
        CompletableFuture<@Nullable V> before = asked.putIfAbsent(key, question);
        if (before != null) {
            return before;
        }
        try {
            executor.execute(() -> answer(key, question));
            return question;
        } catch (RejectedExecutionException e) { // full, or closed
            asked.remove(key);
            return null;
        }
    }

    private void answer(K key, CompletableFuture<@Nullable V> question) {
        V value = null;
        try {
            value = lookup.answer(key);
        } catch (RuntimeException | LinkageError e) {
            // as if there was none, until the answer expires
        } finally {
            if (answers.size() >= capacity) {
                answers.clear();
            }
            answers.put(key, new Answer<>(value, clock.getAsLong() + lifeNanos));
            asked.remove(key);
            slow.answered();
            question.complete(value);
        }
    }
}
