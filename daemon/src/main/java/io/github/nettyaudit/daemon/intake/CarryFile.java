package io.github.nettyaudit.daemon.intake;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.daemon.internal.file.TrustedFiles;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * The file {@code NAME.carry} beside a ring: the records so far of events that are open for long. Numbers are
 * big-endian.
 * It is written under another name and renamed.
 * <pre>
 *    0  "NACARRY1"                              (8)
 *    8  id of the ring                          (8)
 *   16  position up to which the records were read (8)
 *   24  number of records                       (4)
 *   28  CRC32C of what follows                  (4)
 *   32  for each record: 1 for a line of a log  (1), type (4), length (4), bytes
 * </pre>
 */
final class CarryFile {
    private static final long MAGIC = 0x4e41_4341_5252_5931L;
    private static final int COUNT_INT = 24;
    private static final int CHECKSUM_INT = 28;
    private static final int HEADER_LENGTH = 32;

    private final Path file;
    private final Path fresh;

    CarryFile(Path ring) {
        file = ring.resolveSibling(ring.getFileName() + ".carry");
        fresh = ring.resolveSibling(ring.getFileName() + ".carry.new");
    }

    /** Replaces the content; without events there is no file. */
    void write(long ring, long position, List<AuditEvent> events) throws IOException {
        if (events.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        ByteBuf content = Unpooled.buffer();
        content.writeLong(MAGIC).writeLong(ring).writeLong(position).writeLong(0);
        int records = 0;
        for (AuditEvent event : events) {
            for (int i = 0; i < event.size(); i++) {
                ByteBuf text = event.content(i);
                content.writeBoolean(event.isLog()).writeInt(event.type(i)).writeInt(text.readableBytes())
                        .writeBytes(text, text.readerIndex(), text.readableBytes());
                records++;
            }
        }
        content.setInt(COUNT_INT, records).setInt(CHECKSUM_INT, checksum(content));
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), RingFile.OWNER_ONLY)) {
            ByteBuffer bytes = content.nioBuffer();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static int checksum(ByteBuf content) {
        CRC32C crc = new CRC32C();
        crc.update(content.array(), content.arrayOffset() + HEADER_LENGTH, content.writerIndex() - HEADER_LENGTH);
        return (int) crc.getValue();
    }

    /**
     * Reads the records.
     *
     * @return the position up to which the records were read; 0 if there is no file, or one of another ring
     * @throws IOException if the file is damaged; no record was given then
     */
    long read(long ring, CarriedEvents.Records records) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return 0;
        }
        TrustedFiles.requireFile(file, Integer.MAX_VALUE);
        ByteBuf content = Unpooled.wrappedBuffer(Files.readAllBytes(file));
        if (content.readableBytes() < HEADER_LENGTH || content.getLong(0) != MAGIC
                || content.getInt(CHECKSUM_INT) != checksum(content)) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
            throw new IOException("it is damaged, and kept as " + file + ".damaged");
        }
        int count = content.getInt(COUNT_INT);
        content.readerIndex(HEADER_LENGTH);
        for (int i = 0; i < count; i++) {
            boolean isLog = content.readBoolean();
            int type = content.readInt();
            records.add(isLog, type, content.readBytes(content.readInt()));
        }
        return content.getLong(Long.BYTES) == ring ? content.getLong(2 * Long.BYTES) : 0;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
