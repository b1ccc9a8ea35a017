package io.github.nettyaudit.transport;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Runs a main class in a JVM of its own, with this one's class path, and returns all that it has written. */
final class ChildJvm {
    private final List<String> command = new ArrayList<>();
    private Predicate<String> classPath = entry -> true;

    private ChildJvm() {
    }

    static ChildJvm child() {
        return new ChildJvm();
    }

    /** Without any capability, if there is one to lose. */
    ChildJvm unprivileged() throws IOException {
        if (Files.readString(Path.of("/proc/self/status")).contains("CapEff:\t0000000000000000")) {
            return this;
        }
        command.addAll(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"));
        return this;
    }

    /** Without the entries of the class path whose path contains the text. */
    ChildJvm without(String text) {
        classPath = entry -> !entry.contains(text);
        return this;
    }

    String run(Class<?> main, String... jvmArguments) throws IOException, InterruptedException {
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
        command.addAll(Arrays.asList(jvmArguments));
        command.add("-cp");
        command.add(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).filter(classPath)
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(main.getName());
        Path output = Files.createTempFile("child", ".out");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(output.toFile()).start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the child does not end; it wrote: " + Files.readString(output));
            }
            return Files.readString(output, StandardCharsets.UTF_8);
        } finally {
            Files.delete(output);
        }
    }
}
