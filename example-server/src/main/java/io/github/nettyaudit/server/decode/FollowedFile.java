package io.github.nettyaudit.server.decode;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A log that grows and is rotated. It is read to its end, and then again and again:
 * <ul>
 * <li>If another file has its name, the log was renamed, as auditd does. The old file is read to its end once more as
 * soon as the new one has content; then follow the files that were rotated in between ({@code audit.log.2} after the
 * old one became {@code audit.log.3}), then the new one.
 * <li>If it is shorter than what was read, or its first or last bytes are no longer those that were read, it was emptied
 * (logrotate's {@code copytruncate}), and is read from its start.
 * <li>If nothing has its name, the old file is read until something has.
 * </ul>
 * A line without a newline at the end of a file that is left gets one.
 */
final class FollowedFile implements Closeable {
    private final Path path;
    private final ArrayDeque<FileChannel> successors = new ArrayDeque<>();
    private @Nullable FileChannel channel;
    private @Nullable Object key;
    private long position;
    private byte lastByte = '\n';
    private boolean isNew;
    private final ReadMark mark = new ReadMark();
    /** Whether the end was reached since {@link #mark} was compared with the file. */
    private boolean wasAtEnd;

    /**
     * Opens the file, if there is one.
     *
     * @throws IOException if it cannot be opened
     */
    FollowedFile(Path path) throws IOException {
        this.path = path;
        open();
    }

    /** Whether there is a file. */
    boolean isOpen() {
        return channel != null;
    }

    /** Whether the last bytes that were read are the first of a file. */
    boolean takeBeginning() {
        boolean was = isNew;
        isNew = false;
        return was;
    }

    /**
     * Reads what the file has more.
     *
     * @return the number of bytes read; 0 if there is nothing more at the moment
     */
    int read(byte[] target) throws IOException {
        FileChannel current = channel;
        if (current == null) {
            open();
            return channel == null ? 0 : readChannel(channel, target);
        }
        if (wasAtEnd && current.size() > position) {
            wasAtEnd = false;
            if (!mark.isIn(current, position)) {
                return begin(current, target);
            }
        }
        int length = readChannel(current, target);
        wasAtEnd = length <= 0;
        return length > 0 ? length : atEnd(current, target);
    }

    private int readChannel(FileChannel from, byte[] target) throws IOException {
        int length = from.read(ByteBuffer.wrap(target), position);
        if (length <= 0) {
            return 0;
        }
        isNew |= position == 0;
        mark.add(target, length, position);
        position += length;
        lastByte = target[length - 1];
        return length;
    }

    private int atEnd(FileChannel current, byte[] target) throws IOException {
        if (!successors.isEmpty()) {
            return begin(successors.remove(), target);
        }
        BasicFileAttributes now = attributes();
        if (now == null) {
            return 0;
        }
        if (now.fileKey().equals(key)) {
            return now.size() < position ? begin(current, target) : 0;
        }
        // the writer may use the old file until it has opened the new one
        if (now.size() == 0) {
            return 0;
        }
        int length = readChannel(current, target);
        if (length > 0) {
            return length;
        }
        Object old = key;
        channel = null;
        open();
        if (channel == null) {
            channel = current;
            return 0;
        }
        addSuccessors(old);
        FileChannel next = successors.remove();
        channel = current;
        return begin(next, target);
    }

    /** Goes on with a file from its start; ends the last line of the one before. */
    private int begin(FileChannel next, byte[] target) throws IOException {
        if (channel != null && channel != next) {
            channel.close();
        }
        channel = next;
        position = 0;
        if (lastByte == '\n') {
            int length = readChannel(next, target);
            return length > 0 || successors.isEmpty() ? length : begin(successors.remove(), target);
        }
        // the next file begins with the next call
        lastByte = '\n';
        target[0] = '\n';
        return 1;
    }

    /** Opens the file that has the name now, so that its key is known for certain. */
    private void open() throws IOException {
        while (true) {
            BasicFileAttributes before = attributes();
            if (before == null) {
                return;
            }
            FileChannel opened;
            try {
                opened = FileChannel.open(path);
            } catch (NoSuchFileException e) {
                return;
            }
            BasicFileAttributes after = attributes();
            if (after != null && after.fileKey().equals(before.fileKey())) {
                channel = opened;
                key = after.fileKey();
                position = 0;
                return;
            }
            opened.close();
        }
    }

    private @Nullable BasicFileAttributes attributes() throws IOException {
        return attributes(path);
    }

    private static @Nullable BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Puts the files that were rotated after the old one before the new one, which is open. */
    private void addSuccessors(@Nullable Object old) throws IOException {
        FileChannel newest = channel;
        Map<Integer, Path> rotated = new TreeMap<>();
        int oldNumber = 0;
        Path folder = path.toAbsolutePath().getParent();
        String prefix = path.getFileName() + ".";
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.startsWith(prefix) && name.substring(prefix.length()).matches("\\d{1,9}")) {
                    int number = Integer.parseInt(name.substring(prefix.length()));
                    BasicFileAttributes attributes = attributes(entry);
                    if (attributes != null) {
                        rotated.put(number, entry);
                        oldNumber = attributes.fileKey().equals(old) ? number : oldNumber;
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        for (int number = oldNumber - 1; number > 0; number--) {
            Path file = rotated.get(number);
            if (file != null) {
                successors.add(FileChannel.open(file));
            }
        }
        if (newest != null) {
            successors.add(newest);
        }
    }

    @Override
    public void close() throws IOException {
        for (FileChannel successor : successors) {
            successor.close();
        }
        if (channel != null) {
            channel.close();
        }
    }
}
