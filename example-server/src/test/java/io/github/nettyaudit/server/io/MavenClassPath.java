package io.github.nettyaudit.server.io;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The jars that a real server runs with. They are no part of the tests' class path: Maven resolves
 * {@code src/test/SERVER/pom.xml} when a test asks for the first time, from its local repository if they are there.
 */
public final class MavenClassPath {
    private static final int MOST_SECONDS = 300;

    private MavenClassPath() {
    }

    /**
     * Returns the class path for {@code java -cp}.
     *
     * @param server     the name of the directory with the POM
     * @param properties properties for the POM
     * @throws IOException if the jars cannot be resolved
     */
    public static synchronized String resolve(String server, String... properties)
            throws IOException, InterruptedException {
        Path pom = Path.of("src", "test", server, "pom.xml");
        String key = String.join("-", properties) + Integer.toHexString(Files.readString(pom).hashCode());
        Path list = Path.of("target", server, "class-path-" + key + ".txt").toAbsolutePath();
        if (isComplete(list)) {
            return Files.readString(list);
        }
        Files.createDirectories(list.getParent());
        String output = maven(pom, properties, list, "--offline");
        if (!isComplete(list)) {
            output = maven(pom, properties, list);
        }
        if (!isComplete(list)) {
            throw new IOException("Maven does not resolve the jars of " + pom + ": " + output);
        }
        return Files.readString(list);
    }

    /** The same; outside of CI the test is skipped if the jars cannot be resolved. */
    public static String assume(String server, String... properties) throws IOException, InterruptedException {
        try {
            return resolve(server, properties);
        } catch (IOException e) {
            if ("true".equals(System.getenv("CI"))) {
                throw e;
            }
            System.out.println("SKIPPED, no server to test with: " + e.getMessage());
            Assumptions.abort(e.getMessage());
            throw e;
        }
    }

    private static boolean isComplete(Path list) throws IOException {
        return Files.exists(list) && Stream.of(Files.readString(list).split(File.pathSeparator))
                .allMatch(jar -> Files.isReadable(Path.of(jar)));
    }

    private static String maven(Path pom, String[] properties, Path list, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mvn", "-q", "-B"));
        command.addAll(List.of(options));
        String repository = System.getProperty("localRepository"); // Surefire sets it
        if (repository != null) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        for (String property : properties) {
            command.add("-D" + property);
        }
        command.addAll(List.of("-f", pom.toString(), "dependency:build-classpath", "-Dmdep.outputFile=" + list));
        Path output = list.resolveSibling("maven.log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }
}
