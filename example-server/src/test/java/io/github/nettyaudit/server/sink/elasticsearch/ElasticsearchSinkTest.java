package io.github.nettyaudit.server.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.daemon.sink.DocumentOrigin;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkBatchBuilder;
import io.github.nettyaudit.daemon.sink.SinkOutcome;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.tls.ClientTls;
import io.github.nettyaudit.server.http.ScriptedHttpServer;
import io.github.nettyaudit.server.http.ScriptedHttpServer.Reply;
import io.github.nettyaudit.server.http.ScriptedHttpServer.Request;
import io.github.nettyaudit.server.sink.Documents;
import io.github.nettyaudit.server.sink.SinkWindow;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sink with a server that does what real ones do only now and then. */
class ElasticsearchSinkTest {
    private static final String CREATED = "{\"create\":{\"status\":201}}";

    private final ScriptedHttpServer server = new ScriptedHttpServer(ElasticsearchSinkTest::created);
    private final List<EventSink> sinks = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (EventSink sink : sinks) {
            sink.close(Duration.ofSeconds(1)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        server.close();
    }

    private static int documents(Request request) {
        return request.text().split("\n").length / 2;
    }

    private static Reply created(Request request) {
        return items(IntStream.range(0, documents(request)).mapToObj(i -> CREATED).toList());
    }

    private static Reply items(List<String> items) {
        return Reply.of(200, "{\"errors\":true,\"items\":[" + String.join(",", items) + "]}", "Content-Type: application/json");
    }

    private static String item(int status, String type, String reason) {
        return "{\"create\":{\"status\":" + status + ",\"error\":{\"type\":\"" + type + "\",\"reason\":\"" + reason + "\"}}}";
    }

    private EventSink sink(Map<String, ?> values) throws Exception {
        Map<String, Object> all = new HashMap<>(Map.of("urls", server.url()));
        if (!values.containsKey("data-stream")) {
            all.put("index", "audit");
        }
        all.putAll(values);
        EventSink sink = new ElasticsearchSinkFactory().create("test", SinkSettings.of(ElasticsearchSettings.ALL, all));
        sinks.add(sink);
        return sink;
    }

    private static SinkResult answer(EventSink sink, SinkBatch batch) throws Exception {
        SinkResult result = SinkWindow.answer(sink, batch).get(30, TimeUnit.SECONDS);
        await().until(() -> batch.refCnt() == 0);
        return result;
    }

    private static SinkBatch batch(int size) {
        return Documents.batch("alpha", 0, size);
    }

    private static void allAgain(SinkResult result, int documents, String words) {
        for (int i = 0; i < documents; i++) {
            assertThat(result.outcome(i)).isEqualTo(SinkOutcome.TRY_AGAIN);
            assertThat(result.reason(i)).contains(words);
        }
    }

    @Test
    void aBatchIsOneRequestInWhichEachDocumentIsCreatedUnderItsId() throws Exception {
        EventSink sink = sink(Map.of("pipeline", "enrich", "user", "audit", "password", "secret"));
        assertThat(answer(sink, batch(2)).isAccepted()).isTrue();
        Request request = server.requests().get(0);
        assertThat(request.path()).startsWith("/audit/_bulk?filter_path=").endsWith("&pipeline=enrich");
        assertThat(request.headers().get("content-type")).isEqualTo("application/x-ndjson");
        assertThat(request.headers().get("authorization")).startsWith("Basic ");
        assertThat(request.text()).isEqualTo(IntStream.range(0, 2).mapToObj(i -> Documents.origin("alpha", i))
                .map(origin -> "{\"create\":{\"_id\":\"" + origin.documentId() + "\"}}\n" + Documents.json(origin, 100) + "\n")
                .collect(Collectors.joining()));
    }

    @Test
    void requestsAreCompressedUnlessTheyAreNotToBe() throws Exception {
        assertThat(answer(sink(Map.of()), batch(100)).isAccepted()).isTrue();
        assertThat(answer(sink(Map.of("compression", "none")), batch(100)).isAccepted()).isTrue();
        List<Request> requests = server.requests();
        assertThat(requests.get(0).text()).isEqualTo(requests.get(1).text());
        assertThat(Integer.parseInt(requests.get(0).headers().get(ScriptedHttpServer.SENT_LENGTH)))
                .isLessThan(requests.get(1).body().length / 5);
    }

    @Test
    void anIndexOfTheDayOfTheEvent() throws Exception {
        SinkBatchBuilder builder = new SinkBatchBuilder();
        for (long seconds : new long[] {0, 86_399, 86_400}) {
            builder.buffer().writeCharSequence("{}\n", UTF_8);
            builder.add(new DocumentOrigin(seconds, "h\"ost", seconds, 7, 1, true));
        }
        assertThat(answer(sink(Map.of("index", "audit-{yyyy.MM.dd}-x")), builder.build()).isAccepted()).isTrue();
        Request request = server.requests().get(0);
        assertThat(request.path()).startsWith("/_bulk?");
        assertThat(request.text().split("\n")).containsExactly(
                "{\"create\":{\"_index\":\"audit-1970.01.01-x\",\"_id\":\"h\\\"ost/0.007:1\"}}", "{}",
                "{\"create\":{\"_index\":\"audit-1970.01.01-x\",\"_id\":\"h\\\"ost/86399.007:1\"}}", "{}",
                "{\"create\":{\"_index\":\"audit-1970.01.02-x\",\"_id\":\"h\\\"ost/86400.007:1\"}}", "{}");
    }

    @Test
    void aDocumentOfADataStreamHasATime() throws Exception {
        SinkBatchBuilder builder = new SinkBatchBuilder();
        for (String document : List.of("{\"a\":1}\n", "{\"@timestamp\":\"2026-01-01T00:00:00Z\"}\n")) {
            builder.buffer().writeCharSequence(document, UTF_8);
            builder.add(new DocumentOrigin(0, "host", 1, 5, 1, true));
        }
        answer(sink(Map.of("data-stream", "logs-audit-default")), builder.build());
        assertThat(server.requests().get(0).path()).startsWith("/logs-audit-default/_bulk?");
        String[] lines = server.requests().get(0).text().split("\n");
        assertThat(lines[1]).isEqualTo("{\"@timestamp\":\"1970-01-01T00:00:01.005Z\",\"a\":1}");
        assertThat(lines[3]).isEqualTo("{\"@timestamp\":\"2026-01-01T00:00:00Z\"}");
    }

    @Test
    void anIdThatIsTooLongBecomesADigest() {
        assertThat(BulkBody.id("a/1.000:1")).isEqualTo("a/1.000:1");
        assertThat(BulkBody.id("é".repeat(256))).hasSize(256);
        assertThat(BulkBody.id("é".repeat(257))).matches("[0-9a-f]{64}").isNotEqualTo(BulkBody.id("é".repeat(258)));
    }

    @Test
    void aReasonDoesNotRepeatTheTextOfTheEvent() throws Exception {
        server.script(request -> items(List.of("{\"create\":{\"status\":400,\"error\":{\"type\":\"document_parsing_exception\","
                + "\"reason\":\"[1:9] failed to parse field [x] of type [long]. Preview of field's value: 's3cret'\","
                + "\"caused_by\":{\"type\":\"illegal_argument_exception\",\"reason\":\"For input string: \\\"s3cret\\\"\"}}}}")));
        assertThat(answer(sink(Map.of()), batch(1)).reason(0)).isEqualTo("the server refuses it (400):"
                + " document_parsing_exception: [1:9] failed to parse field [x] of type [long] (illegal_argument_exception)");
    }

    @Test
    void eachDocumentHasItsOwnOutcome() throws Exception {
        server.script(request -> items(List.of(CREATED, item(409, "version_conflict_engine_exception", "exists"),
                item(400, "mapper_parsing_exception", "failed to parse"), item(429, "es_rejected_execution_exception", "full"),
                item(503, "unavailable_shards_exception", "none"), item(403, "security_exception", "no"),
                item(404, "index_not_found_exception", "no"), item(500, "exception", "oops"))));
        SinkResult result = answer(sink(Map.of()), batch(8));
        assertThat(IntStream.range(0, 8).mapToObj(result::outcome)).containsExactly(SinkOutcome.ACCEPTED, SinkOutcome.ACCEPTED,
                SinkOutcome.REFUSED, SinkOutcome.TRY_AGAIN, SinkOutcome.TRY_AGAIN, SinkOutcome.TRY_AGAIN,
                SinkOutcome.TRY_AGAIN, SinkOutcome.TRY_AGAIN);
        assertThat(result.reason(2))
                .isEqualTo("the server refuses it (400): mapper_parsing_exception: failed to parse");
        assertThat(result.reason(3)).startsWith("the server is overloaded (429): ");
    }

    @ParameterizedTest
    @CsvSource({"invalid_index_name_exception, no", "validation_exception, too many shards",
            "illegal_argument_exception, pipeline with id [x] does not exist"})
    void whatTheOperatorCanMendIsSentAgain(String type, String reason) throws Exception {
        server.script(request -> items(List.of(item(400, type, reason))));
        allAgain(answer(sink(Map.of()), batch(1)), 1, reason);
    }

    @ParameterizedTest
    @CsvSource({"401, does not accept the login", "403, does not allow this", "404, check urls", "429, is overloaded",
            "500, the status 500: body", "502, not available", "503, not available", "504, not available", "400, refuses it"})
    void anAnswerThatIsNoSuccess(int status, String words) throws Exception {
        server.script(request -> Reply.of(status, "body"));
        allAgain(answer(sink(Map.of()), batch(3)), 3, words);
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        server.script(request -> Reply.of(302, "", "Location: " + server.url() + "/other"));
        allAgain(answer(sink(Map.of()), batch(2)), 2, "the server redirects to " + server.url());
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nothing", "{}", "[]", "{\"items\":[]}", "{\"items\":[{\"create\":{\"status\":201}}]}",
            "{\"items\":[{\"create\":{\"status\":201}},{\"create\":{}}]}", "{\"items\":[{\"index\":{\"status\":201}},{}]}",
            "{\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":201}}",
            "{\"items\":[{\"create\":{\"status\":201}},{\"create\":{\"status\":201}}]} more"})
    void aSuccessThatIsNone(String body) throws Exception {
        server.script(request -> Reply.of(200, body));
        allAgain(answer(sink(Map.of()), batch(2)), 2, "does not answer as Elasticsearch does");
    }

    @Test
    void aConnectionThatIsCutInTheAnswer() throws Exception {
        server.script(request -> Reply.cut("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"errors\":false,\"items\":[" + CREATED));
        allAgain(answer(sink(Map.of()), batch(1)), 1, "closed before the answer was complete");
    }

    @Test
    void nothingIsSentForAsLongAsTheServerAsks() throws Exception {
        server.script(request -> Reply.of(429, "", "Retry-After: 3600"));
        EventSink sink = sink(Map.of());
        allAgain(answer(sink, batch(1)), 1, "overloaded");
        server.script(ElasticsearchSinkTest::created);
        allAgain(answer(sink, batch(1)), 1, "the server has asked to wait for another");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void requestsAreMadeSmallerUntilTheServerTakesThem() throws Exception {
        server.script(request -> request.body().length > 40_000 ? Reply.of(413, "") : created(request));
        EventSink sink = sink(Map.of());
        assertThat(answer(sink, batch(1000)).isAccepted()).isTrue();
        List<Request> taken = server.requests().stream().filter(request -> request.body().length <= 40_000).toList();
        assertThat(taken.stream().mapToInt(ElasticsearchSinkTest::documents).sum()).isEqualTo(1000);
        assertThat(String.join("", taken.stream().map(Request::text).toList()))
                .contains("\"_id\":\"" + Documents.origin("alpha", 999).documentId());
        int before = server.requests().size();
        assertThat(answer(sink, batch(1000)).isAccepted()).isTrue();
        assertThat(server.requests().subList(before, server.requests().size()))
                .allMatch(request -> request.body().length <= 40_000).as("the limit is remembered");
    }

    @Test
    void aDocumentThatIsTooLargeIsRefusedAlone() throws Exception {
        server.script(request -> request.text().contains("x".repeat(5000)) ? Reply.of(413, "") : created(request));
        SinkBatchBuilder builder = new SinkBatchBuilder();
        for (int i = 0; i < 5; i++) {
            builder.buffer().writeCharSequence(Documents.json(Documents.origin("a", i), i == 3 ? 5000 : 5) + '\n', UTF_8);
            builder.add(Documents.origin("a", i));
        }
        SinkResult result = answer(sink(Map.of()), builder.build());
        assertThat(IntStream.range(0, 5).mapToObj(result::outcome)).containsExactly(SinkOutcome.ACCEPTED,
                SinkOutcome.ACCEPTED, SinkOutcome.ACCEPTED, SinkOutcome.REFUSED, SinkOutcome.ACCEPTED);
        assertThat(result.reason(3)).contains("http.max_content_length");
    }

    @Test
    void aLargeBatchIsSeveralRequestsOneAfterTheOther() throws Exception {
        assertThat(answer(sink(Map.of("max-request-size", "16KiB")), batch(500)).isAccepted()).isTrue();
        assertThat(server.requests()).hasSizeGreaterThan(3).allMatch(request -> request.body().length <= 16 << 10);
        assertThat(server.accepted()).isOne();
        server.script(request -> request.number() % 3 == 0 ? Reply.of(503, "") : created(request));
        SinkResult result = answer(sink(Map.of("max-request-size", "16KiB")), batch(500));
        List<SinkOutcome> outcomes = IntStream.range(0, 500).mapToObj(result::outcome).toList();
        assertThat(outcomes.subList(outcomes.indexOf(SinkOutcome.TRY_AGAIN), 500)).containsOnly(SinkOutcome.TRY_AGAIN);
        assertThat(outcomes.get(499)).isEqualTo(SinkOutcome.TRY_AGAIN);
    }

    @Test
    void aBatchThatIsGivenUp() throws Exception {
        server.script(request -> Reply.NONE);
        EventSink sink = sink(Map.of());
        SinkBatch batch = batch(1);
        CompletableFuture<SinkResult> answer = SinkWindow.answer(sink, batch);
        await().until(() -> server.requests().size() == 1);
        answer.cancel(false);
        await().until(() -> batch.refCnt() == 0 && server.open() == 0);
    }

    @Test
    void anEncryptedConnection(@TempDir Path directory) throws Exception {
        X509Bundle authority = new CertificateBuilder().subject("CN=authority").setIsCertificateAuthority(true).buildSelfSigned();
        X509Bundle own = new CertificateBuilder().subject("CN=server").addSanDnsName("localhost")
                .addExtendedKeyUsageServerAuth().buildIssuedBy(authority);
        Path trust = Files.writeString(directory.resolve("authority.pem"), authority.getCertificatePEM());
        try (ScriptedHttpServer encrypted = new ScriptedHttpServer(ElasticsearchSinkTest::created, SslContextBuilder
                .forServer(own.getKeyPair().getPrivate(), own.getCertificatePath()).sslProvider(SslProvider.JDK).build())) {
            Map<String, Object> trusting = Map.of("urls", encrypted.url(), "tls.trust", trust.toString(), "api-key", "a");
            assertThat(answer(sink(trusting), batch(2)).isAccepted()).isTrue();
            assertThat(encrypted.requests().get(0).headers().get("authorization")).isEqualTo("ApiKey a");
            allAgain(answer(sink(Map.of("urls", encrypted.url())), batch(1)), 1,
                    encrypted.url() + ": the request cannot be sent: the server's certificate is not signed by an authority");
            allAgain(answer(sink(Map.of("urls", encrypted.url().replace("localhost", "127.0.0.1"), "tls.trust",
                    trust.toString())), batch(1)), 1, "the server's certificate has another name");
            assertThatThrownBy(() -> sink(Map.of("tls.trust", trust.toString()))).hasMessageContaining("must begin with https://");
            assertThatThrownBy(() -> sink(Map.of("urls", "https://a", "tls.enabled", false)))
                    .hasMessageContaining("tls.enabled: is false");
        }
    }

    @Test
    void theDocumentationNamesEverySetting() throws Exception {
        String text = Files.readString(Path.of("../docs/FORWARDER.md"));
        String section = text.substring(text.indexOf("## Elasticsearch and OpenSearch"));
        for (SettingKey<?> key : ElasticsearchSettings.ALL) {
            if (key != ClientTls.ENABLED) {
                assertThat(section).contains('`' + key.name() + '`');
            }
        }
    }

    @Test
    void isInstalled() {
        assertThat(EventSinks.installed().get("elasticsearch")).isInstanceOf(ElasticsearchSinkFactory.class)
                .matches(factory -> !factory.isOrdered());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Audit", "", "-a", "_a", "a b", "a/b", "..", "a-{yyyy", "a-{QQ}", "a\"b", "a*", "a,b", "a-{yyyy.MM.dd}-{MM}"})
    void namesThatNoIndexHas(String name) {
        assertThatThrownBy(() -> sink(Map.of("index", name))).hasMessageContaining("index: ");
    }

    @Test
    void anIndexOrADataStream() {
        assertThatThrownBy(() -> new ElasticsearchSinkFactory().create("test",
                SinkSettings.of(ElasticsearchSettings.ALL, Map.of("urls", "http://a"))))
                .hasMessageContaining("index: is missing; name an index or a data-stream");
        assertThatThrownBy(() -> new ElasticsearchSinkFactory().create("test", SinkSettings.of(ElasticsearchSettings.ALL,
                Map.of("urls", "http://a", "index", "a", "data-stream", "b")))).hasMessageContaining("name one of them");
    }
}
