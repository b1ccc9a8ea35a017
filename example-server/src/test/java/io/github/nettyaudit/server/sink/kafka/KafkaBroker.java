package io.github.nettyaudit.server.sink.kafka;

import io.github.nettyaudit.server.io.MavenClassPath;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** A broker of Apache Kafka with its controller, in a JVM of its own, that tests start, kill and start again. */
public final class KafkaBroker implements AutoCloseable {
    private static final long MOST_SECONDS = 90;

    private final String classPath;
    private final Path directory;
    private final Path properties;
    private final Thread hook = new Thread(this::kill);
    private final int plainPort = freePort();
    private final int tlsPort = freePort();
    private final int loginPort = freePort();
    private @Nullable Process process;

    /**
     * Formats the storage of a broker that is not started.
     *
     * @param more properties beside those that every broker of the tests has
     */
    private KafkaBroker(Path directory, Map<String, String> more, String... formatOptions)
            throws IOException, InterruptedException {
        classPath = MavenClassPath.assume("kafka", "kafka.version=" + clientVersion());
        this.directory = directory;
        properties = directory.resolve("server.properties");
        int controllerPort = freePort();
        boolean hasTls = more.keySet().stream().anyMatch(key -> key.contains("ssl."));
        String listeners = "PLAINTEXT://127.0.0.1:" + plainPort
                + (hasTls ? ",SSL://localhost:" + tlsPort + ",SASL_SSL://localhost:" + loginPort : "");
        Map<String, String> all = new TreeMap<>(Map.ofEntries(Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("listeners", listeners + ",CONTROLLER://127.0.0.1:" + controllerPort),
                Map.entry("advertised.listeners", listeners),
                Map.entry("listener.security.protocol.map", 
                        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL"),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                Map.entry("log.dirs", directory.resolve("data").toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                Map.entry("super.users", "User:ANONYMOUS;User:CN=client"),
                // a broker that was killed may come back after 2 seconds, not after 9
                Map.entry("broker.session.timeout.ms", "2000"), Map.entry("broker.heartbeat.interval.ms", "300")));
        all.putAll(more);
        Files.write(properties, all.entrySet().stream().map(entry -> entry.getKey() + '=' + entry.getValue()).toList());
        Runtime.getRuntime().addShutdownHook(hook);
        List<String> arguments = new ArrayList<>(List.of("format", "-t", "MkU3OEVBNTcwNTJENDM2Qk", "-c",
                properties.toString()));
        arguments.addAll(Arrays.asList(formatOptions));
        Process format = java("format.log", "kafka.tools.StorageTool", arguments);
        if (!format.waitFor(MOST_SECONDS, TimeUnit.SECONDS) || format.exitValue() != 0) {
            format.destroyForcibly();
            throw new IOException("the storage is not formatted: " + Files.readString(directory.resolve("format.log")));
        }
    }

    /** Makes a broker that is not started; outside of CI the test is skipped if its jars cannot be resolved. */
    public static KafkaBroker assume(Path directory, Map<String, String> more, String... formatOptions)
            throws IOException, InterruptedException {
        return new KafkaBroker(directory, more, formatOptions);
    }

    private static String clientVersion() throws IOException {
        Properties version = new Properties();
        try (InputStream file = KafkaProducer.class.getResourceAsStream("/kafka/kafka-version.properties")) {
            version.load(file);
        }
        return version.getProperty("version");
    }

    private Process java(String log, String mainClass, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx320m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp", classPath, mainClass));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve(log).toFile())).start();
    }

    /**
     * A port that no client gets for its own end. A client that tries again and again to connect to a port of a broker
     * that is not there would otherwise be connected with itself, and keep the broker from having its port.
     */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // another one
            }
        }
    }

    /** Starts the broker and waits until it answers. */
    public void start() throws IOException, InterruptedException {
        process = java("broker.log", "kafka.Kafka", List.of(properties.toString()));
        try (Admin admin = admin()) {
            admin.describeCluster().nodes().get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IOException("the broker does not start: " + Files.readString(directory.resolve("broker.log")), e);
        }
    }

    boolean isRunning() {
        return process != null;
    }

    /** As {@code kill -9}. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            try {
                running.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process = null;
        }
    }

    public String address() {
        return "127.0.0.1:" + plainPort;
    }

    /** The listener with TLS, if the properties have certificates. */
    String tlsAddress() {
        return "localhost:" + tlsPort;
    }

    /** The listener with TLS that asks for a password. */
    String loginAddress() {
        return "localhost:" + loginPort;
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", address(),
                "default.api.timeout.ms", (int) (MOST_SECONDS * 1000)));
    }

    public void createTopic(String name, int partitions, Map<String, String> settings) {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings))).all()
                    .get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the topic " + name + " is not created", e);
        }
    }

    /** Lets a user write to a topic. */
    void allow(String user, String topic) {
        ResourcePattern resource = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
        AclBinding write = new AclBinding(resource, new AccessControlEntry("User:" + user, "*", AclOperation.WRITE,
                AclPermissionType.ALLOW));
        try (Admin admin = admin()) {
            admin.createAcls(List.of(write)).all().get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the permission is not given", e);
        }
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
