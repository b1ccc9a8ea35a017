package io.github.nettyaudit.daemon.source.log;

import io.netty.util.internal.UnstableApi;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log that grows and is rotated. It is read to its end, and then again and again:
 * <ul>
 * <li>If another file has its name, the log was renamed, as auditd does. The old file is read to its end once more as
 * soon as the new one has content; then follow the files that were rotated in between ({@code audit.log.2} after the
 * old one became {@code audit.log.3}), then the new one.
 * <li>If it is shorter than what was read, or its first or last bytes are no longer those that were read, it was emptied
 * (logrotate's {@code copytruncate}). The rest of its copy is read, if there is one, and then the log from its start.
 * <li>If nothing has its name, the old file is read until something has.
 * </ul>
 * A line without a newline at the end of a file that is left gets one. Internal to the project; not thread-safe.
 */
@UnstableApi
public final class FollowedFile implements Closeable {
    private final Path path;
    private final ArrayDeque<Part> successors = new ArrayDeque<>();
    private final ReadMark mark = new ReadMark();
    private @Nullable LogContent content;
    private long position;
    private byte lastByte = '\n';
    private boolean isNew;
    /** Whether the end was reached since {@link #mark} was compared with the file. */
    private boolean wasAtEnd;
    private @Nullable FileTime modified;
    private int number;
    /** What the last bytes that were read belong to. */
    private int numberRead;
    private long end;
    private @Nullable LogContent contentRead;
    private @Nullable String damage;

    /**
     * A file to be read.
     *
     * @param from      where to begin
     * @param continues whether it continues the text of the file before
     */
    record Part(LogContent content, long from, boolean continues) {
    }

    /**
     * Opens the file, if there is one.
     *
     * @param path the log
     * @throws IOException if it cannot be opened
     */
    public FollowedFile(Path path) throws IOException {
        this.path = path;
        content = Rotations.open(path);
    }

    /** Reads these files, which become this object's, one after another, and then the log as it grows. */
    FollowedFile(Path path, List<Part> parts) throws IOException {
        this.path = path;
        successors.addAll(parts);
        Part first = successors.poll();
        if (first != null) {
            enter(first);
        }
    }

    /**
     * Returns whether there is a file.
     *
     * @return whether one is open
     */
    public boolean isOpen() {
        return content != null;
    }

    /**
     * Returns, once, whether the last bytes that were read are the first of a file.
     *
     * @return whether a file has begun
     */
    public boolean takeBeginning() {
        boolean was = isNew;
        isNew = false;
        return was;
    }

    /** Which file the last bytes that were read are from; 0 for the first one. */
    int number() {
        return numberRead;
    }

    /** Where the last bytes that were read end in their file; a newline that was added is not counted. */
    long end() {
        return end;
    }

    /** Device and inode of the file that the last bytes are from. */
    @Nullable Object key() {
        return contentRead == null ? null : contentRead.key();
    }

    /** Returns, once, what is wrong with a compressed file. */
    @Nullable String takeDamage() {
        String taken = damage;
        damage = null;
        return taken;
    }

    /**
     * Reads what the file has more.
     *
     * @param target receives the bytes
     * @return the number of bytes read; 0 if there is nothing more at the moment
     * @throws IOException if it cannot be read
     */
    public int read(byte[] target) throws IOException {
        LogContent current = content;
        if (current == null) {
            content = Rotations.open(path);
            return content == null ? 0 : readContent(content, target);
        }
        if (wasAtEnd && current.isLonger(position)) {
            wasAtEnd = false;
            if (!mark.isIn(current, position)) {
                return replaced(current, target);
            }
        }
        int length = readContent(current, target);
        wasAtEnd = length <= 0;
        return length > 0 ? length : atEnd(current, target);
    }

    private int readContent(LogContent from, byte[] target) throws IOException {
        int length = from.read(ByteBuffer.wrap(target), position);
        if (length <= 0) {
            return 0;
        }
        isNew |= position == 0;
        mark.add(target, length, position);
        position += length;
        lastByte = target[length - 1];
        numberRead = number;
        end = position;
        contentRead = from;
        return length;
    }

    private int atEnd(LogContent current, byte[] target) throws IOException {
        damage = current.damage() == null ? damage : current.damage();
        if (!successors.isEmpty()) {
            return begin(successors.remove(), target);
        }
        BasicFileAttributes now = Rotations.attributes(path);
        if (now == null) {
            return 0;
        }
        if (now.fileKey().equals(current.key())) {
            return isEmptied(current, now) ? replaced(current, target) : 0;
        }
        // the writer may use the old file until it has opened the new one
        if (now.size() == 0) {
            return 0;
        }
        int length = readContent(current, target);
        return length > 0 ? length : replaced(current, target);
    }

    /** Whether it is shorter, or has been written to and has other content of the same length. */
    private boolean isEmptied(LogContent current, BasicFileAttributes now) throws IOException {
        boolean isWritten = !now.lastModifiedTime().equals(modified);
        modified = now.lastModifiedTime();
        return now.size() < position || isWritten && now.size() == position && !mark.isIn(current, position);
    }

    /** Another file has the name, or the file was emptied. */
    private int replaced(LogContent current, byte[] target) throws IOException {
        LogContent newest = Rotations.open(path);
        if (newest == null) {
            return 0;
        }
        try {
            addSuccessors(current, newest);
        } catch (IOException e) {
            newest.close();
            closeSuccessors();
            throw e;
        }
        successors.add(new Part(newest, 0, false));
        return begin(successors.remove(), target);
    }

    /** Adds the rest of a copy of the file that was read, and the files that were rotated after it. */
    private void addSuccessors(LogContent current, LogContent newest) throws IOException {
        List<LogContent> rotated = new ArrayList<>();
        try {
            for (Path file : Rotations.of(path)) {
                LogContent opened = Rotations.open(file);
                if (opened != null) {
                    rotated.add(opened);
                    if (opened.key().equals(newest.key())) { // rotated meanwhile; what is newer is found later
                        rotated.remove(opened);
                        opened.close();
                        break;
                    }
                }
            }
            int read = indexOf(current.key(), rotated);
            if (read < 0) {
                read = indexOfCopy(rotated);
                if (read >= 0) {
                    successors.add(new Part(rotated.get(read), position, true));
                }
            }
            for (int i = read + 1; read >= 0 && i < rotated.size(); i++) {
                successors.add(new Part(rotated.get(i), 0, false));
            }
        } finally {
            rotated.removeIf(opened -> successors.stream().anyMatch(part -> part.content() == opened));
            rotated.forEach(FollowedFile::closeQuietly);
        }
    }

    private static int indexOf(Object key, List<LogContent> rotated) {
        for (int i = 0; i < rotated.size(); i++) {
            if (rotated.get(i).key().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    /** The newest one that has what was read. */
    private int indexOfCopy(List<LogContent> rotated) throws IOException {
        for (int i = rotated.size() - 1; i >= 0 && position > 0; i--) {
            if (mark.isIn(rotated.get(i), position)) {
                return i;
            }
        }
        return -1;
    }

    /** Goes on with a file; ends the last line of the one before. */
    private int begin(Part next, byte[] target) throws IOException {
        enter(next);
        if (lastByte == '\n' || next.continues()) {
            int length = readContent(next.content(), target);
            return length > 0 || successors.isEmpty() ? length : begin(successors.remove(), target);
        }
        // the next file begins with the next call
        lastByte = '\n';
        target[0] = '\n';
        return 1;
    }

    private void enter(Part next) throws IOException {
        LogContent before = content;
        content = next.content();
        position = next.from();
        wasAtEnd = false;
        if (before != null) {
            before.close();
            number += next.continues() ? 0 : 1;
        }
        mark.read(next.content(), next.from());
    }

    private static void closeQuietly(LogContent content) {
        try {
            content.close();
        } catch (IOException e) {
            // it was read only
        }
    }

    private void closeSuccessors() {
        successors.forEach(part -> closeQuietly(part.content()));
        successors.clear();
    }

    @Override
    public void close() throws IOException {
        closeSuccessors();
        if (content != null) {
            content.close();
        }
    }
}
