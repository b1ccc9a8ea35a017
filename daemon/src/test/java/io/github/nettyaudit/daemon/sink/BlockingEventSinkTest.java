package io.github.nettyaudit.daemon.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BlockingEventSinkTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final CountDownLatch open = new CountDownLatch(1);
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final BlockingEventSink sink = new BlockingEventSink("s") {
        @Override
        protected SinkResult write(SinkBatch batch) throws IOException {
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
            calls.add("write " + batch.size() + ' ' + Thread.currentThread().getName());
            return SinkResult.accepted();
        }

        @Override
        protected void sync() throws IOException {
            calls.add("sync");
            throw new IOException("no disk");
        }

        @Override
        protected void end() {
            calls.add("end" + Thread.currentThread().isInterrupted());
        }
    };

    private CompletableFuture<SinkResult> send(SinkBatch batch) {
        return sink.send(batch).toCompletableFuture();
    }

    @Test
    void writesOnItsOwnThreadInOrderAndEndsAfterTheLast() {
        open.countDown();
        SinkBatch batch = Batches.of("a", "b");
        CompletableFuture<SinkResult> answer = send(batch);
        CompletableFuture<Void> flush = sink.flush().toCompletableFuture();
        batch.release();
        sink.close(LONG).toCompletableFuture().join();

        assertThat(answer.join().isAccepted()).isTrue();
        assertThatThrownBy(flush::join).hasMessageContaining("no disk");
        assertThat(calls).containsExactly("write 2 audit-sink-s", "sync", "endfalse");
        await().until(() -> batch.refCnt() == 0);
        assertThatThrownBy(() -> send(Batches.of("c")).join()).hasMessageContaining("the sink s is closed");
    }

    @Test
    void whatIsCancelledIsNotWrittenNorKept() {
        SinkBatch first = Batches.of("a");
        SinkBatch second = Batches.of("b", "b");
        CompletableFuture<SinkResult> one = send(first);
        CompletableFuture<SinkResult> two = send(second);
        two.cancel(false);
        CompletableFuture<SinkResult> three = send(Batches.of("c", "c", "c"));
        assertThat(second.refCnt()).as("the test's own").isEqualTo(1);
        open.countDown();
        three.join();

        assertThat(one.join().isAccepted()).isTrue();
        assertThat(calls).containsExactly("write 1 audit-sink-s", "write 3 audit-sink-s");
        sink.close(LONG).toCompletableFuture().join();
    }

    @Test
    void theCloseInterruptsAWriteThatBlocksAndEndsInOrderNevertheless() {
        SinkBatch batch = Batches.of("a");
        CompletableFuture<SinkResult> stuck = send(batch);
        CompletableFuture<SinkResult> waiting = send(batch);
        batch.release();
        sink.close(Duration.ofMillis(1)).toCompletableFuture().join();

        assertThatThrownBy(stuck::join).hasMessageContaining("interrupted");
        // not join(): from JDK 25 on, it throws a CancellationException of its own
        assertThat(waiting.handle((result, failure) -> failure).join()).hasMessageContaining("closed");
        await().until(() -> calls.contains("endfalse"));
        await().until(() -> batch.refCnt() == 0);
    }

    @Test
    void nothingOvertakesABatchThatCouldNotBeWritten() {
        AtomicBoolean full = new AtomicBoolean(true);
        List<String> written = new CopyOnWriteArrayList<>();
        BlockingEventSink disk = new BlockingEventSink("disk") {
            @Override
            protected SinkResult write(SinkBatch batch) throws IOException {
                if (full.getAndSet(false)) {
                    throw new IOException("no space");
                }
                written.add(batch.content().toString(StandardCharsets.UTF_8).strip());
                return SinkResult.accepted();
            }
        };
        SinkBatch both = Batches.of("first", "second");
        SinkBatch first = both.select(0);
        SinkBatch second = both.select(1);

        CompletionStage<SinkResult> failed = disk.send(first);
        CompletionStage<SinkResult> follower = disk.send(second);
        assertThatThrownBy(() -> failed.toCompletableFuture().join()).hasMessageContaining("no space");
        SinkResult turnedBack = follower.toCompletableFuture().join();
        assertThat(turnedBack.outcome(0)).isEqualTo(SinkOutcome.TRY_AGAIN);
        assertThat(turnedBack.reason(0)).isEqualTo("no space");
        disk.send(first).toCompletableFuture().join();
        disk.send(second).toCompletableFuture().join();
        assertThat(written).containsExactly("first", "second");
        disk.close(LONG).toCompletableFuture().join();
    }

    @Test
    void writesOnTheCallersThreadIfWanted() {
        List<String> threads = new ArrayList<>();
        BlockingEventSink file = new BlockingEventSink("file", true) {
            @Override
            protected SinkResult write(SinkBatch batch) throws IOException {
                threads.add("write " + Thread.currentThread().getName());
                if (batch.size() > 1) {
                    throw new IOException("no space");
                }
                return SinkResult.accepted();
            }

            @Override
            protected void sync() {
                threads.add("sync " + Thread.currentThread().getName());
            }

            @Override
            protected void end() {
                threads.add("end " + Thread.currentThread().getName());
            }
        };
        String caller = Thread.currentThread().getName();
        SinkBatch batch = Batches.of("a");
        assertThat(file.send(batch).toCompletableFuture().getNow(null).isAccepted()).isTrue();
        batch.release();
        assertThat(batch.refCnt()).isZero();
        SinkBatch two = Batches.of("b", "c");
        assertThat(file.send(two).toCompletableFuture()).isCompletedExceptionally();
        two.release();
        assertThat(two.refCnt()).isZero();
        assertThat(file.flush().toCompletableFuture()).isCompleted();
        assertThat(file.close(LONG).toCompletableFuture()).isCompleted();
        assertThat(threads).containsExactly("write " + caller, "write " + caller, "sync " + caller, "end " + caller);
        SinkBatch late = Batches.of("d");
        assertThatThrownBy(() -> file.send(late).toCompletableFuture().join())
                .hasMessageContaining("the sink file is closed");
        late.release();
    }
}
