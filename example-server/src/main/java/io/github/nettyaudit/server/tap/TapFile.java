package io.github.nettyaudit.server.tap;

import io.github.nettyaudit.codec.pcapng.PcapngInterface;
import io.github.nettyaudit.codec.pcapng.PcapngWriter;
import io.github.nettyaudit.server.io.PrivateFile;
import io.github.nettyaudit.server.io.WriterQueue;
import io.github.nettyaudit.server.log.OperatorLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The pcapng file that all netlink traffic is copied to. A disk may be slow and the event loops must not wait for it, so
 * the blocks of the file go through a {@link WriterQueue}; datagrams that find it full are missing in the file, and
 * counted. When the file cannot be written any more, it ends there.
 */
public final class TapFile {
    /** Bytes that may wait for the disk; the block that reaches this number is still taken. */
    static final int LIMIT = 4 * 1024 * 1024;

    private final String name;
    private final WritableByteChannel output;
    private final OperatorLog operator;
    private final AtomicLong missing = new AtomicLong();
    private final WriterQueue<byte[]> queue = new WriterQueue<>("audit-tap", LIMIT, new Blocks());
    private final PcapngWriter writer;
    private volatile @Nullable IOException failure;

    /**
     * Creates the file.
     *
     * @param file     the file, which only its owner can read
     * @param replace  whether a file of this name is replaced
     * @param operator hears of a failure
     * @throws IOException if the file cannot be created; the message is for the operator
     */
    public TapFile(Path file, boolean replace, OperatorLog operator) throws IOException {
        this(file.toString(), PrivateFile.create(file, replace), operator);
    }

    TapFile(String name, WritableByteChannel output, OperatorLog operator) throws IOException {
        this.name = name;
        this.output = output;
        this.operator = operator;
        queue.start();
        writer = new PcapngWriter(new QueueStream());
    }

    /**
     * Returns the writer for the taps of all channels.
     *
     * @return the writer; it never blocks and never fails
     */
    public PcapngWriter writer() {
        return writer;
    }

    /**
     * Describes a channel to the file, in such a way that Wireshark dissects the records: with correct lengths, and as
     * audit traffic also if it comes from a scripted kernel.
     *
     * @param channel {@code data} or {@code control}
     * @return the description
     */
    public PcapngInterface describe(String channel) {
        return PcapngInterface.AUDIT.withName(channel).withCorrectRecordLength(true);
    }

    /**
     * Returns the number of datagrams that are missing in the file.
     *
     * @return a number of datagrams
     */
    public long missing() {
        return missing.get();
    }

    /**
     * Returns why the file ends early.
     *
     * @return the failure; {@code null} if there was none
     */
    public @Nullable IOException failure() {
        return failure;
    }

    /**
     * Writes what is left and closes the file.
     *
     * @param patience the longest wait for the disk
     * @return whether everything could be written that was not counted as missing
     * @throws IOException          if the file cannot be closed
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean close(Duration patience) throws IOException, InterruptedException {
        boolean written = queue.close(patience);
        output.close();
        return written && failure == null;
    }

    /** Takes blocks, never blocks, and counts those that are not taken. */
    private final class QueueStream extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (!queue.offer(Arrays.copyOfRange(bytes, offset, offset + length))) {
                missing.incrementAndGet();
            }
        }
    }

    private final class Blocks implements WriterQueue.Target<byte[]> {
        @Override
        public void write(byte[] block) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(block);
            while (bytes.hasRemaining()) {
                output.write(bytes);
            }
        }

        @Override
        public long size(byte[] block) {
            return block.length;
        }

        @Override
        public void dropped(byte[] block) {
            // counted where it is not taken
        }

        @Override
        public void broken(IOException cause) {
            failure = cause;
            operator.warn("the tap " + name + " ends here, because it cannot be written: " + cause.getMessage());
        }
    }
}
