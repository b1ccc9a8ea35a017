package io.github.nettyaudit.server.metrics;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * promtool(1) of Prometheus. The variable {@code NETTY_AUDIT_PROMTOOL} names the directory with Debian's unpacked package, as
 * {@code .ci/run} makes it; else it is looked for in the path.
 */
final class Promtool {
    private static final String PLACE = "NETTY_AUDIT_PROMTOOL";

    /** What it has printed, and its exit code. */
    record Result(int code, String output) {
    }

    private Promtool() {
    }

    /** Runs it; skips the test, with a reason, if it is not there. */
    static Result run(byte[] input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program().toString()));
        command.addAll(List.of(arguments));
        Path file = Files.createTempFile("promtool", ".in");
        try {
            Files.write(file, input);
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(file.toFile()).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } finally {
            Files.delete(file);
        }
    }

    private static Path program() throws IOException {
        String named = System.getenv(PLACE);
        Path fetched = Path.of(named != null ? named : System.getProperty("java.io.tmpdir") + "/netty-audit-promtool-"
                + Files.getAttribute(Path.of("/proc/self"), "unix:uid")).resolve("usr/bin/promtool");
        Optional<Path> found = Stream.concat(Stream.of(fetched), Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(each -> Path.of(each, "promtool"))).filter(Files::isExecutable).findFirst();
        if (found.isEmpty() && named != null) {
            throw new AssertionError(PLACE + " names " + named + ", which has no promtool");
        }
        if (found.isEmpty()) {
            System.out.println("SKIPPED: no promtool; .ci/run fetches it");
        }
        Assumptions.assumeTrue(found.isPresent(), "no promtool");
        return found.orElseThrow();
    }
}
