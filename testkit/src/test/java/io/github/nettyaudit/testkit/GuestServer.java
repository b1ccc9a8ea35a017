package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.GuestReport.await;
import static io.github.nettyaudit.testkit.GuestReport.expect;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The server as a process of its own: what it prints, and how it ends. */
final class GuestServer implements AutoCloseable {
    private static final int LONGEST_END_SECONDS = 120;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private final Process process;

    private GuestServer(Process process) {
        this.process = process;
        collect(process.getInputStream(), lines);
        collect(process.getErrorStream(), notices);
    }

    static GuestServer start(String jar, String... options) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-Xmx64m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-jar", jar));
        command.addAll(List.of(options));
        return new GuestServer(new ProcessBuilder(command).start());
    }

    private static void collect(InputStream input, List<String> lines) {
        Thread reader = new Thread(() -> {
            try (BufferedReader text = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
                text.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException e) {
                lines.add("cannot be read: " + e);
            }
        }, "server-output");
        reader.setDaemon(true);
        reader.start();
    }

    int pid() {
        return (int) process.pid();
    }

    /** Waits for a line of standard error that holds the words; returns it. */
    String awaitNotice(String part) throws InterruptedException {
        return awaitLine(notices, part);
    }

    /** Waits for a line of standard output that holds the words; returns it. */
    String awaitOutput(String part) throws InterruptedException {
        return awaitLine(lines, part);
    }

    private String awaitLine(List<String> lines, String part) throws InterruptedException {
        await(() -> "\"" + part + "\" in " + lines,
                () -> !process.isAlive() || lines.stream().anyMatch(line -> line.contains(part)));
        // the last lines of a process that has ended may still be on their way
        await(() -> "\"" + part + "\" in " + lines, () -> lines.stream().anyMatch(line -> line.contains(part)));
        return lines.stream().filter(line -> line.contains(part)).findFirst().orElseThrow();
    }

    /** Sends SIGTERM; returns the exit code. */
    int terminate() throws InterruptedException {
        process.toHandle().destroy(); // Process.destroy() would close the pipes, too
        return awaitEnd();
    }

    /** Sends SIGKILL. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        awaitEnd();
    }

    private int awaitEnd() throws InterruptedException {
        expect(process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS), "still runs");
        return process.exitValue();
    }

    /** Prints what the server wrote to standard error, and ends it if it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
        notices.forEach(notice -> System.out.println("        server: " + notice));
    }
}
