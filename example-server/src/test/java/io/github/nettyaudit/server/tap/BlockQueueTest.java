package io.github.nettyaudit.server.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BlockQueueTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicReference<IOException> broken = new AtomicReference<>();

    @Test
    void blocksComeOutWholeAndInOrder() throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        BlockQueue queue = new BlockQueue(file, broken::set);
        byte[] block = new byte[8];
        for (byte i = 0; i < 100; i++) {
            block[2] = i;
            queue.write(block, 2, 1); // and the array is used again at once
        }
        queue.close(PATIENCE);
        assertThat(file.toByteArray()).hasSize(100);
        for (int i = 0; i < 100; i++) {
            assertThat(file.toByteArray()[i]).isEqualTo((byte) i);
        }
        assertThat(queue.dropped()).isZero();
    }

    @Test
    void slowDiskCostsBlocksAndNotTime() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        long[] written = {0};
        OutputStream disk = new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                try {
                    slow.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                written[0] += length;
            }
        };
        BlockQueue queue = new BlockQueue(disk, broken::set);
        byte[] block = new byte[1024 * 1024];
        for (int i = 0; i < 20; i++) {
            queue.write(block, 0, block.length);
        }
        assertThat(queue.dropped()).isBetween(15L, 16L); // one is with the disk, if it was quick to take it
        slow.countDown();
        queue.close(PATIENCE);
        assertThat(written[0]).isEqualTo((20 - queue.dropped()) * block.length);
    }

    @Test
    void fullDiskIsToldOnce() throws Exception {
        OutputStream disk = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        BlockQueue queue = new BlockQueue(disk, broken::set);
        queue.write(new byte[10], 0, 10);
        queue.close(PATIENCE);
        assertThat(broken.get()).hasMessage("No space left on device");
        queue.write(new byte[10], 0, 10);
        assertThat(queue.dropped()).isOne();
    }
}
