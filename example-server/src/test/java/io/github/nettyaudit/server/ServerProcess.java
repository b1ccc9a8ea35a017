package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The server as a program of its own, in the heap that it is promised to live in. */
final class ServerProcess implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> output = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();

    private ServerProcess(Process process) {
        this.process = process;
        read(process.getInputStream(), output);
        read(process.getErrorStream(), errors);
    }

    static ServerProcess start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    /** @param prefix words before the command, such as {@code unshare --user} */
    static ServerProcess start(List<String> prefix, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(command(List.of(arguments)));
        boolean isServer = arguments.length == 0 || arguments[0].startsWith("-");
        if (isServer && !command.contains("--format") && !command.contains("--config")) {
            command.addAll(List.of("--format", "records")); // most tests look at records
        }
        return new ServerProcess(new ProcessBuilder(command).start());
    }

    /** The words that start the server with arguments. */
    static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // the compiler and the collector with the shortest start: most of these processes live for a second
        command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), AuditServer.class.getName()));
        command.addAll(arguments);
        return command;
    }

    private void read(InputStream stream, List<String> lines) {
        Thread reader = new Thread(() -> {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    synchronized (lines) {
                        lines.add(line);
                    }
                }
            } catch (IOException e) {
                synchronized (lines) {
                    lines.add("cannot read: " + e);
                }
            }
        });
        reader.setDaemon(true);
        reader.start();
        readers.add(reader);
    }

    long pid() {
        return process.pid();
    }

    /** Lines of standard output so far. */
    List<String> output() {
        return copy(output);
    }

    private static List<String> copy(List<String> lines) {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** All of standard error so far. */
    String errors() {
        return String.join("\n", copy(errors));
    }

    /** Waits until standard error contains the text. */
    ServerProcess awaitSaid(String text) {
        await().atMost(PATIENCE).until(() -> errors().contains(text) || !process.isAlive());
        assertThat(errors()).contains(text);
        return this;
    }

    /** Waits until so many lines of standard output contain all the texts. */
    void awaitOutput(int lines, String... texts) {
        await().atMost(PATIENCE).until(() -> count(texts) >= lines || !process.isAlive());
        assertThat(count(texts)).as(errors()).isEqualTo(lines);
    }

    private long count(String... texts) {
        return copy(output).stream().filter(line -> Stream.of(texts).allMatch(line::contains)).count();
    }

    /** Sends SIGTERM; the exit code. */
    int terminate() throws InterruptedException {
        process.toHandle().destroy(); // Process.destroy() would also close our end of its output
        return exitCode();
    }

    /** Waits for the end, and for all that was written. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("has ended: " + errors()).isTrue();
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    /** Kills it if it is still there; by SIGTERM first, so that a failed test leaves the kernel as it was. */
    @Override
    public void close() {
        process.destroy();
        Process ended = process.onExit().completeOnTimeout(null, 30, TimeUnit.SECONDS).join();
        if (ended == null) {
            process.destroyForcibly().onExit().join();
        }
    }
}
