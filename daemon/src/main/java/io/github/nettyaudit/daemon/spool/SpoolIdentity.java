package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.function.Consumer;

/** What a spool knows of itself: its id, and what was deleted because of the bound. Neither is needed to read it. */
final class SpoolIdentity {
    static final String ID_NAME = "id" + PositionFile.SUFFIX;
    static final String DROPPED_NAME = "dropped" + PositionFile.SUFFIX;

    private SpoolIdentity() {
    }

    /** Returns the id; 0 if it is not known. */
    static long id(Path directory) {
        return readOrZero(directory.resolve(ID_NAME));
    }

    /** Returns the sequence before which everything was deleted; 0 if that is not known. */
    static long droppedBefore(Path directory) {
        return readOrZero(directory.resolve(DROPPED_NAME));
    }

    private static long readOrZero(Path file) {
        try {
            return PositionFile.read(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Returns the id; makes one if it is not known. */
    static long idOrNew(Path directory, FileOperations files, Consumer<String> notices) throws IOException {
        long id = id(directory);
        if (id == 0) {
            id = idOfNewest(SpoolRecoveryScan.list(directory).descendingMap().values());
            write(directory.resolve(ID_NAME), id, files, notices);
        }
        return id;
    }

    /** If the file is lost, the blocks have the id; otherwise a new one is made. */
    private static long idOfNewest(Iterable<Segment> newestFirst) throws IOException {
        for (Segment segment : newestFirst) {
            try (BlockCursor cursor = new BlockCursor(segment, 0)) {
                if (cursor.look(segment.length()) == BlockCursor.Step.BLOCK) {
                    return SpoolBlockDescriptor.spoolId(cursor.header());
                }
            }
        }
        return 1 + (new SecureRandom().nextLong() & PositionFile.LARGEST - 1);
    }

    static void droppedBefore(Path directory, long sequence, FileOperations files, Consumer<String> notices) {
        write(directory.resolve(DROPPED_NAME), sequence, files, notices);
    }

    private static void write(Path file, long value, FileOperations files, Consumer<String> notices) {
        try {
            PositionFile.write(file, value, false, files);
        } catch (IOException e) {
            notices.accept(file + " cannot be written: " + e.getMessage());
        }
    }
}
