package io.github.nettyaudit.server.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether standard error is a stream to journald, which takes the priority of a line from its beginning ({@code <4>}), see
 * sd-daemon(3). systemd says in {@code JOURNAL_STREAM} which device and inode that stream has (systemd.exec(5)): the
 * variable is inherited also by processes whose standard error is something else.
 */
public final class JournalStream {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private JournalStream() {
    }

    /**
     * Returns whether journald reads the standard error of this process.
     *
     * @return whether it does
     */
    public static boolean isStandardError() {
        return is(System.getenv("JOURNAL_STREAM"), STANDARD_ERROR);
    }

    /** @param variable the device and the inode, with a colon between them; {@code null} if not set */
    static boolean is(@Nullable String variable, Path stream) {
        if (variable == null) {
            return false;
        }
        try {
            return variable.equals(Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
