package io.github.nettyaudit.daemon.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventPumpTest {
    private static final long BLOCK = 8_000;
    private static final int ROUNDS = 120;

    @TempDir
    private Path directory;

    private final MemoryStore store = new MemoryStore();

    private EventPump pump(IntakeRing ring) {
        return new EventPump(ring, store, EventAssemblerOptions.live(), EventAssemblerOptions.log(), store.source,
                store.position, ByteBufAllocator.DEFAULT);
    }

    private static void add(IntakeRing ring, int type, String text) {
        ByteBuf content = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        assertThat(ring.producer().add(EntryDescriptor.RECORD, type, 1, content)).isTrue();
    }

    private static void add(IntakeRing ring, int type, int serial) {
        add(ring, type, "audit(1764172800.123:" + serial + "): a=1");
    }

    /** The process is killed at any point between two calls of the store; each event is stored exactly once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void storesEachEventOnceWhenItIsKilledAnywhere(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        TestRecords records = new TestRecords(seed);
        int kills = 0;
        ByteBuf kept = null;
        for (int round = 0; round < ROUNDS || kept != null; round++) {
            try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
                store.calls = random.nextInt(10) == 0 ? 0 : random.nextInt(200);
                store.flushesLast = random.nextBoolean();
                for (int batch = 1 + random.nextInt(6); batch > 0 && store.calls > 0; batch--) {
                    for (int i = random.nextInt(120); i > 0; i--) {
                        if (kept == null) {
                            kept = round < ROUNDS ? records.next()
                                    : records.isEventOpen() ? records.nextOfOpen() : null;
                        }
                        if (kept == null || !ring.producer().add(EntryDescriptor.RECORD, records.type, 1, kept)) {
                            break;
                        }
                        kept = null;
                    }
                    if (pump.run(BLOCK) != EventPump.Progress.BLOCKED && random.nextInt(3) > 0) {
                        pump.flush();
                    }
                }
                kills++;
            }
            store.crash();
        }
        finish(records);
        assertThat(kills).isGreaterThanOrEqualTo(ROUNDS);
        assertThat(records.expected).hasSizeGreaterThan(1_000);
        assertThat(store.flushed).containsExactlyInAnyOrderElementsOf(records.expected);
    }

    private void finish(TestRecords records) throws Exception {
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            while (records.isEventOpen()) {
                ByteBuf record = records.nextOfOpen();
                while (!ring.producer().add(EntryDescriptor.RECORD, records.type, 1, record)) {
                    pump.run(Long.MAX_VALUE);
                    assertThat(pump.flush()).isTrue();
                }
            }
            assertThat(pump.run(Long.MAX_VALUE)).isEqualTo(EventPump.Progress.EMPTY);
            assertThat(pump.flush()).isTrue();
            assertThat(ring.usedBytes()).isZero();
        }
    }

    @Test
    void keepsInTheRingWhatAnOpenEventNeeds() throws Exception {
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            add(ring, AuditMessageType.USER_LOGIN, 1);
            long first = ring.produced();
            add(ring, AuditMessageType.SYSCALL, 2);
            add(ring, AuditMessageType.SYSCALL, 3);
            add(ring, AuditMessageType.EOE, 3);
            pump.run(Long.MAX_VALUE);
            assertThat(ring.released()).as("before the store is flushed").isZero();
            assertThat(pump.flush()).isTrue();
            assertThat(ring.released()).isEqualTo(first);
            assertThat(store.position).isEqualTo(ring.produced());
        }
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            add(ring, AuditMessageType.EOE, 2);
            pump.run(Long.MAX_VALUE);
            assertThat(pump.flush()).isTrue();
            assertThat(ring.usedBytes()).isZero();
            assertThat(ring.counters().replayedEntries()).isEqualTo(3);
            assertThat(ring.counters().repeatedEvents()).isEqualTo(1);
            assertThat(ring.counters().eventsWritten()).isEqualTo(1);
        }
        assertThat(store.flushed).containsExactly("1/1/COMPLETE", "3/1/COMPLETE", "2/1/COMPLETE");
    }

    /** Its end was lost, so that it has no record after the position; the earlier process had not stored it. */
    @Test
    void storesAnEventThatIsEndedByItsTimeoutAfterARestart() throws Exception {
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            add(ring, AuditMessageType.SYSCALL, 2);
            add(ring, AuditMessageType.USER_LOGIN, 3);
            pump.run(Long.MAX_VALUE);
            assertThat(pump.flush()).isTrue();
        }
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            pump.run(Long.MAX_VALUE);
            for (int i = 0; i < 4; i++) {
                pump.tick();
            }
            pump.run(Long.MAX_VALUE);
            assertThat(pump.flush()).isTrue();
        }
        assertThat(store.flushed).containsExactly("3/1/COMPLETE", "2/1/TIMED_OUT");
    }

    @Test
    void reportsSerialsThatAreMissingAcrossARestartOnce() throws Exception {
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            add(ring, AuditMessageType.USER_LOGIN, 10);
            add(ring, AuditMessageType.USER_LOGIN, 11);
            pump.run(Long.MAX_VALUE);
            assertThat(pump.flush()).isTrue();
        }
        for (int serial : new int[] {15, 16}) {
            try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
                add(ring, AuditMessageType.USER_LOGIN, serial);
                pump.run(Long.MAX_VALUE);
                pump.tick();
                pump.tick();
                pump.run(Long.MAX_VALUE);
                assertThat(pump.flush()).isTrue();
            }
        }
        assertThat(store.flushed).containsExactly("10/1/COMPLETE", "11/1/COMPLETE", "15/1/COMPLETE", "SERIAL_GAP/3",
                "16/1/COMPLETE");
    }

    /** The store fails for seconds: the record of serial 2 has arrived, and waits in the ring behind that of serial 3. */
    @Test
    void aRecordThatWaitsInTheRingIsNotReportedAsMissing() throws Exception {
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            add(ring, AuditMessageType.USER_LOGIN, 1);
            pump.run(Long.MAX_VALUE);
            assertThat(pump.flush()).isTrue();
            add(ring, AuditMessageType.USER_LOGIN, 3);
            add(ring, AuditMessageType.USER_LOGIN, 2);
            store.calls = 1; // it takes the event 3, and then fails
            for (int i = 0; i < 4; i++) {
                assertThat(pump.run(1)).isEqualTo(EventPump.Progress.ENOUGH);
                pump.tick();
                assertThat(pump.flush()).isFalse();
            }
            store.calls = Integer.MAX_VALUE;
            assertThat(pump.flush()).isTrue();
            assertThat(pump.run(Long.MAX_VALUE)).isEqualTo(EventPump.Progress.EMPTY);
            pump.tick();
            pump.tick();
            assertThat(pump.flush()).isTrue();
        }
        assertThat(store.flushed).containsExactly("1/1/COMPLETE", "3/1/COMPLETE", "2/1/COMPLETE");
    }

    @Test
    void reportsALossOnceAcrossARestart() throws Exception {
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            add(ring, AuditMessageType.SYSCALL, 1);
            new RingSource(ring).loss(1, AuditLossKind.OVERRUN, 7, "The socket was full.");
            pump.run(Long.MAX_VALUE);
            assertThat(pump.flush()).isTrue();
        }
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            new RingSource(ring).loss(1, AuditLossKind.INVALID, 1, "A message is invalid.");
            add(ring, AuditMessageType.EOE, 1);
            pump.run(Long.MAX_VALUE);
            assertThat(pump.flush()).isTrue();
        }
        assertThat(store.flushed).containsExactly("OVERRUN/7", "INVALID/1", "1/1/COMPLETE");
    }

    @Test
    void takesAllAsNotStoredIfTheStoreKnowsAnotherRing() throws Exception {
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            add(ring, AuditMessageType.SYSCALL, 1);
            add(ring, AuditMessageType.USER_LOGIN, 2);
            pump.run(Long.MAX_VALUE);
            assertThat(pump.flush()).isTrue();
        }
        store.source++;
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            pump.run(Long.MAX_VALUE);
            assertThat(pump.flush()).isTrue();
        }
        assertThat(store.flushed).containsExactly("2/1/COMPLETE", "2/1/COMPLETE");
    }

    @Test
    void waitsForSpaceAndForgetsNothing() throws Exception {
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            add(ring, AuditMessageType.USER_LOGIN, 1);
            add(ring, AuditMessageType.USER_LOGIN, 2);
            store.calls = 1;
            assertThat(pump.run(Long.MAX_VALUE)).isEqualTo(EventPump.Progress.BLOCKED);
            assertThat(pump.flush()).isFalse();
            assertThat(ring.released()).isZero();
            assertThat(ring.counters().storeWaits()).isPositive();
            store.calls = 100;
            assertThat(pump.run(Long.MAX_VALUE)).isEqualTo(EventPump.Progress.EMPTY);
            assertThat(pump.flush()).isTrue();
            assertThat(ring.usedBytes()).isZero();
        }
        assertThat(store.flushed).containsExactly("1/1/COMPLETE", "2/1/COMPLETE");
    }

    @Test
    void skipsEntriesThatAreDamagedWhileItReads() throws Exception {
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            add(ring, AuditMessageType.USER_LOGIN, 1);
            try (FileChannel file = FileChannel.open(ring.file(), StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(new byte[8]), RingDescriptor.HEADER_LENGTH);
            }
            assertThat(pump.run(Long.MAX_VALUE)).isEqualTo(EventPump.Progress.EMPTY);
            add(ring, AuditMessageType.USER_LOGIN, 2);
            assertThat(pump.run(Long.MAX_VALUE)).isEqualTo(EventPump.Progress.EMPTY);
            assertThat(pump.flush()).isTrue();
            assertThat(ring.usedBytes()).isZero();
        }
        assertThat(store.flushed).containsExactly("DROPPED/-1", "2/1/COMPLETE");
    }

    @Test
    void assemblesLinesOfALog() throws Exception {
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            try (Intake intake = ring.intake()) {
                for (String line : new String[] {
                    "type=SYSCALL msg=audit(1764172800.123:9): arch=c000003e", "no record",
                    "type=PROCTITLE msg=audit(1764172800.123:9): proctitle=61"}) {
                    intake.line(Unpooled.copiedBuffer(line, StandardCharsets.US_ASCII));
                }
            }
            pump.run(Long.MAX_VALUE);
            assertThat(pump.flush()).isTrue();
            assertThat(ring.counters().otherLines()).isEqualTo(1);
            assertThat(ring.counters().records()).isEqualTo(3);
        }
        assertThat(store.flushed).containsExactly("9/2/COMPLETE");
    }

    /** An event stays open while a hundred times the ring passes; killed now and then, it is stored once, and whole. */
    @Test
    void doesNotBlockOnAnEventThatIsOpenForLong() throws Exception {
        int serial = 1;
        int parts = 0;
        long carries = 0;
        for (int round = 0; round < 12; round++) {
            try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
                if (round < 10) {
                    add(ring, parts++ == 0 ? AuditMessageType.SYSCALL : AuditMessageType.PATH, 1);
                    add(ring, AuditMessageType.SYSCALL, ++serial);
                    add(ring, AuditMessageType.EOE, serial);
                } else if (round == 10) {
                    add(ring, AuditMessageType.EOE, 1);
                }
                for (int i = 0; i < 40; i++) {
                    String text = "audit(1764172800.123:" + ++serial + "): " + "x".repeat(8_000);
                    add(ring, AuditMessageType.USER_LOGIN, text);
                    pump.run(Long.MAX_VALUE);
                    if (i % 3 == 0) {
                        assertThat(pump.flush()).isTrue();
                    }
                }
                carries += ring.counters().carries();
            }
            store.crash();
        }
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            pump.run(Long.MAX_VALUE);
            assertThat(pump.flush()).isTrue();
            assertThat(ring.usedBytes()).isZero();
        }
        assertThat(carries).isGreaterThan(10);
        assertThat(store.flushed).contains("1/10/COMPLETE").doesNotHaveDuplicates().hasSize(serial);
        assertThat(directory.resolve("intake.ring.carry")).doesNotExist();
    }

    @Test
    void keepsADamagedFileOfOldEventsAside() throws Exception {
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            add(ring, AuditMessageType.SYSCALL, 1);
            for (int i = 2; i < 20; i++) {
                add(ring, AuditMessageType.USER_LOGIN, "audit(1764172800.123:" + i + "): " + "x".repeat(8_000));
                pump.run(Long.MAX_VALUE);
                assertThat(pump.flush()).isTrue();
            }
        }
        Path file = directory.resolve("intake.ring.carry");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        try (IntakeRing ring = Rings.open(directory); EventPump pump = pump(ring)) {
            add(ring, AuditMessageType.USER_LOGIN, 20);
            pump.run(Long.MAX_VALUE);
            assertThat(pump.flush()).isTrue();
        }
        assertThat(store.flushed).hasSize(19).endsWith("20/1/COMPLETE");
        assertThat(directory.resolve("intake.ring.carry.damaged")).hasBinaryContent(bytes);
    }
}
