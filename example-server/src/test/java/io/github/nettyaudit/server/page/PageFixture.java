package io.github.nettyaudit.server.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.daemon.forward.ForwarderOptions;
import io.github.nettyaudit.daemon.forward.SinkPlan;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.spool.SpoolCompression;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.github.nettyaudit.server.metrics.Health;
import io.github.nettyaudit.server.option.ListenAddress;
import io.github.nettyaudit.server.web.Readers;
import io.github.nettyaudit.server.web.WebCounters;
import io.github.nettyaudit.server.web.WebDoor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A page of a forwarder, whose events a test gives. */
public final class PageFixture implements AutoCloseable {
    static final String HOST = "myhost";
    private static final ObjectMapper JSON = new ObjectMapper();

    final Forwarder forwarder;
    final PageTail tail;
    final PageServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    /** @param isOnDisk whether there is a spool */
    PageFixture(Path directory, boolean isOnDisk, PageRules rules) throws Exception {
        this(directory, isOnDisk, rules, 64 << 20);
    }

    PageFixture(Path directory, boolean isOnDisk, PageRules rules, long spoolSize) throws Exception {
        Path spool = directory.resolve("spool");
        tail = new PageTail(NormalizationTable.builtIn(), NameService.NONE, isOnDisk ? 0 : 8 << 20);
        ForwarderOptions options = ForwarderOptions.of(IntakeOptions.of(directory.resolve("ring/intake.ring"))
                .withCapacity(64 << 20).withNotices(notice -> { })).withHost(EventContext.ofHost(HOST));
        List<SinkPlan> plans = List.of(tail.plan(), SinkPlan.of("out", new ScriptedSink(), new RawEventEncoder()));
        forwarder = isOnDisk
                ? Forwarder.onDisk(options, SpoolOptions.builder(spool).size(spoolSize).compression(SpoolCompression.NONE)
                        .notices(notice -> { }).build(), plans)
                : Forwarder.inMemory(options, 256 << 20, WhenFull.DROP_OLDEST, plans);
        StatusSource source = new StatusSource("1.2.3", HOST, "demo", null, forwarder::status,
                () -> new Health(List.of(), List.of("the sink <out> is slow")),
                () -> List.of(new StatusSource.Sink("out", "scripted", "raw")), isOnDisk ? spool : null);
        server = PageServer.open(WebDoor.builder(ListenAddress.parse("127.0.0.1:0")).readers(Readers.ANYBODY).build(), tail,
                source, rules, new WebCounters());
    }

    /** Logins, which have one record each. */
    void give(Instant time, int first, int last, String account) {
        try (Intake intake = forwarder.intake()) {
            for (int serial = first; serial <= last; serial++) {
                ByteBuf text = Unpooled.copiedBuffer(String.format("audit(%d.%03d:%d): pid=71 uid=0 auid=1000 ses=3"
                                + " msg='op=login acct=\"%s\" exe=\"/usr/sbin/sshd\" hostname=? addr=192.0.2.7 terminal=ssh"
                                + " res=success'", time.getEpochSecond(), time.toEpochMilli() % 1000, serial, account),
                        StandardCharsets.UTF_8);
                intake.record(AuditMessageType.USER_LOGIN, text);
                text.release();
            }
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    URI uri(String path) {
        return URI.create("http://" + server.address() + path);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> getLater(String path) {
        return client.sendAsync(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body, @Nullable String token) throws IOException, InterruptedException {
        return post(path, body, token, "text/plain");
    }

    HttpResponse<String> post(String path, String body, @Nullable String token, String type)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", type);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(get(path).body());
    }

    static JsonNode parse(String json) throws IOException {
        return JSON.readTree(json);
    }

    /** Follows the newest events. */
    Follower follow(String filter) throws IOException, InterruptedException {
        return new Follower(client.send(HttpRequest.newBuilder(uri("/api/tail?filter=" + encoded(filter))).build(),
                HttpResponse.BodyHandlers.ofInputStream()).body());
    }

    /** What a reader of the tail has got. Read by a thread of its own. */
    static final class Follower implements AutoCloseable {
        private final InputStream stream;
        private final List<JsonNode> rows = new ArrayList<>();
        private long samples;
        private long shown;
        private long skipped;
        private long most;

        Follower(InputStream stream) {
            this.stream = stream;
            Thread thread = new Thread(this::read, "follower");
            thread.setDaemon(true);
            thread.start();
        }

        private void read() {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                String event = "";
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (line.startsWith("event: ")) {
                        event = line.substring(7);
                    } else if (line.startsWith("data: ")) {
                        take(event, parse(line.substring(6)));
                    }
                }
            } catch (IOException e) {
                // closed
            }
        }

        private synchronized void take(String event, JsonNode data) {
            if (event.equals("sample")) {
                samples++;
                shown += data.get("shown").asLong();
                skipped += data.get("skipped").asLong();
                most = Math.max(most, data.get("shown").asLong());
            } else {
                rows.add(data);
            }
        }

        synchronized long samples() {
            return samples;
        }

        synchronized long shown() {
            return shown;
        }

        synchronized long skipped() {
            return skipped;
        }

        /** The most rows of one interval. */
        synchronized long most() {
            return most;
        }

        synchronized List<JsonNode> rows() {
            return List.copyOf(rows);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        try {
            forwarder.close(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
