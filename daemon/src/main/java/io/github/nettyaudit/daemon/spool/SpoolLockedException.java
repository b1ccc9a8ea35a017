package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.file.Path;

/** Another process, or another part of this one, has opened the spool for writing. */
public final class SpoolLockedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The process that uses the spool; -1 if that is not known. */
    private final long pid;

    SpoolLockedException(Path directory, long pid) {
        super("the spool " + directory + " is in use by " + (pid == ProcessHandle.current().pid() ? "this process"
                : pid > 0 ? "process " + pid : "another process") + "; stop it, or choose another directory");
        this.pid = pid;
    }

    /**
     * Returns the process that uses the spool.
     *
     * @return its pid; -1 if that is not known
     */
    public long pid() {
        return pid;
    }
}
