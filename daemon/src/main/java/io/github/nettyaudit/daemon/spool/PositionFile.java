package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file with one sequence. It is replaced as a whole: written under a temporary name, forced to the disk, renamed.
 * <pre>
 *    0                4      5           8                          16                20
 *   +----------------+------+-----------+--------------------------+-----------------+
 *   | magic "NaPo"   | vers.|  0  0  0  | sequence                 | CRC32C of 0-15  |
 *   +----------------+------+-----------+--------------------------+-----------------+
 * </pre>
 */
final class PositionFile {
    static final String SUFFIX = ".pos";
    static final String TEMPORARY_SUFFIX = ".tmp";
    static final int LENGTH = 20;
    /** No spool reaches it; so sums of sequences do not overflow. */
    static final long LARGEST = 1L << 62;

    private static final int MAGIC = 0x4e61506f;
    private static final int VERSION_1 = 1 << 24;
    private static final int VERSION_OFFSET = 4;
    private static final int SEQUENCE_OFFSET = 8;
    private static final int CHECKSUM_OFFSET = 16;

    private PositionFile() {
    }

    /**
     * Reads a file.
     *
     * @throws NoSuchFileException if there is none
     * @throws IOException         if it cannot be read, or is damaged
     */
    static long read(Path file) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(LENGTH + 1);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            while (content.hasRemaining() && channel.read(content) >= 0) {
                // until the end of the file
            }
        }
        content.flip();
        if (content.limit() != LENGTH || content.getInt(0) != MAGIC || content.getInt(VERSION_OFFSET) != VERSION_1
                || content.getInt(CHECKSUM_OFFSET) != new Checksum().of(content, 0, CHECKSUM_OFFSET)) {
            throw new IOException(file + " is damaged");
        }
        long sequence = content.getLong(SEQUENCE_OFFSET);
        if (sequence < 1 || sequence > LARGEST) {
            throw new IOException(file + " names the sequence " + Long.toUnsignedString(sequence));
        }
        return sequence;
    }

    /** Replaces a file; a durable one outlives a failure of the machine. */
    static void write(Path file, long sequence, boolean durable, FileOperations files) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(LENGTH);
        content.putInt(MAGIC).putInt(VERSION_1).putLong(sequence)
                .putInt(new Checksum().of(content, 0, CHECKSUM_OFFSET)).flip();
        Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY_SUFFIX);
        Files.deleteIfExists(temporary);
        try (FileChannel channel = files.create(temporary)) {
            while (content.hasRemaining()) {
                files.write(channel, content, content.position());
            }
            if (durable) {
                files.force(channel);
            }
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (durable) {
            files.forceDirectory(file.toAbsolutePath().getParent());
        }
    }
}
