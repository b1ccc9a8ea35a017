package io.github.nettyaudit.daemon.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventWriterTest {
    @TempDir
    private Path directory;

    private final TestStore store = new TestStore();

    /** A store that any thread may look at. */
    private static final class TestStore implements EventStore {
        final List<String> flushed = new CopyOnWriteArrayList<>();
        private final List<String> appended = new ArrayList<>();
        volatile boolean full;
        volatile RuntimeException failure;
        volatile long source;
        volatile long position;

        @Override
        public boolean append(AuditEvent event, long ring, long before) {
            if (failure != null) {
                throw failure;
            }
            if (full) {
                return false;
            }
            appended.add(MemoryStore.name(event));
            return true;
        }

        @Override
        public boolean flush(long ring, long before) {
            if (full) {
                return false;
            }
            flushed.addAll(appended);
            appended.clear();
            source = ring;
            position = before;
            return true;
        }
    }

    private IntakeRing open(IntakeFullPolicy policy) throws IOException {
        return IntakeRing.open(Rings.options(directory, new CopyOnWriteArrayList<>()).withWhenFull(policy));
    }

    private static void add(Intake intake, int type, int serial, int length) {
        ByteBuf text = TestRecords.text(serial, length);
        intake.record(type, text);
        text.release();
        intake.flush();
    }

    private static void add(Intake intake, int serial) {
        add(intake, AuditMessageType.USER_LOGIN, serial, 1);
    }

    @Test
    void storesAndReleases() throws Exception {
        try (IntakeRing ring = open(IntakeFullPolicy.DROP);
                EventWriter writer = EventWriter.builder(ring, store).start(); Intake intake = ring.intake()) {
            for (int serial = 1; serial <= 3; serial++) {
                add(intake, serial);
                int expected = serial;
                await().until(() -> store.flushed.size() == expected && ring.usedBytes() == 0);
            }
            assertThat(writer.counters().eventsWritten()).isEqualTo(3);
            assertThat(writer.counters().highWaterMark()).isPositive();
        }
        assertThat(store.flushed).containsExactly("1/1/COMPLETE", "2/1/COMPLETE", "3/1/COMPLETE");
    }

    @Test
    void endsEventsByTheirTimeout() throws Exception {
        try (IntakeRing ring = open(IntakeFullPolicy.DROP);
                EventWriter writer = EventWriter.builder(ring, store).live(EventAssemblerOptions.live().toBuilder()
                        .timeout(Duration.ofMillis(20)).build()).start(); Intake intake = ring.intake()) {
            add(intake, AuditMessageType.SYSCALL, 1, 1);
            await().until(() -> store.flushed.equals(List.of("1/1/TIMED_OUT")) && ring.usedBytes() == 0);
            assertThat(writer.counters().eventsWritten()).isEqualTo(1);
        }
    }

    @Test
    void endsOpenEventsWhenItCloses() throws Exception {
        try (IntakeRing ring = open(IntakeFullPolicy.DROP)) {
            EventWriter writer = EventWriter.builder(ring, store).start();
            try (Intake intake = ring.intake()) {
                add(intake, AuditMessageType.SYSCALL, 1, 1);
            }
            writer.close();
            assertThat(ring.usedBytes()).isZero();
        }
        assertThat(store.flushed).containsExactly("1/1/UNFINISHED");
    }

    @Test
    void leavesOpenEventsInTheRingWhenItStops() throws Exception {
        try (IntakeRing ring = open(IntakeFullPolicy.DROP)) {
            EventWriter writer = EventWriter.builder(ring, store).start();
            try (Intake intake = ring.intake()) {
                add(intake, AuditMessageType.SYSCALL, 1, 1);
                add(intake, 2);
                await().until(() -> store.flushed.size() == 1);
                writer.stop();
                EventWriter next = EventWriter.builder(ring, store).stored(store.source, store.position).start();
                add(intake, AuditMessageType.EOE, 1, 1);
                await().until(() -> store.flushed.size() == 2);
                next.stop();
            }
        }
        assertThat(store.flushed).containsExactly("2/1/COMPLETE", "1/1/COMPLETE");
    }

    @Test
    void survivesAStoreThatFails() throws Exception {
        try (IntakeRing ring = open(IntakeFullPolicy.DROP);
                EventWriter writer = EventWriter.builder(ring, store).start(); Intake intake = ring.intake()) {
            store.failure = new IllegalStateException("broken");
            add(intake, 1);
            await().until(() -> writer.counters().storeWaits() > 3);
            store.failure = new IllegalArgumentException("never");
            await().until(() -> writer.counters().refusedEvents() > 0);
            store.failure = null;
            add(intake, 2);
            await().until(() -> store.flushed.contains("2/1/COMPLETE"));
        }
        assertThat(store.flushed).doesNotContain("1/1/COMPLETE");
    }

    @Test
    void letsTheSourceWaitWhileTheStoreIsFull() throws Exception {
        try (IntakeRing ring = open(IntakeFullPolicy.WAIT)) {
            EventWriter writer = EventWriter.builder(ring, store).start();
            store.full = true;
            Thread source = new Thread(() -> {
                try (Intake intake = ring.intake()) {
                    for (int serial = 1; serial <= 100; serial++) {
                        add(intake, AuditMessageType.USER_LOGIN, serial, 8_000);
                    }
                }
            });
            source.start();
            await().until(() -> ring.counters().waits() > 0);
            assertThat(store.flushed).isEmpty();
            store.full = false;
            source.join();
            writer.close();
            assertThat(ring.counters().dropped()).isZero();
        }
        assertThat(store.flushed).hasSize(100).startsWith("1/1/COMPLETE").endsWith("100/1/COMPLETE");
    }

    @Test
    void leavesInTheRingWhatTheStoreDoesNotTakeInTime() throws Exception {
        try (IntakeRing ring = open(IntakeFullPolicy.DROP)) {
            EventWriter writer = EventWriter.builder(ring, store).start();
            store.full = true;
            try (Intake intake = ring.intake()) {
                add(intake, 1);
            }
            writer.close(Duration.ofMillis(30));
            assertThat(ring.usedBytes()).isPositive();
        }
        store.full = false;
        try (IntakeRing ring = open(IntakeFullPolicy.DROP)) {
            EventWriter.builder(ring, store).stored(store.source, store.position).start().close();
        }
        assertThat(store.flushed).containsExactly("1/1/COMPLETE");
    }
}
