package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.nettyaudit.testkit.LiveKernel;
import io.github.nettyaudit.testkit.LiveKernelStatus;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that root starts, and that becomes one of another user. Needs root. */
@Timeout(value = 20, unit = TimeUnit.MINUTES) // others may have the kernel's lock
class UserSwitchTest {
    private static final int NOBODY = 65534;
    private static final Pattern LIBRARIES_OF_TESTS = Pattern.compile(".*(junit|assertj|jazzer|archunit|grpc|guava|byte-buddy"
            + "|opentelemetry|protobuf|databind).*");

    @TempDir
    private Path directory;

    private Process process;

    /** The user must be able to read the program, which Maven keeps in root's directory. */
    @BeforeEach
    void needsRoot() throws IOException {
        boolean isRoot = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        if (!isRoot) {
            require("only root can become another user");
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void require(String reason) {
        if (LiveKernel.isRequired()) {
            fail(LiveKernel.ENVIRONMENT + "=require, but " + reason);
        }
        System.out.println("SKIPPED a test: " + reason);
        Assumptions.abort(reason);
    }

    @AfterEach
    void end() throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private String program() throws IOException {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path from = Path.of(entry);
            if (!Files.exists(from) || LIBRARIES_OF_TESTS.matcher(String.valueOf(from.getFileName())).matches()
                    || entry.endsWith("test-classes")) {
                continue;
            }
            Path to = directory.resolve("program").resolve(entries.size() + "-" + from.getFileName());
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Path copy = to.resolve(from.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(copy);
                    } else {
                        Files.createDirectories(copy.getParent());
                        Files.copy(file, copy);
                        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
                    }
                }
            }
            entries.add(to.toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private Path start(String configuration) throws IOException {
        Path file = Files.writeString(directory.resolve("server.yaml"), configuration);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Path errors = directory.resolve("errors");
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", program(), AuditServer.class.getName(), "--config",
                file.toString()).redirectError(errors.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return errors;
    }

    private String configuration(String source) {
        return """
                source: %1$s
                user: nobody
                intake: { directory: %2$s/run/intake, size: 1MiB }
                state-directory: %2$s/run/state
                spool: { directory: %2$s/spool, size: 16MiB }
                sinks: [{ name: local, type: file, path: %2$s/log/audit.json }]
                """.formatted(source, directory);
    }

    /** The values of a line of the status of all threads. */
    private Set<String> ofThreads(String line) throws IOException {
        Set<String> values = new TreeSet<>();
        int threads = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/task"))) {
            for (Path task : tasks) {
                threads++;
                Files.readAllLines(task.resolve("status")).stream().filter(one -> one.startsWith(line + ':'))
                        .forEach(one -> values.add(one.substring(line.length() + 1).strip()));
            }
        }
        assertThat(threads).isGreaterThan(10);
        return values;
    }

    private void awaitSaid(Path errors, String text) throws IOException {
        await().atMost(ServerProcess.PATIENCE).until(() -> Files.readString(errors).contains(text) || !process.isAlive());
        assertThat(Files.readString(errors)).contains(text);
    }

    private void assertUser(String capabilities) throws IOException {
        assertThat(ofThreads("Uid")).containsExactly(String.join("\t", "65534", "65534", "65534", "65534"));
        assertThat(ofThreads("Gid")).containsExactly(String.join("\t", "65534", "65534", "65534", "65534"));
        for (String set : List.of("CapPrm", "CapEff", "CapBnd", "CapAmb")) {
            assertThat(ofThreads(set)).as(set).containsExactly(capabilities);
        }
        assertThat(ofThreads("NoNewPrivs")).containsExactly("1");
    }

    @Test
    void everyThreadIsTheUsersAndHasNoCapability() throws Exception {
        Path errors = start(configuration("{ type: demo, rate: 1000 }"));
        Path log = directory.resolve("log/audit.json");
        await().atMost(ServerProcess.PATIENCE).until(() -> Files.exists(log) && Files.size(log) > 0 || !process.isAlive());
        assertThat(log).as(Files.readString(errors)).isNotEmptyFile();
        assertUser("0000000000000000");
        assertThat(Files.getAttribute(log, "unix:uid")).isEqualTo(NOBODY);
        assertThat(Files.getAttribute(directory.resolve("spool"), "unix:uid")).isEqualTo(NOBODY);
        process.toHandle().destroy();
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    }

    /** CAP_NET_ADMIN, CAP_SYS_PTRACE, CAP_AUDIT_CONTROL, CAP_AUDIT_READ: capabilities(7). */
    @Test
    void theUserIsTheAuditDaemonAndLeavesTheKernelAsFound() throws Exception {
        LiveKernel.whyUnavailable().ifPresent(UserSwitchTest::require);
        try (LiveKernel kernel = LiveKernel.take(Duration.ofMinutes(15))) {
            assertThat(kernel.rules()).as("rules that are loaded already").isEmpty();
            kernel.setEnabled(false);
            LiveKernelStatus before = kernel.status();
            Path errors = start(configuration("{ type: kernel, backlog-limit: 5000 }") + "rules: starter\n");
            awaitSaid(errors, "rules are loaded, and will be deleted");
            assertThat(kernel.status().pid()).isEqualTo((int) process.pid());
            assertUser(String.format("%016x", 1L << 12 | 1L << 19 | 1L << 30 | 1L << 37));
            process.toHandle().destroy();
            assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
            LiveKernelStatus after = kernel.status();
            assertThat(after.pid()).isZero();
            assertThat(after.enabled()).isEqualTo(before.enabled());
            assertThat(after.backlogLimit()).isEqualTo(before.backlogLimit());
            assertThat(kernel.rules()).isEmpty();
        }
    }

    @Test
    void aUserThatIsNotThereIsAnError() throws Exception {
        Path errors = start(configuration("demo").replace("nobody", "no-such-user"));
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(Files.readString(errors)).contains("user: no-such-user: this host knows no user no-such-user");
    }
}
