package io.github.nettyaudit.server.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the kernel thread {@code kauditd}, which passes records from the kernel's queue to the audit daemon, through
 * {@code /proc} (proc(5)). Not thread-safe.
 */
final class KauditdState {
    /** What the thread is doing. */
    enum Activity {
        /** It sleeps because its queue is empty. */
        IDLE,
        /** It sleeps, but {@code /proc} does not say where: its queue is empty, or a reader's socket is full. */
        ASLEEP,
        /** It is passing records on, or waits for room in a reader's socket. */
        BUSY,
        /** It cannot be seen (another pid namespace, {@code hidepid}). */
        UNKNOWN
    }

    private static final String NAME = "kauditd";
    /** The function of {@code kernel/audit.c} in which the thread waits for records. */
    private static final String IDLE_WAIT = "kauditd_thread";

    private final @Nullable Path thread;

    /**
     * Looks for the thread, which may mean to look at every process: not for an event loop. The thread lives as long as
     * the kernel, so that is done once.
     *
     * @param proc {@code /proc}, or what a test puts in its place
     */
    KauditdState(Path proc) {
        thread = find(proc);
    }

    /** Reads two small files of {@code /proc}. */
    Activity read() {
        Path found = thread;
        if (found == null) {
            return Activity.UNKNOWN;
        }
        try {
            String stat = text(found.resolve("stat"));
            int name = stat.lastIndexOf(')');
            if (name < 0 || stat.length() < name + 3) {
                return Activity.UNKNOWN;
            }
            char state = stat.charAt(name + 2);
            if (state != 'S' && state != 'I') {
                return Activity.BUSY;
            }
            return wait(found);
        } catch (IOException e) {
            return Activity.UNKNOWN;
        }
    }

    private static Activity wait(Path thread) {
        try {
            String symbol = text(thread.resolve("wchan"));
            if (symbol.isEmpty() || symbol.equals("0")) {
                return Activity.ASLEEP; // no right to see it, or it has just woken up
            }
            return symbol.equals(IDLE_WAIT) ? Activity.IDLE : Activity.BUSY;
        } catch (IOException e) {
            return Activity.ASLEEP;
        }
    }

    private static @Nullable Path find(Path proc) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (isKauditd(process)) {
                    return process;
                }
            }
        } catch (IOException e) {
            // as if there were none
        }
        return null;
    }

    /** Any process may call itself so, but that of a kernel thread has no command line. */
    private static boolean isKauditd(Path process) {
        try {
            return text(process.resolve("comm")).equals(NAME) && text(process.resolve("cmdline")).isEmpty();
        } catch (IOException e) {
            return false; // has ended meanwhile
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
    }
}
