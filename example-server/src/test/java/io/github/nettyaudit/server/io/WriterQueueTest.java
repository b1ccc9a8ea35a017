package io.github.nettyaudit.server.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class WriterQueueTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> written = new CopyOnWriteArrayList<>();
    private final List<String> released = new CopyOnWriteArrayList<>();
    private final List<IOException> broken = new CopyOnWriteArrayList<>();
    private final CountDownLatch brokenOnce = new CountDownLatch(1);
    private final Semaphore permits = new Semaphore(0);
    private final CountDownLatch writing = new CountDownLatch(1);
    private RuntimeException bug;
    private IOException failure;
    private int dropped;

    private final WriterQueue<String> queue = new WriterQueue<>("test", 10, new WriterQueue.Target<String>() {
        @Override
        public void write(String item) throws IOException {
            writing.countDown();
            permits.acquireUninterruptibly();
            if (failure != null) {
                throw failure;
            }
            if (bug != null) {
                throw bug;
            }
            written.add(item);
        }

        @Override
        public long size(String item) {
            return item.length();
        }

        @Override
        public void release(String item) {
            released.add(item);
        }

        @Override
        public void dropped(String item) {
            dropped++;
        }

        @Override
        public String dropReport() {
            String report = "-" + dropped;
            dropped = 0;
            return report;
        }

        @Override
        public void broken(IOException cause) {
            broken.add(cause);
            brokenOnce.countDown();
        }
    });

    @Test
    void itemsAreWrittenInOrderAndReleased() throws Exception {
        queue.start();
        permits.release(100);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String item = String.valueOf(i);
            while (!queue.offer(item)) {
                Thread.onSpinWait();
            }
            all.add(item);
        }
        assertThat(queue.close(PATIENCE)).isTrue();
        assertThat(written.stream().filter(item -> !item.startsWith("-")).toList()).isEqualTo(all);
        assertThat(released).isEqualTo(written);
        assertThat(queue.offer("late")).isFalse();
        assertThat(queue.pending()).isZero();
    }

    @Test
    void whatIsDroppedIsReportedInItsPlaceAndNotBeforeHalfTheBoundIsFree() throws Exception {
        queue.start();
        assertThat(queue.offer("aaaaaa") && queue.offer("bbbbbb")).as("the one that reaches the bound is taken").isTrue();
        assertThat(queue.offer("c") || queue.offer("d")).isFalse();
        assertThat(queue.pending()).isEqualTo(12);
        permits.release();
        org.awaitility.Awaitility.await().atMost(PATIENCE).until(() -> queue.pending() == 6);
        assertThat(queue.offer("e")).as("still more than half").isFalse();
        permits.release();
        org.awaitility.Awaitility.await().atMost(PATIENCE).until(() -> queue.pending() == 2);
        assertThat(queue.offer("f")).isTrue();
        permits.release(10);
        assertThat(queue.close(PATIENCE)).isTrue();
        assertThat(written).containsExactly("aaaaaa", "bbbbbb", "-3", "f");
    }

    @Test
    void aFailureIsReportedOnceAndEverythingIsReleased() throws Exception {
        failure = new IOException("full");
        queue.offer("a");
        queue.offer("b");
        queue.start();
        permits.release(10);
        brokenOnce.await();
        assertThat(queue.offer("c")).isFalse();
        assertThat(queue.close(PATIENCE)).isTrue();
        assertThat(broken).containsExactly(failure);
        assertThat(released).containsExactly("a", "b");
        assertThat(dropped).isZero();
        assertThat(queue.pending()).isZero();
    }

    @Test
    void aBugInTheTargetIsAFailureToo() throws Exception {
        bug = new IllegalStateException("a bug");
        queue.start();
        queue.offer("a");
        permits.release(10);
        brokenOnce.await();
        assertThat(broken).singleElement().satisfies(cause -> assertThat(cause).hasCause(bug));
        assertThat(queue.offer("b")).isFalse();
    }

    @Test
    void closeGivesUpOnAWriteThatDoesNotReturn() throws Exception {
        queue.start();
        queue.offer("a");
        queue.offer("b");
        writing.await();
        assertThat(queue.close(Duration.ofMillis(20))).isFalse();
        assertThat(released).containsExactly("b");
        permits.release();
        org.awaitility.Awaitility.await().atMost(PATIENCE).until(() -> released.contains("a"));
    }
}
