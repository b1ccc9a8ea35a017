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
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The server as a process of its own: what it prints, and how it ends. */
final class GuestServer implements AutoCloseable {
    private static final int LONGEST_END_SECONDS = 120;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private final Process process;
    private final List<Thread> readers;

    private GuestServer(Process process) {
        this.process = process;
        readers = List.of(collect(process.getInputStream(), lines), collect(process.getErrorStream(), notices));
    }

    static GuestServer start(String jar, String... options) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-Xmx64m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-jar", jar));
        command.addAll(List.of(options));
        return new GuestServer(new ProcessBuilder(command).start());
    }

    private static Thread collect(InputStream input, List<String> lines) {
        Thread reader = new Thread(() -> {
            try (BufferedReader text = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
                text.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException e) {
                lines.add("cannot be read: " + e);
            }
        }, "server-output");
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    int pid() {
        return (int) process.pid();
    }

    /** Waits for a line of standard error that holds all these words; returns it. */
    String awaitNotice(String... parts) throws InterruptedException {
        return awaitLine(notices, parts);
    }

    /** Waits for a line of standard output that holds the words; returns it. */
    String awaitOutput(String part) throws InterruptedException {
        return awaitLine(lines, part);
    }

    private String awaitLine(List<String> lines, String... parts) throws InterruptedException {
        await(() -> String.join(" … ", parts) + " in " + lines,
                () -> !process.isAlive() || find(lines, parts).isPresent());
        if (!process.isAlive()) {
            for (Thread reader : readers) {
                reader.join(); // the last lines may still be on their way
            }
        }
        return find(lines, parts).orElseThrow(() -> new AssertionError("the server ended with "
                + process.exitValue() + " without " + String.join(" … ", parts) + " in " + lines));
    }

    private static Optional<String> find(List<String> lines, String... parts) {
        return lines.stream().filter(line -> Stream.of(parts).allMatch(line::contains)).findFirst();
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
