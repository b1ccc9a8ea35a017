package io.github.nettyaudit.daemon.source;

import io.netty.util.internal.UnstableApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Observes the kernel thread {@code kauditd}, which passes records from the kernel's queue to the audit daemon, through
 * proc(5). Internal to the module.
 */
@UnstableApi
public final class KauditdState {
    /** The activities that can be told apart. */
    public enum Activity {
        /** It sleeps because its queue is empty. */
        IDLE,
        /** It sleeps, but {@code /proc} does not say where: its queue is empty, or a reader's socket is full. */
        ASLEEP,
        /** It is passing records on, or waits for space in a reader's socket. */
        BUSY,
        /** It cannot be seen (another pid namespace, {@code hidepid}). */
        UNKNOWN
    }

    private static final String NAME = "kauditd";
    /** The function of {@code kernel/audit.c} in which the thread waits for records. */
    private static final String IDLE_WAIT = "kauditd_thread";

    private final @Nullable Path thread;

    /**
     * Looks for the thread among all processes, so it is not to be called on an event loop. The thread lives as long as
     * the kernel, so one search is enough.
     *
     * @param proc {@code /proc}, or the directory that a test uses instead
     */
    public KauditdState(Path proc) {
        thread = find(proc);
    }

    private KauditdState() {
        thread = null;
    }

    /**
     * Returns the state of a kernel that has no such thread here: a scripted one.
     *
     * @return an object that always reports {@link Activity#UNKNOWN}
     */
    public static KauditdState unknown() {
        return new KauditdState();
    }

    /**
     * Reads two small files of proc(5).
     *
     * @return what the thread is doing now
     */
    public Activity read() {
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
                return Activity.ASLEEP; // this process may not see it, or the thread has just woken up
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
            // treated as if there were none
        }
        return null;
    }

    /** Any process may have this name, but only a kernel thread has no command line. */
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
