package io.github.nettyaudit.daemon.sink.syslog;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A rsyslogd of Debian that tests start, kill and start again. It writes what it has parsed to a file, a line for each
 * message, before it reads on. The variable {@code NETTY_AUDIT_RSYSLOG} names the directory with its unpacked packages;
 * with it, a program that is not there is a failure.
 */
final class Rsyslog implements AutoCloseable {
    private static final String PLACE = "NETTY_AUDIT_RSYSLOG";

    private final Path root;
    private final Path directory;
    private final Path output;
    private final int port;
    private final Thread hook = new Thread(this::kill);
    private @Nullable Process process;

    private Rsyslog(Path root, Path directory) throws IOException {
        this.root = root;
        this.directory = directory;
        output = directory.resolve("received");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Skips the test, with a reason, if there is no rsyslogd. */
    static Rsyslog assume(Path directory) throws IOException {
        String place = System.getenv(PLACE);
        Path root = Path.of(place != null ? place
                : System.getProperty("java.io.tmpdir") + "/netty-audit-rsyslog-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        boolean isThere = Files.isExecutable(root.resolve("usr/sbin/rsyslogd"));
        if (place != null && !isThere) {
            throw new AssertionError(PLACE + " names " + root + ", which has no rsyslogd");
        }
        if (!isThere) {
            System.out.println("SKIPPED: no rsyslogd in " + root + "; .ci/run fetches it");
        }
        Assumptions.assumeTrue(isThere, "no rsyslogd in " + root);
        return new Rsyslog(root, directory);
    }

    int port() {
        return port;
    }

    /**
     * Writes the configuration and starts it.
     *
     * @param global what is added to {@code global()}
     * @param input  modules and inputs; {@code PORT} is replaced
     */
    void start(String global, String input) throws IOException {
        Files.writeString(directory.resolve("rsyslog.conf"), """
                global(workDirectory="%s" maxMessageSize="8k" parser.escapeControlCharactersOnReceive="off" %s)
                main_queue(queue.type="direct")
                template(name="line" type="string"
                    string="%%pri%%|%%timestamp:::date-rfc3339%%|%%hostname%%|%%app-name%%|%%procid%%|%%structured-data%%|%%msg%%\\n")
                %s
                action(type="omfile" file="%s" template="line" asyncWriting="off" flushOnTXEnd="on")
                """.formatted(directory, global, input.replace("PORT", String.valueOf(port)), output));
        start();
    }

    /** Starts it again. */
    void start() throws IOException {
        Path libraries = root.resolve("usr/lib");
        String modules;
        String path;
        try (Stream<Path> all = Files.list(libraries)) {
            Path ofMachine = all.filter(each -> each.getFileName().toString().endsWith("-linux-gnu")).findFirst()
                    .orElseThrow();
            modules = ofMachine.resolve("rsyslog").toString();
            path = ofMachine.toString();
        }
        ProcessBuilder builder = new ProcessBuilder(root.resolve("usr/sbin/rsyslogd").toString(), "-n", "-f",
                directory.resolve("rsyslog.conf").toString(), "-i", directory.resolve("rsyslogd.pid").toString(),
                "-M", modules).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("rsyslogd.out").toFile()));
        builder.environment().put("LD_LIBRARY_PATH", path);
        process = builder.start();
    }

    /** Waits until something accepts connections. */
    void awaitPort() {
        await().atMost(Duration.ofSeconds(30)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20)).until(() -> {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return probe.isConnected();
            } catch (IOException e) {
                return false;
            }
        });
    }

    void kill() {
        end(Process::destroyForcibly);
    }

    /** Ends it as its service does. */
    void terminate() {
        end(running -> {
            running.destroy();
            return running;
        });
    }

    private void end(UnaryOperator<Process> how) {
        Process running = process;
        process = null;
        if (running != null) {
            try {
                if (!how.apply(running).waitFor(30, TimeUnit.SECONDS)) {
                    running.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Stops and continues it, as a machine that stands still. */
    void signal(String name) throws IOException, InterruptedException {
        if (process != null) {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
        }
    }

    /** What it has parsed, without its own messages. */
    List<String> lines() throws IOException {
        return Files.exists(output) ? Files.readString(output, StandardCharsets.UTF_8).lines()
                .filter(line -> !line.contains("|rsyslogd|")).toList() : List.of();
    }

    /** The ids of events in the order in which they came; several may be there twice. */
    List<String> ids() throws IOException {
        List<String> ids = new ArrayList<>();
        for (String line : lines()) {
            int begin = line.indexOf("[audit@32473 id=\"");
            ids.add(begin < 0 ? line : line.substring(begin + 17, line.indexOf("\"]", begin)));
        }
        return ids;
    }

    List<String> awaitLines(Predicate<List<String>> condition) {
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20)).until(this::lines, condition);
        try {
            return lines();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What it says of itself. */
    String report() throws IOException {
        return Files.readString(directory.resolve("rsyslogd.out"));
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
