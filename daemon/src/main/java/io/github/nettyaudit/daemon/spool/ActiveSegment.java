package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;

/**
 * The file that blocks are appended to. A write that fails leaves nothing visible: the file is cut again before the next
 * one. An interrupt of the thread closes a {@link FileChannel}; then the file is opened again. Written by one thread;
 * {@link #force()} may be called by another at the same time.
 */
final class ActiveSegment implements AutoCloseable {
    private static final int MOST_ATTEMPTS = 100;

    private final Segment segment;
    private final long id;
    private final FileOperations files;
    private volatile FileChannel channel;
    /** Bytes of a failed write may lie behind the last block. */
    private boolean hasRest;

    ActiveSegment(Segment segment, long id, FileChannel channel, FileOperations files) {
        this.segment = segment;
        this.id = id;
        this.channel = channel;
        this.files = files;
    }

    Segment segment() {
        return segment;
    }

    /** The id in the header of each of its blocks. */
    long id() {
        return id;
    }

    /** Something that an interrupt can break off. */
    private interface Action {
        void run() throws IOException;
    }

    /**
     * Writes a block at the end, without making it visible.
     *
     * @return the new length
     */
    long write(ByteBuffer block) throws IOException {
        uninterrupted(() -> {
            cutRest();
            hasRest = true;
            writeAll(block);
            hasRest = false;
        });
        return segment.length() + block.limit();
    }

    private void writeAll(ByteBuffer block) throws IOException {
        block.position(0);
        try {
            while (block.hasRemaining()) {
                if (files.write(channel, block, segment.length() + block.position()) <= 0) {
                    throw new IOException("nothing was written to " + segment.path());
                }
            }
        } finally {
            block.position(0);
        }
    }

    /** Removes what a failed write has left. */
    void cutRest() throws IOException {
        if (hasRest) {
            files.truncate(channel, segment.length());
            hasRest = false;
        }
    }

    /** Makes what was written durable. */
    void force() throws IOException {
        uninterrupted(() -> files.force(channel));
    }

    private void uninterrupted(Action action) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    action.run();
                    return;
                } catch (ClosedChannelException e) {
                    if (attempt == MOST_ATTEMPTS) {
                        throw e;
                    }
                    interrupted |= Thread.interrupted();
                    reopen();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized void reopen() throws IOException {
        if (!channel.isOpen()) {
            channel = files.open(segment.path());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
