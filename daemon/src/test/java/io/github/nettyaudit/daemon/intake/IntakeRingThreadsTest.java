package io.github.nettyaudit.daemon.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeRingThreadsTest {
    private static final int ENTRIES = 1_000_000;

    @TempDir
    private Path directory;

    /** The producer is held by the reader, and the reader by the producer, many times; each entry is read once. */
    @Test
    void handsOverAMillionEntriesInOrder() throws Exception {
        try (IntakeRing ring = Rings.open(directory); RingReader reader = Rings.reader(ring)) {
            FutureTask<Void> producing = new FutureTask<>(() -> produce(ring), null);
            Thread thread = new Thread(producing, "producer");
            ring.onSpace(() -> LockSupport.unpark(thread));
            thread.start();
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < ENTRIES; i++) {
                while (!reader.next()) {
                    ring.release(reader.position());
                    ring.sleep(reader.position(), 1_000_000_000);
                }
                check(reader, i, random);
                if (random.nextInt(50) == 0) {
                    ring.release(reader.position());
                }
            }
            producing.get();
            assertThat(reader.next()).isFalse();
        }
    }

    private static void check(RingReader reader, int number, SplittableRandom random) {
        ByteBuf content = reader.content();
        int length = length(number);
        if (content.readableBytes() != length || reader.type() != (number & 0xffff)
                || length >= 4 && content.getInt(length - 4) != number) {
            throw new AssertionError("entry " + number + " is " + content + " of type " + reader.type());
        }
        content.release();
    }

    private static int length(int number) {
        int mixed = number * 0x9e3779b9 >>> 8;
        return mixed % 997 == 0 ? mixed % 16_000 : mixed % 300;
    }

    private static void produce(IntakeRing ring) {
        ByteBuf content = Unpooled.buffer(16_384);
        for (int number = 0; number < ENTRIES; number++) {
            int length = length(number);
            content.setIndex(0, length);
            if (length >= 4) {
                content.setInt(length - 4, number);
            }
            while (!ring.producer().add(EntryDescriptor.RECORD, number, 1, content)) {
                ring.producer().flush();
                if (ring.wantSpace()) {
                    LockSupport.parkNanos(1_000_000_000);
                }
            }
            if (number % 10 == 0) {
                ring.producer().flush();
            }
        }
        ring.producer().flush();
    }
}
