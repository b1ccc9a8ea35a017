package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Reports the beginning and the end of a trouble with the disk, once each. Thread-safe. */
final class SpoolTrouble {
    private final Path directory;
    private final Consumer<String> notices;
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean full = new AtomicBoolean();
    private final AtomicBoolean syncing = new AtomicBoolean();

    SpoolTrouble(Path directory, Consumer<String> notices) {
        this.directory = directory;
        this.notices = notices;
    }

    private static String consequence(WhenFull policy) {
        return policy == WhenFull.STOP ? "; new entries wait until there is space" : "; new entries are discarded";
    }

    void writeFailed(IOException e, WhenFull policy) {
        if (!writing.getAndSet(true)) {
            notices.accept("the spool " + directory + " cannot be written: " + e.getMessage() + consequence(policy));
        }
    }

    void isFull(long size, WhenFull policy) {
        if (!full.getAndSet(true)) {
            notices.accept("the spool " + directory + " has reached its bound of " + size + " bytes, and no segment can"
                    + " be deleted" + consequence(policy));
        }
    }

    void writeSucceeded() {
        if (writing.get() && writing.getAndSet(false) || full.get() && full.getAndSet(false)) {
            full.set(false);
            notices.accept("the spool " + directory + " is written again");
        }
    }

    void syncFailed(IOException e) {
        if (!syncing.getAndSet(true)) {
            notices.accept("the spool " + directory + " cannot be forced to the disk: " + e.getMessage()
                    + "; a failure of the machine would lose entries");
        }
    }

    void syncSucceeded() {
        if (syncing.get() && syncing.getAndSet(false)) {
            notices.accept("the spool " + directory + " is forced to the disk again");
        }
    }

    void say(String notice) {
        notices.accept("the spool " + directory + ": " + notice);
    }
}
