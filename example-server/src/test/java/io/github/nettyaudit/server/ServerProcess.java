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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as a program of its own, in the heap that it is promised to live in. */
final class ServerProcess implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern ADDRESS = Pattern.compile(".*subscribers may connect to 127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
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
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), AuditServer.class.getName()));
        command.addAll(List.of(arguments));
        return new ServerProcess(new ProcessBuilder(command).start());
    }

    private void read(InputStream stream, List<String> lines) {
        Thread reader = new Thread(() -> {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    lines.add(line);
                }
            } catch (IOException e) {
                lines.add("cannot read: " + e);
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
        return output;
    }

    /** All of standard error so far. */
    String errors() {
        return String.join("\n", errors);
    }

    /** Waits until standard error contains the text. */
    ServerProcess awaitSaid(String text) {
        await().atMost(PATIENCE).until(() -> errors().contains(text) || !process.isAlive());
        assertThat(errors()).contains(text);
        return this;
    }

    /** Waits until so many lines of standard output contain the text. */
    void awaitOutput(int lines, String text) {
        await().atMost(PATIENCE).until(() -> output.stream().filter(line -> line.contains(text)).count() >= lines
                || !process.isAlive());
        assertThat(output.stream().filter(line -> line.contains(text)).count()).as(errors()).isEqualTo(lines);
    }

    /** The port that subscribers connect to. */
    int port() {
        awaitSaid("subscribers may connect to");
        return errors.stream().map(ADDRESS::matcher).filter(Matcher::matches).findFirst()
                .map(matcher -> Integer.parseInt(matcher.group(1))).orElseThrow();
    }

    /** Sends SIGTERM; the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
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
    public void close() throws InterruptedException {
        if (process.isAlive()) {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
