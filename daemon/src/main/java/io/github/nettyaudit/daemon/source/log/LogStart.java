package io.github.nettyaudit.daemon.source.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Where to begin to read a log: in the file that was read last, at the first start in the oldest or in the newest. */
final class LogStart {
    private static final int MOST_TRIES = 100;
    private static final int BLOCK = 64 << 10;

    private final Path log;
    private final LogPositions positions;
    /** The files, oldest first; the last one is the log itself, if there is one. */
    private List<LogContent> files = new ArrayList<>();
    private @Nullable LogFileRecord first;
    private long offset;
    private boolean isMissing;

    private LogStart(Path log, LogPositions positions) {
        this.log = log;
        this.positions = positions;
    }

    /**
     * Finds the place.
     *
     * @param log       the log
     * @param positions what is known of its files
     * @param places    up to where files were read, beyond what is stored
     * @param oldest    whether the first start is at the oldest file
     * @throws IOException if a file cannot be opened
     */
    static LogStart find(Path log, LogPositions positions, Map<Long, Long> places, boolean oldest) throws IOException {
        LogStart start = new LogStart(log, positions);
        try {
            start.openAll();
            start.choose(places, oldest);
            return start;
        } catch (IOException e) {
            start.closeAll();
            throw e;
        }
    }

    private void openAll() throws IOException {
        for (int i = 0; i < MOST_TRIES; i++) {
            LogContent current = Rotations.open(log);
            boolean isRotated = false;
            for (Path file : Rotations.of(log)) {
                LogContent opened = Rotations.open(file);
                if (opened != null) {
                    files.add(opened);
                    isRotated |= current != null && opened.key().equals(current.key());
                }
            }
            BasicFileAttributes now = Rotations.attributes(log);
            isRotated |= current == null ? now != null : now == null || !now.fileKey().equals(current.key());
            if (current != null) {
                files.add(current);
            }
            if (!isRotated) {
                return;
            }
            closeAll();
        }
        throw new IOException(log + " is rotated faster than it can be opened");
    }

    private void choose(Map<Long, Long> places, boolean oldest) throws IOException {
        List<LogFileRecord> known = positions.of(log.toString());
        for (int i = known.size() - 1; i >= 0 && first == null; i--) {
            LogFileRecord last = known.get(i);
            offset = Math.max(last.stored(), places.getOrDefault(last.number(), -1L));
            first = offset >= 0 ? last : null;
        }
        if (first != null) {
            goOn(first, known);
            return;
        }
        offset = 0; // of the files that are known nothing was stored
        if (!oldest && !files.isEmpty()) {
            startAtEnd();
        }
    }

    private void goOn(LogFileRecord last, List<LogFileRecord> known) throws IOException {
        int found = -1;
        for (int i = files.size() - 1; i >= 0; i--) {
            LogContent file = files.get(i);
            if (last.is(file, offset) && (found < 0 || file.key().toString().equals(last.key()))) {
                found = i;
            }
        }
        if (found >= 0) {
            closeBefore(found);
            return;
        }
        isMissing = true;
        first = null;
        offset = 0;
        List<LogContent> unread = new ArrayList<>();
        for (LogContent file : files) {
            if (isKnown(file, known)) {
                file.close();
            } else {
                unread.add(file);
            }
        }
        files = unread;
    }

    private static boolean isKnown(LogContent file, List<LogFileRecord> known) throws IOException {
        for (LogFileRecord read : known) {
            if (read.headLength() > 0 && read.is(file, 0)) {
                return true;
            }
        }
        return false;
    }

    /** The log is begun with the next line that is written. */
    private void startAtEnd() throws IOException {
        closeBefore(files.size() - 1);
        LogContent file = files.get(0);
        byte[] head = new byte[LogFileRecord.LONGEST_HEAD];
        int headLength = Math.max(0, file.read(ByteBuffer.wrap(head), 0));
        for (int i = 0; i < headLength; i++) {
            headLength = head[i] == '\n' ? i + 1 : headLength;
        }
        offset = lastLineEnd(file);
        headLength = (int) Math.min(headLength, offset);
        first = new LogFileRecord(ThreadLocalRandom.current().nextLong(), log.toString(), file.key().toString(),
                headLength, LogFileRecord.checksum(head, headLength), offset);
        positions.add(first);
    }

    private static long lastLineEnd(LogContent file) throws IOException {
        long end = file.channel().size();
        byte[] block = new byte[BLOCK];
        while (end > 0) {
            long from = Math.max(0, end - BLOCK);
            int length = file.read(ByteBuffer.wrap(block, 0, (int) (end - from)), from);
            for (int i = length - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    return from + i + 1;
                }
            }
            end = from;
        }
        return 0;
    }

    private void closeBefore(int index) throws IOException {
        for (LogContent file : files.subList(0, index)) {
            file.close();
        }
        files = new ArrayList<>(files.subList(index, files.size()));
    }

    void closeAll() throws IOException {
        for (LogContent file : files) {
            file.close();
        }
        files.clear();
    }

    /** The files from there on, to be read. */
    FollowedFile open() throws IOException {
        List<FollowedFile.Part> parts = new ArrayList<>();
        for (LogContent file : files) {
            parts.add(new FollowedFile.Part(file, parts.isEmpty() ? offset : 0, false));
        }
        return new FollowedFile(log, parts);
    }

    /** The first of these files; {@code null} if it is read for the first time. */
    @Nullable LogFileRecord first() {
        return first;
    }

    /** Where to begin in it. */
    long offset() {
        return offset;
    }

    /** Whether the file that was read last cannot be found any more, so that its rest is lost. */
    boolean isMissing() {
        return isMissing;
    }
}
