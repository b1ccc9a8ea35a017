package io.github.nettyaudit.server.sink.elasticsearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.server.io.MavenClassPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A node of OpenSearch in a JVM of its own, which tests start, kill and start again. */
final class OpenSearchServer implements AutoCloseable {
    private static final Duration MOST = Duration.ofSeconds(90);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path directory;
    private final String classPath;
    private final int port = freePort();
    private final int transportPort = freePort();
    private final Thread hook = new Thread(this::kill);
    private @Nullable Process process;

    /** Outside of CI the test is skipped if the jars cannot be resolved. */
    OpenSearchServer(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        classPath = MavenClassPath.assume("opensearch");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** A port that no client gets for its own end. */
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

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Starts the node, and waits until it answers. */
    void start() throws IOException {
        Process started = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp", classPath,
                "src/test/opensearch/OpenSearchNode.java", directory.toString(), String.valueOf(port),
                String.valueOf(transportPort)).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
        process = started;
        Awaitility.await().atMost(MOST).ignoreExceptions().until(() -> {
            if (!started.isAlive()) {
                throw new IllegalStateException("OpenSearch has ended: " + Files.readString(log()));
            }
            return get("/_cluster/health?wait_for_status=yellow&timeout=1s").path("timed_out").asText().equals("false");
        });
    }

    private Path log() {
        return directory.resolve("node.log");
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

    JsonNode get(String path) throws IOException, InterruptedException {
        return request("GET", path, "");
    }

    JsonNode request(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(HttpRequest.newBuilder(URI.create(url() + path))
                .header("Content-Type", "application/json").timeout(MOST)
                .method(method, HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(method + ' ' + path + ": " + response.statusCode() + ' ' + response.body());
        }
        return new ObjectMapper().readTree(response.body());
    }

    /** The ids of all documents, each as often as it is there. */
    List<String> ids(String index) throws IOException, InterruptedException {
        request("POST", '/' + index + "/_refresh", "");
        JsonNode hits = get('/' + index + "/_search?size=10000&_source=false&track_total_hits=true").path("hits");
        List<String> ids = hits.path("hits").findValuesAsText("_id");
        if (hits.path("total").path("value").asInt() != ids.size()) {
            throw new IOException("there are more documents than a search returns: " + hits.path("total"));
        }
        return ids;
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
