package io.github.nettyaudit.server.decode;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream that a thread of its own reads, so that its reader notices when no more comes: while
 * {@link #read(byte[], int, int)} waits, it calls the {@link InputPause}. A read returns as soon as there is anything.
 */
final class PausingInput extends InputStream {
    private static final int CHUNK = 64 << 10;
    private static final int CHUNKS = 8;

    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(CHUNKS);
    private final InputPause pause;
    private Piece piece = new Piece(new byte[0], false, null);
    private int position;
    private volatile boolean isStopped;

    /** Bytes that were read, and whether the stream has ended after them, or why it cannot be read any further. */
    private record Piece(byte[] bytes, boolean isLast, @Nullable IOException failure) {
    }

    /**
     * Starts to read.
     *
     * @param input is read by the thread until its end, and not closed
     */
    PausingInput(InputStream input, InputPause pause) {
        this.pause = pause;
        Thread thread = new Thread(() -> pump(input), "decode-input");
        thread.setDaemon(true);
        thread.start();
    }

    private void pump(InputStream input) {
        byte[] chunk = new byte[CHUNK];
        try {
            Piece next;
            do {
                next = readPiece(input, chunk);
                pieces.put(next);
            } while (!next.isLast());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Piece readPiece(InputStream input, byte[] chunk) {
        try {
            int length = input.read(chunk);
            return new Piece(Arrays.copyOf(chunk, Math.max(length, 0)), length < 0, null);
        } catch (IOException e) {
            return new Piece(new byte[0], true, e);
        }
    }

    /** Ends the stream for its reader; may be called by any thread. */
    void stop() {
        isStopped = true;
    }

    private Piece next() throws IOException {
        Piece next = pieces.poll();
        if (next != null) {
            return next;
        }
        pause.began();
        try {
            while (true) {
                next = pieces.poll(InputPause.INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    return next;
                }
                if (isStopped) {
                    return new Piece(new byte[0], true, null);
                }
                pause.goesOn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int start, int length) throws IOException {
        while (position == piece.bytes().length) {
            if (piece.failure() != null) {
                throw piece.failure();
            }
            if (piece.isLast()) {
                return -1;
            }
            piece = next();
            position = 0;
        }
        int count = Math.min(length, piece.bytes().length - position);
        System.arraycopy(piece.bytes(), position, target, start, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return piece.bytes().length - position;
    }
}
