package io.github.nettyaudit.server;

import io.github.nettyaudit.daemon.spool.SpoolDirectory;
import io.github.nettyaudit.daemon.spool.SpoolSegmentFile;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Marks the directories that have events of the demo. They are made up, and have no host; a run with another source would
 * send them as events of this host. So neither reads what the other has left.
 */
final class DemoMark {
    static final String NAME = "made-up-events";
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final boolean isDemo;
    private final @Nullable Path spool;
    private final Path intake;

    /**
     * @param isDemo whether the source of the run is the demo
     * @param spool  the directory of the spool; {@code null} without one
     * @param intake the directory of the intake ring
     */
    DemoMark(boolean isDemo, @Nullable Path spool, Path intake) {
        this.isDemo = isDemo;
        this.spool = spool;
        this.intake = intake;
    }

    /**
     * Looks, before anything is opened.
     *
     * @throws ServerException if the directories have events of the other kind of source
     */
    void check() throws ServerException {
        try {
            if (!isDemo) {
                checkForMadeUpEvents();
            } else if (spool != null && hasEvents(spool) && !Files.exists(spool.resolve(NAME))) {
                throw new ServerException(ExitCode.USAGE, "spool.directory: " + spool + " has events that are not made up: with"
                        + " source: demo name another directory");
            }
        } catch (IOException e) {
            throw new ServerException(ExitCode.INPUT_OUTPUT, "spool.directory: " + e.getMessage(), e);
        }
    }

    private void checkForMadeUpEvents() throws ServerException, IOException {
        List<String> marked = new ArrayList<>();
        if (spool != null && Files.exists(spool.resolve(NAME))) {
            if (hasEvents(spool)) {
                marked.add(spool.toString());
            } else {
                Files.delete(spool.resolve(NAME));
            }
        }
        if (Files.exists(intake.resolve(NAME))) {
            marked.add(intake.toString());
        }
        if (!marked.isEmpty()) {
            throw new ServerException(ExitCode.USAGE, String.join(" and ", marked) + (marked.size() == 1 ? " has" : " have")
                    + " made-up events of source: demo, which would be sent as events of this host. Delete them: rm -r "
                    + String.join(" ", marked));
        }
    }

    private static boolean hasEvents(Path spool) throws IOException {
        if (!Files.isDirectory(spool)) {
            return false;
        }
        for (SpoolSegmentFile segment : SpoolDirectory.open(spool).segments()) {
            if (segment.length() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Marks the directories, which are there, before the first event. */
    void set() throws ServerException {
        if (isDemo) {
            mark(intake);
            if (spool != null) {
                mark(spool);
            }
        }
    }

    private static void mark(Path directory) throws ServerException {
        try {
            Files.createFile(directory.resolve(NAME), OWNER_ONLY);
        } catch (FileAlreadyExistsException e) {
            // of an earlier run
        } catch (IOException e) {
            throw new ServerException(ExitCode.INPUT_OUTPUT, directory + " cannot be marked as one of made-up events: "
                    + e.getMessage(), e);
        }
    }

    /** All events of the ring were stored. */
    void intakeIsEmpty() {
        try {
            if (isDemo) {
                Files.deleteIfExists(intake.resolve(NAME));
            }
        } catch (IOException e) {
            // the next start with another source says what to do
        }
    }
}
