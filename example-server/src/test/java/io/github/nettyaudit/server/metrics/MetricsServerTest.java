package io.github.nettyaudit.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.daemon.forward.ForwarderOptions;
import io.github.nettyaudit.daemon.forward.SinkPlan;
import io.github.nettyaudit.daemon.intake.Intake;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.metrics.AuditMetric;
import io.github.nettyaudit.daemon.metrics.ForwarderMetrics;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.sink.scripted.SinkStep;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.github.nettyaudit.server.option.ListenAddress;
import io.github.nettyaudit.server.web.Readers;
import io.github.nettyaudit.server.web.WebCounters;
import io.github.nettyaudit.server.web.WebDoor;
import io.github.nettyaudit.server.web.WebToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server of the metrics answers, for a forwarder with a sink that takes events and one that is down for a while. */
class MetricsServerTest {
    private static final String SECRET = "a-secret-of-the-metrics";

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ScriptedSink down = new ScriptedSink().thenAlways(SinkStep.answer(SinkResult.tryAgain("down")));
    private final Map<String, WebCounters> doors = Map.of("metrics", new WebCounters(), "page", new WebCounters());
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;
    private Forwarder forwarder;
    private HealthWatch health;
    private MetricsServer server;

    private static SinkPlan sink(String name, ScriptedSink sink) {
        return SinkPlan.of(name, sink, new RawEventEncoder());
    }

    @BeforeEach
    void start() throws Exception {
        forwarder = Forwarder.onDisk(ForwarderOptions.of(IntakeOptions.of(directory.resolve("ring/intake.ring"))
                        .withCapacity(IntakeOptions.MIN_CAPACITY).withNotices(notice -> { })),
                SpoolOptions.builder(directory.resolve("spool")).notices(notice -> { }).build(),
                List.of(sink("up", new ScriptedSink()), sink("down", down)));
        health = new HealthWatch(null, List.of(group.next()), forwarder::status, Duration.ofSeconds(1),
                new ReadyNotices(said::add, said::add),
                Duration.ofSeconds(3));
        open(null);
    }

    private void open(@Nullable WebToken token) throws Exception {
        server = MetricsServer.open(WebDoor.builder(ListenAddress.parse("127.0.0.1:0")).readers(Readers.ANYBODY).token(token)
                .build(), null, forwarder, health, doors, "1.2.3");
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        health.close();
        forwarder.close(Duration.ofMillis(200));
        group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).await();
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + server.address() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void give(int first, int last) {
        try (Intake intake = forwarder.intake()) {
            for (int serial = first; serial <= last; serial++) {
                ByteBuf text = Unpooled.copiedBuffer("audit(1764172800.123:" + serial + "): pid=1 msg='x'",
                        StandardCharsets.US_ASCII);
                intake.record(AuditMessageType.USER_LOGIN, text);
                text.release();
            }
        }
    }

    private double number(String sample) throws Exception {
        Matcher matcher = Pattern.compile("(?m)^" + Pattern.quote(sample) + " (.*)$").matcher(get("/metrics").body());
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
    }

    @Test
    void hasTheNamesOfTheListWithTypeAndMeaning() throws Exception {
        give(1, 100);
        await().until(() -> number("audit_sink_documents_total{sink=\"up\"}") == 100);
        HttpResponse<String> answer = get("/metrics");
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        List<String> lines = answer.body().lines().toList();
        for (AuditMetric metric : ForwarderMetrics.of(forwarder.status()).values().keySet()) {
            assertThat(lines).contains("# TYPE " + metric.name() + ' ' + (metric.kind() == AuditMetric.Kind.COUNTER ? "counter"
                    : "gauge"), "# HELP " + metric.name() + ' ' + metric.meaning());
            assertThat(lines).as(metric.name()).anyMatch(line -> line.startsWith(metric.name() + (metric.label().isEmpty()
                    ? " " : '{' + metric.label() + "=\"")));
        }
        assertThat(lines).contains("audit_sink_lag_events{sink=\"down\"} 100.0", "audit_intake_records_total 100.0",
                "audit_server_version{version=\"1.2.3\"} 1.0");
        assertThat(lines).anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
                .anyMatch(line -> line.startsWith("jvm_threads_live_threads "))
                .anyMatch(line -> line.startsWith("jvm_gc_")).anyMatch(line -> line.startsWith("process_cpu_seconds_total "));
    }

    @Test
    void promtoolFindsNothing() throws Exception {
        give(1, 10);
        System.gc(); // so that the meters of collections are there
        await().until(() -> number("audit_sink_documents_total{sink=\"up\"}") == 10);
        String metrics = get("/metrics").body();
        assertThat(Promtool.run(metrics.getBytes(StandardCharsets.UTF_8), "check", "metrics"))
                .isEqualTo(new Promtool.Result(0, ""));
        assertThat(Promtool.run("wrong_total{ 1\n".getBytes(StandardCharsets.UTF_8), "check", "metrics").code())
                .as("the test can fail").isNotZero();
    }

    @Test
    void countsWhatHappensAtTheDoorsAlsoAfterOneWasOpenedAnew() throws Exception {
        get("/metrics");
        get("/nothing");
        assertThat(number("audit_web_requests_total{door=\"metrics\"}")).isEqualTo(2);
        assertThat(number("audit_web_refusals_total{door=\"metrics\"}")).isEqualTo(1);
        assertThat(number("audit_web_connections{door=\"metrics\"}")).isEqualTo(1);
        assertThat(number("audit_web_requests_total{door=\"page\"}")).isZero();
        server.close();
        open(null);
        assertThat(number("audit_web_requests_total{door=\"metrics\"}")).isEqualTo(6);
        assertThat(number("audit_web_connections{door=\"metrics\"}")).as("those of before are closed").isEqualTo(1);
        assertThat(number("audit_web_failures_total{door=\"metrics\"}")).isZero();
        assertThat(number("audit_web_streams{door=\"metrics\"}")).isZero();
    }

    @Test
    void followsTheSinks() throws Exception {
        forwarder.replaceSinks(List.of("up"), () -> List.of(sink("new", new ScriptedSink())), Duration.ofSeconds(5));
        assertThat(get("/metrics").body()).contains("{sink=\"new\"}").doesNotContain("{sink=\"up\"}");
    }

    @Test
    void isReadyAgainWhenTheSinkTakesEvents() throws Exception {
        await().untilAsserted(() -> assertThat(get("/readyz").body()).isEqualTo("{\"ready\":true,\"reasons\":[]}\n"));
        give(1, 10);
        await().atMost(Duration.ofSeconds(20)).until(() -> get("/readyz").statusCode() == 503);
        assertThat(get("/readyz").body()).matches("\\{\"ready\":false,\"reasons\":\\[\"the sink down is [0-9]+ seconds behind,"
                + " with 10 events to go\"\\]\\}\n");
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        down.thenAlways(SinkStep.ACCEPT);
        await().atMost(Duration.ofSeconds(20)).until(() -> get("/readyz").statusCode() == 200);
    }

    @Test
    void isNotAliveWhileAnEventLoopIsStuck() throws Exception {
        assertThat(get("/healthz").body()).isEqualTo("{\"alive\":true,\"reasons\":[]}\n");
        CountDownLatch stuck = new CountDownLatch(1);
        EventLoop loop = group.next();
        loop.execute(() -> {
            try {
                stuck.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> get("/healthz").statusCode() == 503);
            assertThat(get("/healthz").body()).contains("the event loop 1 is stuck for ");
            assertThat(get("/readyz").body()).contains("\"ready\":false", "the event loop 1 is stuck for ");
        } finally {
            stuck.countDown();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> get("/healthz").statusCode() == 200);
    }

    @Test
    void givesReasonsToThoseWithTheToken() throws Exception {
        server.close();
        open(WebToken.of(SECRET));
        give(1, 10);
        await().atMost(Duration.ofSeconds(20)).until(() -> get("/readyz").statusCode() == 503);
        assertThat(get("/readyz").body()).isEqualTo("{\"ready\":false}\n");
        assertThat(get("/readyz", "Authorization", "Bearer " + SECRET).body()).contains("the sink down is");
        assertThat(get("/metrics").statusCode()).isEqualTo(401);
        assertThat(get("/metrics", "Authorization", "Bearer " + SECRET).statusCode()).isEqualTo(200);
    }
}
