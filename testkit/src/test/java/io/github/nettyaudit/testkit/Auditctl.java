package io.github.nettyaudit.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The real auditctl, to be compared with. */
final class Auditctl {
    private final Path program;

    private Auditctl(Path program) {
        this.program = program;
    }

    /** The one of the path, or of the usual places that a user's path lacks; otherwise the test is skipped or fails. */
    static Auditctl require() {
        List<String> places = new ArrayList<>(Arrays.asList(System.getenv().getOrDefault("PATH", "").split(":")));
        places.addAll(List.of("/sbin", "/usr/sbin"));
        Optional<Path> found = places.stream().filter(place -> !place.isEmpty())
                .map(place -> Path.of(place, "auditctl")).filter(Files::isExecutable).findFirst();
        if (found.isEmpty()) {
            LiveTests.skip("there is no auditctl to compare with (Debian: auditd; .ci/run fetches it)");
        }
        return new Auditctl(found.orElseThrow());
    }

    /** What {@code auditctl -l} prints, line by line. */
    List<String> list() throws IOException {
        return run(0, "-l");
    }

    /** {@code auditctl -R}. */
    void load(Path rules) throws IOException {
        run(0, "-R", rules.toString());
    }

    /** Runs it, with whatever success. */
    void attempt(String... arguments) throws IOException {
        execute(code -> true, arguments);
    }

    /** Runs it and returns what it prints on standard output. */
    List<String> run(int exitCode, String... arguments) throws IOException {
        return execute(code -> code == exitCode, arguments);
    }

    private List<String> execute(IntPredicate exitCode, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(false)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int code = process.waitFor();
            if (!exitCode.test(code)) {
                throw new IOException(command + " ended with " + code + ": " + output);
            }
        } catch (InterruptedException exception) {
            throw new IOException(exception);
        }
        return output.lines().toList();
    }
}
