package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A spool's disk for tests of other packages: it is full, or its calls do not return, as long as a test wants it. */
public final class FaultyDisk {
    private volatile boolean isFull;
    private volatile CountDownLatch stall = new CountDownLatch(0);
    private final CountDownLatch stalled = new CountDownLatch(1);

    private final FileOperations files = new FileOperations() {
        @Override
        FileChannel create(Path file) throws IOException {
            obey();
            return super.create(file);
        }

        @Override
        int write(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
            obey();
            return super.write(channel, buffer, position);
        }

        @Override
        void force(FileChannel channel) throws IOException {
            obey();
            super.force(channel);
        }

        @Override
        long usableSpace(Path directory) throws IOException {
            return isFull ? 0 : super.usableSpace(directory);
        }
    };

    private void obey() throws IOException {
        CountDownLatch present = stall;
        if (present.getCount() > 0) {
            stalled.countDown();
            boolean interrupted = false;
            while (present.getCount() > 0) { // a stalled disk does not hear an interrupt
                try {
                    present.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (isFull) {
            throw new IOException("No space left on device");
        }
    }

    /** The options of a spool on this disk. */
    public SpoolOptionsBuilder options(Path directory) {
        return SpoolOptions.builder(directory).files(files).notices(notice -> { });
    }

    /** Nothing can be written any more, or again. */
    public void full(boolean newValue) {
        isFull = newValue;
    }

    /** Calls do not return from now on. */
    public void stall() {
        stall = new CountDownLatch(1);
    }

    /** Waits until a call does not return. */
    public void awaitStalled() throws InterruptedException {
        stalled.await();
    }

    /** All calls return. */
    public void resume() {
        stall.countDown();
    }
}
