package io.github.nettyaudit.daemon.context;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory tree like {@code /proc}, of a host that was booted at {@link #BOOT}. */
final class FakeProc {
    /** When the host was booted, in milliseconds since 1970. */
    static final long BOOT = 1_700_000_000_000L;
    private static final long KERNEL_THREAD = 0x0020_8040;

    private final Path root;
    /** The time of the day, which is also that of {@code uptime}. */
    private long now;
    private long boot = BOOT;

    FakeProc(Path root) {
        this.root = root;
        thread(2, 0, "kthreadd");
        write("sys/kernel/pid_max", "4194304\n");
        time(BOOT + 1_000_000);
    }

    Path root() {
        return root;
    }

    long now() {
        return now;
    }

    /** Lets the host's clocks go to a time. */
    void time(long millis) {
        now = millis;
        long uptime = now - boot;
        write("uptime", uptime / 1000 + "." + String.format("%02d", uptime % 1000 / 10) + " 1.00\n");
    }

    /** Sets the time of the day, as settimeofday(2) does. */
    void setClock(long millis) {
        boot += millis - now;
        time(millis);
    }

    /** A thread of the kernel. */
    void thread(int pid, int parent, String name) {
        write(pid + "/stat", stat(pid, name.getBytes(StandardCharsets.UTF_8), 'S', parent, KERNEL_THREAD, 0));
        write(pid + "/cgroup", "0::/\n");
        write(pid + "/loginuid", "4294967295");
        write(pid + "/sessionid", "4294967295");
        write(pid + "/cmdline", "");
    }

    /** A process that was started at a time, in milliseconds since 1970. */
    void process(int pid, int parent, long start, String executable, String... arguments) {
        String name = executable.substring(executable.lastIndexOf('/') + 1);
        process(pid, parent, start, name.getBytes(StandardCharsets.UTF_8));
        link(pid + "/exe", executable);
        link(pid + "/ns/pid", "pid:[4026531836]");
        write(pid + "/cmdline", String.join("\0", arguments) + (arguments.length == 0 ? "" : "\0"));
        write(pid + "/cgroup", "0::/system.slice/test.service\n");
        write(pid + "/loginuid", "1000");
        write(pid + "/sessionid", "7");
    }

    /** A process of which there is only {@code stat}. */
    void process(int pid, int parent, long start, byte[] name) {
        write(pid + "/stat", stat(pid, name, 'S', parent, 0x40_0000, start - boot));
    }

    void state(int pid, int parent, long start, char state) {
        write(pid + "/stat", stat(pid, new byte[] {'z'}, state, parent, 0x40_0000, start - boot));
    }

    private static byte[] stat(int pid, byte[] name, char state, int parent, long flags, long startMillis) {
        byte[] before = (pid + " (").getBytes(StandardCharsets.US_ASCII);
        byte[] after = (") " + state + ' ' + parent + " 1 1 0 -1 " + flags + " 1 2 3 4 5 6 7 8 20 0 1 0 "
                + startMillis / 10 + " 2 3 18446744073709551615 0\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[before.length + name.length + after.length];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(name, 0, all, before.length, name.length);
        System.arraycopy(after, 0, all, before.length + name.length, after.length);
        return all;
    }

    /** The process ends. */
    void end(int pid) {
        delete(root.resolve(Integer.toString(pid)));
    }

    /** JUnit warns of links that lead out of its directory. */
    void deleteLinks() {
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(Files::isSymbolicLink).forEach(FakeProc::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    void write(String file, byte[] text) {
        try {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.write(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void link(String file, String target) {
        try {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.deleteIfExists(path);
            Files.createSymbolicLink(path, Path.of(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String file) {
        delete(root.resolve(file));
    }

    private static void delete(Path path) {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException error) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
