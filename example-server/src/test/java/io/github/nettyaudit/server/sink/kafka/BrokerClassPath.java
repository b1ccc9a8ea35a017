package io.github.nettyaudit.server.sink.kafka;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * The jars that a broker runs with. They are no part of the tests' class path: Maven resolves
 * {@code src/test/kafka/pom.xml} when a test asks for the first time, from its local repository if they are there.
 */
final class BrokerClassPath {
    private static final int MOST_SECONDS = 300;

    private BrokerClassPath() {
    }

    /**
     * Returns the class path for {@code java -cp}.
     *
     * @throws IOException if the jars cannot be resolved
     */
    static synchronized String resolve() throws IOException, InterruptedException {
        String version = clientVersion();
        Path list = Path.of("target", "kafka", "class-path-" + version + ".txt").toAbsolutePath();
        if (isComplete(list)) {
            return Files.readString(list);
        }
        Files.createDirectories(list.getParent());
        String output = maven(version, list, "--offline");
        if (!isComplete(list)) {
            output = maven(version, list);
        }
        if (!isComplete(list)) {
            throw new IOException("Maven does not resolve the jars of Kafka " + version + ": " + output);
        }
        return Files.readString(list);
    }

    private static String clientVersion() throws IOException {
        Properties properties = new Properties();
        try (InputStream file = KafkaProducer.class.getResourceAsStream("/kafka/kafka-version.properties")) {
            properties.load(file);
        }
        return properties.getProperty("version");
    }

    private static boolean isComplete(Path list) throws IOException {
        return Files.exists(list) && Stream.of(Files.readString(list).split(File.pathSeparator))
                .allMatch(jar -> Files.isReadable(Path.of(jar)));
    }

    private static String maven(String version, Path list, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mvn", "-q", "-B"));
        command.addAll(List.of(options));
        String repository = System.getProperty("localRepository"); // Surefire sets it
        if (repository != null) {
            command.add("-Dmaven.repo.local=" + repository);
        }
        command.addAll(List.of("-f", "src/test/kafka/pom.xml", "-Dkafka.version=" + version,
                "dependency:build-classpath", "-Dmdep.outputFile=" + list));
        Path output = list.resolveSibling("maven.log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }
}
