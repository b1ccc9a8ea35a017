package io.github.nettyaudit.daemon.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditEventId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that fills a ring and stores events is killed again and again. */
class KilledWriterTest {
    private static final int ROUNDS = 20;

    @TempDir
    private Path directory;

    @Test
    @Timeout(300)
    void storesEachEventOnceThoughItsProcessIsKilled() throws Exception {
        Random random = new Random(7);
        long replayed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Process process = IntakeChild.start(Program.class, directory.toString());
            assertThat(process.inputReader().readLine()).isEqualTo("running");
            assertThat(process.waitFor(random.nextInt(120), TimeUnit.MILLISECONDS)).isFalse();
            process.destroyForcibly().waitFor();
            try (IntakeRing ring = Rings.open(directory)) {
                replayed += ring.usedBytes();
            }
        }
        int last;
        // the ring may be full of what the last process has left
        try (IntakeRing ring = IntakeRing.open(Rings.options(directory, new ArrayList<>())
                .withWhenFull(IntakeFullPolicy.WAIT)); FileStore store = new FileStore(directory)) {
            last = Program.finish(ring, store);
        }
        List<String> expected = new ArrayList<>();
        for (int serial = 1; serial <= last; serial++) {
            expected.add(Program.expected(serial));
        }
        assertThat(FileStore.events(directory)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(last).isGreaterThan(100);
        assertThat(replayed).as("what the killed processes had left in the ring").isPositive();
    }

    /** Writes events and a position in one block, and cuts a block that has no end when it is opened. */
    private static final class FileStore implements EventStore, AutoCloseable {
        private final FileChannel channel;
        private final StringBuilder block = new StringBuilder();
        private long source;
        private long position;

        FileStore(Path directory) throws IOException {
            channel = FileChannel.open(file(directory), StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            String text = Files.readString(file(directory));
            int start = text.lastIndexOf("position ");
            int end = text.indexOf('\n', start);
            if (start >= 0 && end < 0) {
                start = text.lastIndexOf("position ", start - 1);
                end = text.indexOf('\n', start);
            }
            if (start >= 0) {
                String[] words = text.substring(start, end).split(" ");
                source = Long.parseLong(words[1]);
                position = Long.parseLong(words[2]);
            }
            channel.truncate(start < 0 ? 0 : end + 1);
            channel.position(channel.size());
        }

        private static Path file(Path directory) {
            return directory.resolve("events");
        }

        static List<String> events(Path directory) throws IOException {
            return Files.readAllLines(file(directory)).stream().filter(line -> !line.startsWith("position ")).toList();
        }

        @Override
        public boolean append(AuditEvent event, long ring, long before) {
            block.append(MemoryStore.name(event)).append('\n');
            return true;
        }

        @Override
        public boolean flush(long ring, long before) {
            block.append("position ").append(ring).append(' ').append(before).append('\n');
            LockSupport.parkNanos(2_000_000); // so that the source overtakes it
            try {
                ByteBuffer bytes = StandardCharsets.US_ASCII.encode(block.toString());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            block.setLength(0);
            return true;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Adds records with serials from where an earlier process was killed, and stores their events. */
    static final class Program {
        private int serial;
        private int records;

        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            IntakeRing ring = IntakeRing.open(Rings.options(directory, new ArrayList<>())
                    .withWhenFull(IntakeFullPolicy.WAIT));
            FileStore store = new FileStore(directory);
            Program program = new Program();
            program.findLast(ring, directory);
            EventWriter.builder(ring, store).stored(store.source, store.position).start();
            System.out.println("running");
            Intake intake = ring.intake();
            while (true) {
                program.add(intake);
            }
        }

        /** Ends the event that was being added, and stores all; returns the last serial. */
        static int finish(IntakeRing ring, FileStore store) throws Exception {
            Program program = new Program();
            program.findLast(ring, ring.file().getParent());
            EventWriter writer = EventWriter.builder(ring, store).stored(store.source, store.position).start();
            try (Intake intake = ring.intake()) {
                while (program.records > 0 && program.records < recordsOf(program.serial)) {
                    program.add(intake);
                }
            }
            writer.close(Duration.ofSeconds(60));
            assertThat(ring.usedBytes()).isZero();
            return program.serial;
        }

        /** Every third event is a record that stands alone, the others have an end. */
        private static int recordsOf(int serial) {
            return serial % 3 == 0 ? 1 : 2 + serial % 4;
        }

        static String expected(int serial) {
            return serial + "/" + (serial % 3 == 0 ? 1 : recordsOf(serial) - 1) + "/COMPLETE";
        }

        private void add(Intake intake) {
            if (records == recordsOf(serial) || serial == 0) {
                serial++;
                records = 0;
            }
            int count = recordsOf(serial);
            int type = count == 1 ? AuditMessageType.USER_LOGIN
                    : ++records == count ? AuditMessageType.EOE : AuditMessageType.PATH;
            records = count == 1 ? 1 : records;
            ByteBuf text = TestRecords.text(serial, (serial * 31 + records * 7) % 500);
            intake.record(type, text);
            text.release();
            intake.flush();
        }

        /** The last record that was added: it is in the ring, or all of its event was stored. */
        private void findLast(IntakeRing ring, Path directory) throws Exception {
            for (String event : FileStore.events(directory)) {
                int stored = Integer.parseInt(event.substring(0, event.indexOf('/')));
                if (stored > serial) {
                    serial = stored;
                    records = recordsOf(stored);
                }
            }
            AuditEventId id = new AuditEventId();
            int inRing = 0;
            int count = 0;
            try (RingReader reader = ring.reader(ByteBufAllocator.DEFAULT)) {
                while (reader.next()) {
                    ByteBuf content = reader.content();
                    id.read(content);
                    count = id.serial() == inRing ? count + 1 : 1;
                    inRing = (int) id.serial();
                    content.release();
                }
            }
            if (inRing > serial) {
                serial = inRing;
                records = count;
            }
        }
    }
}
