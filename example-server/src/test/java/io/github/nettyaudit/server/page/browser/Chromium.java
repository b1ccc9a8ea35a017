package io.github.nettyaudit.server.page.browser;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.testkit.LiveKernel;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Debian's package {@code chromium} without a window, driven by the protocol of its developer tools. */
public final class Chromium implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final int port;
    private final List<BrowserPage> pages = new ArrayList<>();

    private Chromium(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts the browser. Skips the test, with a reason, if there is none; with NETTY_AUDIT_LIVE=require it fails.
     *
     * @param directory where it may write
     * @return the browser
     */
    public static Chromium start(Path directory) throws IOException {
        boolean isRequired = "require".equals(System.getenv(LiveKernel.ENVIRONMENT));
        if (isRequired && Runtime.version().feature() > 17) {
            skip("the browser runs in the tests on JDK 17 only");
        }
        Optional<Path> program = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(place -> Path.of(place, "chromium")).filter(Files::isExecutable).findFirst();
        if (program.isEmpty()) {
            if (isRequired) {
                Assertions.fail(LiveKernel.ENVIRONMENT + "=require, but there is no chromium in the path");
            }
            skip("no chromium in the path; apt-get install --no-install-recommends chromium");
        }
        Path profile = Files.createDirectories(directory.resolve("profile"));
        ProcessBuilder builder = new ProcessBuilder(program.orElseThrow().toString(), "--headless=new", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--disable-extensions", "--mute-audio", "--hide-scrollbars", "--remote-debugging-port=0",
                "--user-data-dir=" + profile, "about:blank")
                .redirectErrorStream(true).redirectOutput(directory.resolve("chromium.log").toFile());
        builder.environment().put("TMPDIR", directory.toString()); // its sockets end with the directory
        Process process = builder.start();
        Path told = profile.resolve("DevToolsActivePort");
        try {
            await().atMost(PATIENCE).until(() -> Files.exists(told) && Files.readAllLines(told).size() > 1 || !process.isAlive());
            return new Chromium(process, Integer.parseInt(Files.readAllLines(told).get(0)));
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw new IOException("chromium has not started: " + Files.readString(directory.resolve("chromium.log")), e);
        }
    }

    private static void skip(String reason) {
        System.out.println("SKIPPED: " + reason);
        Assumptions.abort(reason);
    }

    /** Opens an empty tab. */
    public BrowserPage open() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/new?about:blank"))
                .method("PUT", HttpRequest.BodyPublishers.noBody()).timeout(PATIENCE).build();
        String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        BrowserPage page = BrowserPage.connect(client, URI.create(new ObjectMapper().readTree(answer)
                .path("webSocketDebuggerUrl").asText()));
        pages.add(page);
        return page;
    }

    @Override
    public void close() {
        pages.forEach(BrowserPage::close);
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (process.onExit().completeOnTimeout(null, 5, TimeUnit.SECONDS).join() == null) {
            process.destroyForcibly().onExit().join();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
