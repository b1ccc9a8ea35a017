package io.github.nettyaudit.daemon.internal.takeover;

import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.transport.ReceiveFile;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * The files of receive memory in a directory: one of this process, and those of earlier ones that were killed. Only one
 * process at a time uses the directory. Not thread-safe.
 */
public final class ReceiveFiles {
    private static final String NAME = "receive-";

    private final Path directory;
    private final Consumer<String> notices;
    private final Path own;
    private final List<Path> further = new ArrayList<>();
    private final List<Path> found = new ArrayList<>();

    /** @param notices gets sentences for people */
    public ReceiveFiles(Path directory, Consumer<String> notices) {
        this.directory = directory;
        this.notices = notices;
        own = directory.resolve(NAME + ProcessHandle.current().pid() + '-'
                + Long.toHexString(ThreadLocalRandom.current().nextLong()));
    }

    /** The file of this process, which does not exist yet. */
    public Path own() {
        return own;
    }

    /** A further file of this process, which does not exist yet. */
    Path further() {
        Path file = own.resolveSibling(own.getFileName() + "-old" + further.size());
        further.add(file);
        return file;
    }

    /** What earlier processes had received and not delivered; {@link #forget} deletes their files. */
    List<AuditRecordMessage> left() {
        List<AuditRecordMessage> records = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, NAME + '*')) {
            for (Path file : files) {
                found.add(file);
                read(file, records);
            }
        } catch (IOException e) {
            notices.accept(directory + " cannot be read: " + e.getMessage() + ". If an earlier process was killed, the"
                    + " records that it had just received are lost");
        }
        return records;
    }

    private void read(Path file, List<AuditRecordMessage> records) {
        try {
            for (ByteBuf datagram : ReceiveFile.undelivered(file)) {
                AuditRecordMessage record = Datagrams.record(datagram);
                if (record != null) {
                    records.add(record);
                }
            }
        } catch (IOException e) {
            notices.accept(file + " cannot be read: " + e.getMessage() + ". The records that an earlier process had just"
                    + " received are lost");
        }
    }

    /** Deletes the files of earlier processes. */
    void forget() {
        found.forEach(this::delete);
        found.clear();
    }

    /** Deletes the files of this process, which has delivered all that it has received. */
    public void close() {
        delete(own);
        further.forEach(this::delete);
    }

    private void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            notices.accept(file + " cannot be deleted: " + e.getMessage());
        }
    }
}
