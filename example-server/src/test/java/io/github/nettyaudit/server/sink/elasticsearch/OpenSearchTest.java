package io.github.nettyaudit.server.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nettyaudit.codec.event.AuditLogReader;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.daemon.sink.DocumentOrigin;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkBatchBuilder;
import io.github.nettyaudit.daemon.sink.SinkOutcome;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.server.AuditServer;
import io.github.nettyaudit.server.format.EncoderSettings;
import io.github.nettyaudit.server.format.EventFormat;
import io.github.nettyaudit.server.sink.Documents;
import io.github.nettyaudit.server.sink.SinkWindow;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink with a real OpenSearch, which is killed and started again. */
class OpenSearchTest {
    @TempDir
    private static Path directory;
    private static OpenSearchServer server;

    private final List<EventSink> sinks = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        server = new OpenSearchServer(directory);
        server.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void closeSinks() throws Exception {
        for (EventSink sink : sinks) {
            sink.close(Duration.ofSeconds(1)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private EventSink sink(Map<String, ?> values) throws Exception {
        Map<String, Object> all = new HashMap<>(Map.of("urls", server.url()));
        all.putAll(values);
        EventSink sink = new ElasticsearchSinkFactory().create("test", SinkSettings.of(ElasticsearchSettings.ALL, all));
        sinks.add(sink);
        return sink;
    }

    private static SinkResult answer(EventSink sink, SinkBatch batch) throws Exception {
        return SinkWindow.answer(sink, batch).get(60, TimeUnit.SECONDS);
    }

    private static List<String> ids(String host, int count) {
        return LongStream.range(0, count).mapToObj(i -> Documents.origin(host, i).documentId()).toList();
    }

    @Test
    void aDocumentThatIsSentAgainIsThereOnceAndHostsDoNotCollide() throws Exception {
        EventSink sink = sink(Map.of("index", "again"));
        for (String host : List.of("alpha", "beta", "alpha")) {
            assertThat(answer(sink, Documents.batch(host, 0, 50)).isAccepted()).isTrue();
        }
        List<String> expected = new ArrayList<>(ids("alpha", 50));
        expected.addAll(ids("beta", 50));
        assertThat(server.ids("again")).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void oneDocumentThatDoesNotFitIsRefusedAndTheOthersAreThere() throws Exception {
        server.request("PUT", "/mapped", "{\"mappings\":{\"properties\":{\"text\":{\"type\":\"long\"}}}}");
        SinkBatchBuilder builder = new SinkBatchBuilder();
        for (int i = 0; i < 3; i++) {
            builder.buffer().writeCharSequence("{\"text\":" + (i == 1 ? "\"one\"" : i) + "}\n", UTF_8);
            builder.add(Documents.origin("alpha", i));
        }
        SinkResult result = answer(sink(Map.of("index", "mapped")), builder.build());
        assertThat(IntStream.range(0, 3).mapToObj(result::outcome)).containsExactly(SinkOutcome.ACCEPTED,
                SinkOutcome.REFUSED, SinkOutcome.ACCEPTED);
        assertThat(result.reason(1)).contains("mapper_parsing_exception").contains("[text]")
                .as("the text of an event").doesNotContain("'one'").doesNotContain("\"one\"");
        assertThat(server.ids("mapped")).containsExactlyInAnyOrder(Documents.origin("alpha", 0).documentId(),
                Documents.origin("alpha", 2).documentId());
    }

    @Test
    void aDataStreamHasTheTimeOfTheEvent() throws Exception {
        server.request("PUT", "/_index_template/streams", "{\"index_patterns\":[\"logs-*\"],\"data_stream\":{}}");
        EventSink sink = sink(Map.of("data-stream", "logs-audit-test"));
        for (int i = 0; i < 2; i++) {
            assertThat(answer(sink, Documents.batch("alpha", 0, 10)).isAccepted()).isTrue();
        }
        assertThat(server.ids("logs-audit-test")).containsExactlyInAnyOrderElementsOf(ids("alpha", 10));
        JsonNode hit = server.get("/logs-audit-test/_search?size=1&sort=@timestamp:desc").path("hits").path("hits").get(0);
        assertThat(hit.path("_source").path("@timestamp").asText())
                .isEqualTo(Documents.origin("alpha", 9).time().toString());
    }

    @Test
    void documentsOfEcsFitTheTemplateOfTheDocumentation() throws Exception {
        server.request("PUT", "/_index_template/documented",
                Files.readString(Path.of("../docs/examples/elasticsearch-template.json")));
        EventEncoder encoder = EventFormat.ECS.newEncoder(EncoderSettings.of(NameService.NONE));
        SinkBatchBuilder builder = new SinkBatchBuilder();
        try (InputStream log = AuditServer.class.getResourceAsStream("source/demo.log");
                AuditLogReader reader = new AuditLogReader(event -> {
                    encoder.encode(event, EventContext.ofHost("alpha"), builder.buffer());
                    builder.add(new DocumentOrigin(builder.size(), "alpha", event.seconds(), event.milliseconds(),
                            event.serial(), true));
                    event.release();
                })) {
            reader.read(Unpooled.wrappedBuffer(log.readAllBytes()));
        }
        SinkBatch events = builder.build();
        List<String> expected = IntStream.range(0, events.size()).mapToObj(events::documentId).toList();
        SinkResult result = answer(sink(Map.of("data-stream", "logs-audit-demo")), events);
        assertThat(result.isAccepted()).as(result.toString()).isTrue();
        assertThat(expected).hasSizeGreaterThan(10);
        assertThat(server.ids("logs-audit-demo")).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aServerThatTakesLessThanTheRequest() throws Exception {
        SinkBatch large = Documents.batch(LongStream.range(0, 400).mapToObj(i -> Documents.origin("alpha", i)).toList(), 10_000);
        assertThat(answer(sink(Map.of("index", "large", "compression", "none")), large).isAccepted()).isTrue();
        assertThat(server.ids("large")).containsExactlyInAnyOrderElementsOf(ids("alpha", 400));
    }

    @Test
    void whatIsNotSetUpIsWaitedFor() throws Exception {
        SinkResult result = answer(sink(Map.of("index", "piped", "pipeline", "absent")), Documents.batch("alpha", 0, 2));
        assertThat(result.outcome(0)).isEqualTo(SinkOutcome.TRY_AGAIN);
        assertThat(result.reason(1)).contains("pipeline with id [absent] does not exist");
    }

    @Test
    void aServerThatIsKilledHasEachEventOnce() throws Exception {
        EventSink sink = sink(Map.of("index", "killed"));
        assertThat(answer(sink, Documents.batch("alpha", 0, 500)).isAccepted()).isTrue();
        CompletableFuture<Void> restart = CompletableFuture.runAsync(() -> {
            server.kill();
            try {
                server.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        AtomicInteger failures = new AtomicInteger();
        for (int batch = 1; batch < 10 || !restart.isDone(); batch++) {
            long first = batch % 10 * 500L;
            await().atMost(Duration.ofSeconds(90)).pollDelay(Duration.ZERO).untilAsserted(() -> {
                SinkResult result = answer(sink, Documents.batch("alpha", first, 500));
                if (!result.isAccepted()) {
                    failures.incrementAndGet();
                    assertThat(result.reason(0)).as("why it is not taken").isNull();
                }
            });
        }
        restart.get(90, TimeUnit.SECONDS);
        assertThat(failures.get()).isPositive();
        assertThat(server.ids("killed")).containsExactlyInAnyOrderElementsOf(ids("alpha", 5000));
    }
}
