package io.github.nettyaudit.server.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StandardOutputSinkTest {
    private static final int LIMIT = 256 * 1024;
    private static final int LINE = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicReference<IOException> broken = new AtomicReference<>();

    @Test
    void linesComeOutInOrder() throws Exception {
        Pipe pipe = Pipe.open();
        StandardOutputSink sink = new StandardOutputSink(pipe.sink(), LIMIT, broken::set).start();
        for (int batch = 0; batch < 20; batch++) {
            TestBatches.offer(sink, batch * 10, 10, LINE);
        }
        assertThat(sink.close(PATIENCE)).isTrue();
        pipe.sink().close();
        StreamCheck check = new StreamCheck().readAll(reader(pipe).lines().toList());
        assertThat(check.lines()).isEqualTo(200);
        assertThat(sink.droppedRecords()).isZero();
        assertThat(broken).hasValue(null);
    }

    @Test
    void stuckReaderCostsBoundedMemoryAndLearnsWhatIsMissing() throws Exception {
        Pipe pipe = Pipe.open();
        StandardOutputSink sink = new StandardOutputSink(pipe.sink(), LIMIT, broken::set).start();
        int offered = 0;
        for (; offered < 40_000; offered += 100) { // 4 MB, sixteen times the limit
            TestBatches.offer(sink, offered, 100, LINE);
            assertThat(sink.pendingBytes()).isLessThan(LIMIT + 100 * LINE);
        }
        assertThat(sink.droppedRecords()).isBetween(30_000L, 40_000L);

        BufferedReader reader = reader(pipe);
        StreamCheck check = new StreamCheck();
        while (check.next() < offered) {
            check.read(reader.readLine()); // the drop is told without a further record
        }
        assertThat(check.dropped()).isEqualTo(sink.droppedRecords());

        await().atMost(PATIENCE).until(() -> sink.pendingBytes() == 0);
        TestBatches.offer(sink, offered, 1, LINE);
        check.read(reader.readLine());
        assertThat(check.next()).as("takes lines again").isEqualTo(offered + 1);
        assertThat(sink.close(PATIENCE)).isTrue();
        assertThat(sink.pendingBytes()).isZero();
    }

    @Test
    void slowReaderLosesLongPiecesNotEachOtherLine() throws Exception {
        Pipe pipe = Pipe.open();
        StandardOutputSink sink = new StandardOutputSink(pipe.sink(), LIMIT, broken::set).start();
        BufferedReader reader = reader(pipe);
        StreamCheck check = new StreamCheck();
        int pieces = 0;
        int offered = 0;
        for (int round = 0; round < 1000; round++) { // two lines are offered for each that is read
            TestBatches.offer(sink, offered, 40, LINE);
            offered += 40;
            for (int i = 0; i < 20; i++) {
                long before = check.dropped();
                check.read(reader.readLine());
                pieces += check.dropped() > before ? 1 : 0;
            }
        }
        assertThat(pieces).isBetween(1, 30);
        assertThat(check.dropped()).isPositive();
        drainAndClose(sink, pipe, reader, check);
        assertThat(check.next()).isEqualTo(offered);
        assertThat(check.dropped()).isEqualTo(sink.droppedRecords());
    }

    @Test
    void goneReaderIsToldOnceAndNothingIsKept() throws Exception {
        Pipe pipe = Pipe.open();
        StandardOutputSink sink = new StandardOutputSink(pipe.sink(), LIMIT, broken::set).start();
        pipe.source().close();
        TestBatches.offer(sink, 0, 10, LINE);
        await().atMost(PATIENCE).untilAtomic(broken, org.hamcrest.Matchers.notNullValue());
        assertThat(sink.wantsLines()).isFalse();
        TestBatches.offer(sink, 10, 10, LINE);
        assertThat(sink.pendingBytes()).isZero();
        assertThat(sink.close(PATIENCE)).isTrue();
    }

    @Test
    void closeGivesUpOnAReaderThatIsStuck() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        WritableByteChannel stuck = new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                int length = source.remaining();
                source.position(source.limit());
                return length;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
            }
        };
        StandardOutputSink sink = new StandardOutputSink(stuck, LIMIT, broken::set).start();
        TestBatches.offer(sink, 0, 10, LINE);
        TestBatches.offer(sink, 10, 10, LINE);
        assertThat(sink.close(Duration.ofMillis(50))).isFalse();
        release.countDown();
        await().atMost(PATIENCE).until(() -> sink.pendingBytes() == 0);
    }

    private static void drainAndClose(StandardOutputSink sink, Pipe pipe, BufferedReader reader, StreamCheck check)
            throws Exception {
        Thread closer = new Thread(() -> {
            try {
                sink.close(PATIENCE);
                pipe.sink().close();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        closer.start();
        check.readAll(reader.lines().toList());
        closer.join();
    }

    private static BufferedReader reader(Pipe pipe) {
        return new BufferedReader(Channels.newReader(pipe.source(), StandardCharsets.UTF_8));
    }
}
