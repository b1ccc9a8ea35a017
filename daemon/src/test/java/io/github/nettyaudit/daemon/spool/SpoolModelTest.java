package io.github.nettyaudit.daemon.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random operations on a spool, beside a model of it that knows what each sequence must become for a reader. Prints its
 * seed; {@code -Dspool.seed=N} repeats a run.
 */
class SpoolModelTest {
    private static final int OPERATIONS = 400;

    @TempDir
    private Path parent;

    private final FailingFiles files = new FailingFiles();
    /** The lengths of the entries that were written. */
    private final TreeMap<Long, Integer> written = new TreeMap<>();
    private final Map<Long, Integer> pending = new TreeMap<>();
    private final Map<String, Long> positions = new HashMap<>();
    private final Map<String, SpoolReader> readers = new HashMap<>();
    private Random random = new Random();
    private WhenFull whenFull = WhenFull.STOP;
    private Spool spool;
    /** The entries of the spool's counter that were looked at. */
    private long counted;

    private void open() throws IOException {
        spool = Spool.open(SpoolOptions.builder(parent.resolve("spool")).size(1 << 20).segmentSize(64 << 10)
                .blockSize(8 << 10).whenFull(whenFull).files(files).notices(notice -> { })
                .compression(SpoolCompression.values()[random.nextInt(2)])
                .syncInterval(random.nextBoolean() ? Duration.ZERO : Duration.ofMillis(5)).build());
        readers.clear();
        counted = 0;
    }

    @RepeatedTest(30)
    void behavesAsTheModel() throws Exception {
        long seed = Long.getLong("spool.seed", System.nanoTime());
        random = new Random(seed);
        whenFull = WhenFull.values()[random.nextInt(3)];
        try {
            open();
            for (int i = 0; i < OPERATIONS; i++) {
                operate();
            }
            files.writeError = null;
            flush();
            for (String name : List.of("a", "b", "c")) {
                readAll(reader(name));
            }
            spool.close();
        } catch (Throwable e) {
            throw new AssertionError("-Dspool.seed=" + seed, e);
        }
    }

    private void operate() throws Exception {
        int operation = random.nextInt(100);
        if (operation < 60) {
            add();
        } else if (operation < 70) {
            flush();
        } else if (operation < 85) {
            readSome(reader(List.of("a", "b", "c").get(random.nextInt(3))));
        } else if (operation < 92) {
            closeReader();
        } else if (operation < 95) {
            files.writeError = files.writeError == null ? "Input/output error" : null;
        } else if (operation < 97) {
            reopen();
        } else {
            kill();
        }
    }

    private void add() {
        int entries = random.nextInt(30);
        for (int i = 0; i < entries; i++) {
            long sequence = spool.writer().nextSequence();
            int length = random.nextInt(10) == 0 ? random.nextInt(30_000) : 30 + random.nextInt(1000);
            if (spool.writer().add(Entries.entry(sequence, length))) {
                pending.put(sequence, length);
                settle();
            } else {
                assertThat(whenFull).isEqualTo(WhenFull.STOP);
                assertThat(spool.writer().nextSequence()).isEqualTo(sequence);
                settle();
                return;
            }
        }
    }

    private void flush() {
        boolean done = spool.writer().flush();
        settle();
        assertThat(done || whenFull == WhenFull.STOP).isTrue();
        assertThat(pending.isEmpty()).isEqualTo(done);
    }

    /** What does not wait any more is written or discarded: one block, so all of it or nothing. */
    private void settle() {
        long waiting = spool.writer().nextSequence() - spool.writer().pendingEntries();
        boolean isWritten = spool.counters().entries() > counted;
        counted = spool.counters().entries();
        pending.entrySet().removeIf(entry -> {
            if (entry.getKey() < waiting && isWritten) {
                written.put(entry.getKey(), entry.getValue());
            }
            return entry.getKey() < waiting;
        });
    }

    private SpoolReader reader(String name) throws IOException {
        SpoolReader reader = readers.get(name);
        if (reader == null) {
            String error = files.writeError;
            files.writeError = null;
            reader = spool.openReader(name, SpoolStart.OLDEST);
            files.writeError = error;
            if (positions.containsKey(name)) {
                assertThat(reader.position()).isEqualTo(positions.get(name));
            }
            positions.put(name, reader.position());
            readers.put(name, reader);
        }
        return reader;
    }

    private void readSome(SpoolReader reader) throws Exception {
        int items = random.nextInt(6);
        for (int i = 0; i < items && readOne(reader); i++) {
            if (random.nextBoolean() && files.writeError == null) {
                reader.commit(reader.position() - 1);
                positions.put(reader.name(), reader.position());
            }
        }
    }

    private void readAll(SpoolReader reader) throws Exception {
        while (readOne(reader)) {
            // to the end
        }
        long last = written.isEmpty() ? 0 : written.lastKey();
        assertThat(reader.position()).isGreaterThan(last);
    }

    private boolean readOne(SpoolReader reader) throws Exception {
        SpoolItem item = Entries.next(reader);
        if (item instanceof SpoolBatch batch) {
            batch.rewind();
            while (batch.next()) {
                assertThat(batch.entry().readableBytes()).as("entry %d", batch.sequence())
                        .isEqualTo(written.get(batch.sequence()));
            }
        } else if (item instanceof SpoolGap gap) {
            List<Long> lost = new ArrayList<>(written.subMap(gap.firstSequence(), true, gap.lastSequence(), true)
                    .keySet());
            switch (gap.cause()) {
                case DROPPED_OLDEST -> assertThat(gap.lastSequence()).isLessThan(oldest());
                case DROPPED_NEWEST, NOT_WRITTEN, TORN -> assertThat(lost).as("%s", gap).isEmpty();
                // what was dropped while the disk failed could not be written down for the next process
                case MISSING -> assertThat(gap.lastSequence()).isLessThan(oldest());
                default -> throw new AssertionError("nobody damages it: " + gap);
            }
        }
        return item != null;
    }

    private long oldest() throws IOException {
        return SpoolDirectory.open(parent.resolve("spool")).segments().stream()
                .mapToLong(SpoolSegmentFile::firstSequence).min().orElse(Long.MAX_VALUE);
    }

    private void closeReader() throws IOException {
        List<String> open = new ArrayList<>(readers.keySet());
        if (!open.isEmpty()) {
            readers.remove(open.get(random.nextInt(open.size()))).close();
        }
    }

    private void reopen() throws Exception {
        files.writeError = null;
        spool.close();
        settle();
        pending.clear();
        open();
        assertThat(spool.recovery().tornBytes()).isZero();
        assertThat(spool.recovery().tornEntries()).isZero();
    }

    /** Closes without writing, as a kill would; the end of the last segment is half a header. */
    private void kill() throws Exception {
        files.writeError = "killed";
        spool.close();
        pending.clear();
        files.writeError = null;
        List<Path> segments = Entries.segments(parent.resolve("spool"));
        if (!segments.isEmpty()) {
            Files.write(segments.get(segments.size() - 1), new byte[random.nextInt(200)], StandardOpenOption.APPEND);
        }
        open();
    }
}
