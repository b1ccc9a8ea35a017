package io.github.nettyaudit.daemon.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million entries, and ten readers of different speeds: each gets every entry once, or exactly one gap. */
class SpoolManyReadersTest {
    private static final int ENTRIES = 1_000_000;
    private static final int READERS = 10;
    private static final int WORDS = 6;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path parent;

    private record Result(long entries, long missing, int gaps) {
    }

    private SpoolOptionsBuilder options() {
        return SpoolOptions.builder(parent.resolve("spool")).segmentSize(1 << 20).notices(notice -> { });
    }

    private static void write(Spool spool) {
        ByteBuf entry = Unpooled.buffer();
        for (long sequence = 1; sequence <= ENTRIES; sequence++) {
            entry.clear();
            for (int i = 0; i < WORDS; i++) {
                entry.writeLong(sequence * (i + 1));
            }
            assertThat(spool.writer().add(entry)).isTrue();
            if (sequence % 997 == 0) {
                spool.writer().flush();
            }
        }
        spool.writer().flush();
    }

    /** The higher the number, the slower: it rests after every so many batches. */
    private static Callable<Result> reading(SpoolReader reader, int slowness) {
        return () -> {
            long entries = 0;
            long missing = 0;
            int gaps = 0;
            int batches = 0;
            while (reader.position() <= ENTRIES) {
                long position = reader.position();
                SpoolItem item = reader.read(MINUTE);
                assertThat(item).isNotNull();
                assertThat(item.firstSequence()).isEqualTo(position);
                if (item instanceof SpoolGap gap) {
                    missing += gap.entries();
                    gaps++;
                } else {
                    entries += check((SpoolBatch) item);
                }
                if (slowness > 0 && ++batches % (20 - slowness) == 0) {
                    TimeUnit.MICROSECONDS.sleep(500);
                }
                if (reader.name() != null && batches % 50 == 0) {
                    reader.commit(item.lastSequence());
                }
            }
            return new Result(entries, missing, gaps);
        };
    }

    private static long check(SpoolBatch batch) {
        long sequence = batch.firstSequence();
        while (batch.next()) {
            ByteBuf entry = batch.entry();
            int at = entry.readerIndex();
            for (int i = 0; i < WORDS; i++) {
                if (entry.readableBytes() != WORDS * Long.BYTES || batch.sequence() != sequence
                        || entry.getLong(at + i * Long.BYTES) != sequence * (i + 1)) {
                    throw new AssertionError("entry " + sequence + " is " + entry);
                }
            }
            sequence++;
        }
        return sequence - batch.firstSequence();
    }

    private static List<Result> run(Spool spool) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<Result>> running = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                SpoolReader reader = i % 2 == 0 ? spool.openReader("sink-" + i, SpoolStart.OLDEST)
                        : spool.openReader(SpoolStart.OLDEST);
                running.add(threads.submit(reading(reader, i)));
            }
            write(spool);
            List<Result> results = new ArrayList<>();
            for (Future<Result> result : running) {
                results.add(result.get(2, TimeUnit.MINUTES));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void everyReaderGetsEveryEntry() throws Exception {
        try (Spool spool = Spool.open(options().build())) {
            assertThat(run(spool)).hasSize(READERS).allMatch(new Result(ENTRIES, 0, 0)::equals);
            assertThat(spool.counters().entries()).isEqualTo(ENTRIES);
        }
    }

    @Test
    void whatTheBoundCostsIsToldExactly() throws Exception {
        try (Spool spool = Spool.open(options().size(4 << 20).compression(SpoolCompression.NONE).build())) {
            List<Result> results = run(spool);
            assertThat(results).hasSize(READERS)
                    .allSatisfy(result -> assertThat(result.entries() + result.missing()).isEqualTo(ENTRIES));
            assertThat(spool.counters().droppedSegments()).isGreaterThan(50);
            System.out.println("SpoolManyReadersTest: " + results);
        }
    }
}
