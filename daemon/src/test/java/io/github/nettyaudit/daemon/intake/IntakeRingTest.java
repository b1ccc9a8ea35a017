package io.github.nettyaudit.daemon.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Queue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeRingTest {
    private static final int RECORD = EntryDescriptor.RECORD;

    @TempDir
    private Path directory;

    @Test
    void readsWhatWasAdded() throws Exception {
        try (IntakeRing ring = Rings.open(directory); RingReader reader = Rings.reader(ring)) {
            assertThat(reader.next()).isFalse();
            assertThat(ring.producer().add(RECORD, 1300, 1_764_172_800_123L, Rings.bytes(100))).isTrue();
            assertThat(ring.producer().add(EntryDescriptor.LINE, 65_535, 0, Rings.bytes(0))).isTrue();

            assertThat(reader.next()).isTrue();
            assertThat(reader.entry()).isZero();
            assertThat(reader.kind()).isEqualTo(RECORD);
            assertThat(reader.type()).isEqualTo(1300);
            assertThat(reader.time()).isEqualTo(1_764_172_800_123L);
            expect(reader, Rings.bytes(100));
            assertThat(reader.next()).isTrue();
            assertThat(reader.kind()).isEqualTo(EntryDescriptor.LINE);
            assertThat(reader.type()).isEqualTo(65_535);
            expect(reader, Rings.bytes(0));
            assertThat(reader.next()).isFalse();
            assertThat(reader.position()).isEqualTo(ring.produced()).isEqualTo(120 + 16);
        }
    }

    private static void expect(RingReader reader, ByteBuf expected) {
        ByteBuf content = reader.content();
        assertThat(content).isEqualTo(expected);
        content.release();
        expected.release();
    }

    @Test
    void wrapsAtEveryPlaceWithEntriesOfEveryLength() throws Exception {
        try (IntakeRing ring = Rings.open(directory); RingReader reader = Rings.reader(ring)) {
            int capacity = ring.capacity();
            for (int beforeEnd = 0; beforeEnd <= 96; beforeEnd += 8) {
                for (int length = 0; length <= 72; length++) {
                    goTo(ring, reader, capacity - beforeEnd);
                    ByteBuf content = Rings.bytes(length);
                    assertThat(ring.producer().add(RECORD, length, 7, content)).isTrue();
                    assertThat(reader.next()).as("%d bytes, %d before the end", length, beforeEnd).isTrue();
                    assertThat(reader.type()).isEqualTo(length);
                    expect(reader, content);
                    assertThat(reader.next()).isFalse();
                    ring.release(reader.position());
                }
            }
        }
    }

    /** Adds and reads entries until the next one begins at a place of the ring. */
    private static void goTo(IntakeRing ring, RingReader reader, int place) throws Exception {
        int capacity = ring.capacity();
        while ((int) (ring.produced() & capacity - 1) != place % capacity) {
            int missing = (int) (place - ring.produced() & capacity - 1);
            if (missing < EntryDescriptor.HEADER_LENGTH) {
                missing += capacity;
            }
            int left = missing - EntryDescriptor.HEADER_LENGTH;
            ByteBuf content = Rings.bytes(left < 8_000 || left > 8_016 + 8_000 ? Math.min(left, 8_000) : 4_000);
            assertThat(ring.producer().add(RECORD, 0, 0, content)).isTrue();
            content.release();
            assertThat(reader.next()).isTrue();
            ring.release(reader.position());
        }
    }

    @Test
    void takesEntriesOfEveryLengthUpToTheLargest() throws Exception {
        try (IntakeRing ring = Rings.open(directory); RingReader reader = Rings.reader(ring)) {
            for (int length = 0; length <= ring.largestEntry(); length++) {
                ByteBuf content = Rings.bytes(length);
                assertThat(ring.producer().takes(length)).isTrue();
                assertThat(ring.producer().add(RECORD, 1, 1, content)).isTrue();
                assertThat(reader.next()).isTrue();
                expect(reader, content);
                ring.release(reader.position());
            }
            assertThat(ring.producer().takes(ring.largestEntry() + 1)).isFalse();
            assertThat(ring.largestEntry()).isGreaterThan(8_970);
        }
    }

    /** Against a queue: entries of random lengths, added and released at random. */
    @Test
    void behavesAsAQueueThatIsFullAtItsCapacity() throws Exception {
        SplittableRandom random = new SplittableRandom(42);
        Queue<ByteBuf> model = new ArrayDeque<>();
        try (IntakeRing ring = Rings.open(directory); RingReader reader = Rings.reader(ring)) {
            int refused = 0;
            for (int i = 0; i < 200_000; i++) {
                if (random.nextInt(100) < 52) {
                    ByteBuf content = Rings.bytes(random.nextInt(random.nextInt(20) == 0 ? ring.largestEntry() : 400));
                    if (ring.producer().add(RECORD, 5, 5, content)) {
                        model.add(content);
                    } else {
                        refused++;
                        content.release();
                        assertThat(ring.capacity() - ring.usedBytes()).isLessThan(2L * ring.capacity() / 8 + 8);
                    }
                } else if (reader.next()) {
                    expect(reader, model.remove());
                    ring.release(reader.position());
                } else {
                    assertThat(model).isEmpty();
                }
            }
            assertThat(refused).isGreaterThan(100);
            model.forEach(ByteBuf::release);
        }
    }

    @Test
    void reportsInItsPlaceWhatWasDropped() throws Exception {
        try (IntakeRing ring = Rings.open(directory); RingReader reader = Rings.reader(ring)) {
            int added = fill(ring);
            ring.producer().drop();
            ring.producer().drop();
            assertThat(ring.producer().add(RECORD, 2, 2, Rings.bytes(1))).as("full, with a loss to report").isFalse();
            for (int i = 0; i < added; i++) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.type()).isEqualTo(1);
                ring.release(reader.position());
            }
            assertThat(ring.producer().add(RECORD, 3, 3, Rings.bytes(1))).isTrue();

            assertThat(reader.next()).isTrue();
            assertThat(reader.kind()).isEqualTo(EntryDescriptor.LOSS);
            ByteBuf content = reader.content();
            assertThat(LossEntry.read(content)).satisfies(loss -> assertThat(loss.count()).isEqualTo(2));
            content.release();
            assertThat(reader.next()).isTrue();
            assertThat(reader.type()).isEqualTo(3);
            assertThat(ring.counters().dropped()).isEqualTo(2);
        }
    }

    private static int fill(IntakeRing ring) {
        int added = 0;
        while (ring.producer().add(RECORD, 1, 1, Rings.bytes(1_000))) {
            added++;
        }
        return added;
    }

    @Test
    void keepsWhatWasNotReleasedForTheNextOpener() throws Exception {
        long id;
        long position;
        try (IntakeRing ring = Rings.open(directory); RingReader reader = Rings.reader(ring)) {
            id = ring.id();
            assertThat(ring.producer().add(RECORD, 1, 1, Rings.bytes(10))).isTrue();
            assertThat(ring.producer().add(RECORD, 2, 1, Rings.bytes(20))).isTrue();
            assertThat(reader.next()).isTrue();
            position = reader.position();
            ring.release(position);
            ring.serial(77);
        }
        try (IntakeRing ring = Rings.open(directory); RingReader reader = Rings.reader(ring)) {
            assertThat(ring.id()).isEqualTo(id);
            assertThat(ring.serial()).isEqualTo(77);
            assertThat(reader.next()).isTrue();
            assertThat(reader.entry()).isEqualTo(position);
            assertThat(reader.type()).isEqualTo(2);
            expect(reader, Rings.bytes(20));
            assertThat(ring.producer().add(RECORD, 3, 1, Rings.bytes(30))).isTrue();
            assertThat(reader.next()).isTrue();
            assertThat(reader.type()).isEqualTo(3);
            assertThat(reader.next()).isFalse();
        }
    }

    /** How often the file has a word. */
    private static int count(IntakeRing ring, String word) throws IOException {
        String file = new String(Files.readAllBytes(ring.file()), StandardCharsets.ISO_8859_1);
        return (file.length() - file.replace(word, "").length()) / word.length();
    }

    private static void addSecrets(IntakeRing ring, int count) {
        for (int i = 0; i < count; i++) {
            ByteBuf content = Unpooled.copiedBuffer("PGPASSWORD=hunter2" + "x".repeat(i % 50), StandardCharsets.US_ASCII);
            assertThat(ring.producer().add(RECORD, 1309, 0, content)).isTrue();
            content.release();
        }
    }

    @Test
    void wipesWhatWasReleasedAndNothingElse() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        int left = 0;
        try (IntakeRing ring = Rings.open(directory); RingReader reader = Rings.reader(ring)) {
            long goal = 3L * ring.capacity();
            while (ring.produced() < goal) { // across the end of the ring
                int more = random.nextInt(1, 1500);
                addSecrets(ring, more);
                left += more;
                for (int i = random.nextInt(1, left); i > 0; i--) {
                    assertThat(reader.next()).isTrue();
                    left--;
                }
                if (ring.capacity() - (ring.produced() - reader.position()) < 300_000) {
                    while (reader.next()) {
                        left--;
                    }
                }
                ring.release(reader.position());
            }
            assertThat(count(ring, "hunter2")).isEqualTo(left);
            while (reader.next()) {
                left--;
            }
            ring.release(reader.position());
            assertThat(left).isZero();
            assertThat(count(ring, "hunter2")).isZero();
        }
    }

    /** The position is noted first, so that a process that is killed leaves what was not wiped yet. */
    @Test
    void wipesAtTheNextStartWhatAKilledProcessHasReleased() throws Exception {
        IntakeOptions options = Rings.options(directory, new ArrayList<>());
        try (IntakeRing ring = IntakeRing.open(options); RingReader reader = Rings.reader(ring)) {
            addSecrets(ring, 100);
            for (int i = 0; i < 60; i++) {
                assertThat(reader.next()).isTrue();
            }
            try (FileChannel file = FileChannel.open(ring.file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                RingDescriptor.released(file.map(FileChannel.MapMode.READ_WRITE, 0, RingDescriptor.HEADER_LENGTH)
                        .order(ByteOrder.nativeOrder()), reader.position());
            }
        }
        try (IntakeRing ring = IntakeRing.open(options); RingReader reader = Rings.reader(ring)) {
            assertThat(count(ring, "hunter2")).isEqualTo(40);
            for (int i = 0; i < 40; i++) {
                assertThat(reader.next()).isTrue();
            }
            assertThat(reader.next()).isFalse();
        }
        int added = 40;
        try (IntakeRing full = Rings.open(directory)) {
            // a ring without space, whose next entry would overwrite the oldest one
            ByteBuf content = Unpooled.copiedBuffer("PGPASSWORD=hunter2", StandardCharsets.US_ASCII);
            while (full.producer().add(RECORD, 1309, 0, content)) {
                added++;
            }
            content.release();
        }
        try (IntakeRing again = Rings.open(directory)) {
            assertThat(count(again, "hunter2")).as("nothing of it is free").isEqualTo(added);
        }
    }

    @Test
    void reportsAtTheNextStartWhatWasDroppedAndNotReported() throws Exception {
        try (IntakeRing ring = Rings.open(directory)) {
            ring.producer().drop();
        }
        try (IntakeRing ring = Rings.open(directory); RingReader reader = Rings.reader(ring)) {
            assertThat(ring.producer().hasDropped()).isTrue();
            assertThat(ring.producer().reportDropped(1)).isTrue();
            assertThat(reader.next()).isTrue();
            assertThat(reader.kind()).isEqualTo(EntryDescriptor.LOSS);
        }
        try (IntakeRing ring = Rings.open(directory)) {
            assertThat(ring.producer().hasDropped()).isFalse();
        }
    }

    @Test
    void refusesASecondOpener() throws Exception {
        try (IntakeRing ring = Rings.open(directory)) {
            assertThat(ring.capacity()).isEqualTo(IntakeOptions.MIN_CAPACITY);
            assertThatThrownBy(() -> Rings.open(directory)).isInstanceOf(IOException.class)
                    .hasMessageEndingWith("is open already, in this process");
        }
        Rings.open(directory).close();
    }

    @Test
    void takesNothingAfterItsClose() throws Exception {
        IntakeRing ring = Rings.open(directory);
        ring.close();
        assertThat(ring.producer().add(RECORD, 1, 1, Rings.bytes(1))).isFalse();
    }

    @Test
    void asksForASpaceOnlyWhileThereIsNone() throws Exception {
        try (IntakeRing ring = Rings.open(directory); RingReader reader = Rings.reader(ring)) {
            int[] calls = new int[1];
            ring.onSpace(() -> calls[0]++);
            assertThat(ring.wantSpace()).isFalse();
            int added = fill(ring);
            assertThat(ring.wantSpace()).isTrue();
            for (int i = 0; i < added; i++) {
                assertThat(reader.next()).isTrue();
                assertThat(calls[0]).isEqualTo(ring.capacity() - ring.usedBytes() >= ring.capacity() / 4 ? 1 : 0);
                ring.release(reader.position());
            }
            assertThat(calls[0]).isEqualTo(1);
        }
    }
}
