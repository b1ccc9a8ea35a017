package io.github.nettyaudit.server.sink.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkOutcome;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.tls.ClientTls;
import io.github.nettyaudit.server.http.ScriptedHttpServer;
import io.github.nettyaudit.server.http.ScriptedHttpServer.Reply;
import io.github.nettyaudit.server.http.ScriptedHttpServer.Request;
import io.github.nettyaudit.server.sink.Documents;
import io.github.nettyaudit.server.sink.SinkWindow;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.logs.v1.LogRecord;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sink over HTTP, with a receiver that reads and writes with the official classes. */
class OtlpHttpTest {
    private static final String PROTOBUF = "Content-Type: application/x-protobuf";
    private static final Reply TAKEN = Reply.of(200, ExportLogsServiceResponse.getDefaultInstance().toByteArray(), PROTOBUF);

    private final ScriptedHttpServer server = new ScriptedHttpServer(request -> TAKEN);
    private final List<EventSink> sinks = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (EventSink sink : sinks) {
            sink.close(Duration.ofSeconds(1)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        server.close();
    }

    private EventSink sink(Map<String, ?> values) throws Exception {
        Map<String, Object> all = new HashMap<>(Map.of("urls", server.url()));
        all.putAll(values);
        EventSink sink = new OtlpSinkFactory().create("test", SinkSettings.of(OtlpSettings.ALL, all));
        sinks.add(sink);
        return sink;
    }

    private static SinkResult answer(EventSink sink, SinkBatch batch) throws Exception {
        SinkResult result = SinkWindow.answer(sink, batch).get(30, TimeUnit.SECONDS);
        await().until(() -> batch.refCnt() == 0);
        return result;
    }

    private static void all(SinkResult result, int documents, SinkOutcome outcome, String words) {
        for (int i = 0; i < documents; i++) {
            assertThat(result.outcome(i)).isEqualTo(outcome);
            assertThat(result.reason(i)).contains(words);
        }
    }

    private static ExportLogsServiceRequest message(Request request) {
        try {
            return ExportLogsServiceRequest.parseFrom(request.body());
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "none"})
    void aBatchIsOneRequest(String compression) throws Exception {
        EventSink sink = sink(Map.of("compression", compression, "header.name", "x-team", "header.value", "secret",
                "bearer-token", "token", "service-name", "audit"));
        assertThat(answer(sink, OtlpDocuments.batch("alpha", 0, 300)).isAccepted()).isTrue();
        Request request = server.requests().get(0);
        assertThat(request.path()).isEqualTo("/v1/logs");
        assertThat(request.headers().get("content-type")).isEqualTo("application/x-protobuf");
        assertThat(request.headers().get("x-team")).isEqualTo("secret");
        assertThat(request.headers().get("authorization")).isEqualTo("Bearer token");
        ExportLogsServiceRequest message = message(request);
        assertThat(OtlpDocuments.ids(message)).containsExactlyElementsOf(OtlpDocuments.ids("alpha", 0, 300));
        assertThat(message.getResourceLogs(0).getResource().getAttributes(0).getValue().getStringValue()).isEqualTo("audit");
        LogRecord record = OtlpDocuments.records(message).get(7);
        assertThat(record.getObservedTimeUnixNano()).isPositive();
        assertThat(record.toBuilder().clearObservedTimeUnixNano().build()).isEqualTo(OtlpDocuments.record("alpha", 7));
    }

    @Test
    void aDocumentOfAnotherFormatIsTheBody() throws Exception {
        assertThat(answer(sink(Map.of()), Documents.batch("alpha", 0, 2)).isAccepted()).isTrue();
        List<LogRecord> records = OtlpDocuments.records(message(server.requests().get(0)));
        assertThat(records).hasSize(2);
        assertThat(records.get(1).getBody().getStringValue())
                .isEqualTo(Documents.json(Documents.origin("alpha", 1), 100));
        assertThat(records.get(1).getTimeUnixNano())
                .isEqualTo(Documents.origin("alpha", 1).time().toEpochMilli() * 1_000_000);
        assertThat(OtlpDocuments.ids(message(server.requests().get(0)))).isEqualTo(OtlpDocuments.ids("alpha", 0, 2));
    }

    @Test
    void aPathOfTheReceiverIsKept() throws Exception {
        assertThat(answer(sink(Map.of("urls", server.url() + "/tenant/")), OtlpDocuments.batch("a", 0, 1)).isAccepted())
                .isTrue();
        assertThat(server.requests().get(0).path()).isEqualTo("/tenant/v1/logs");
    }

    @Test
    void whatAReceiverRejectsIsRefused() throws Exception {
        server.script(request -> Reply.of(200, ExportLogsServiceResponse.newBuilder().setPartialSuccess(
                ExportLogsPartialSuccess.newBuilder().setRejectedLogRecords(2).setErrorMessage("too old")).build().toByteArray(),
                PROTOBUF));
        all(answer(sink(Map.of()), OtlpDocuments.batch("a", 0, 3)), 3, SinkOutcome.REFUSED,
                "the receiver has rejected 2 of the 3 records of this request, and does not say which: too old");
        server.script(request -> Reply.of(200, ExportLogsServiceResponse.newBuilder().setPartialSuccess(
                ExportLogsPartialSuccess.newBuilder().setErrorMessage("only a warning")).build().toByteArray(), PROTOBUF));
        assertThat(answer(sink(Map.of()), OtlpDocuments.batch("a", 0, 3)).isAccepted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"401, does not accept the login", "403, does not allow", "404, check urls", "429, is overloaded", "500, the status 500",
            "502, not available", "503, not available", "504, not available", "302, redirects", "400, refuses the request"})
    void whatIsSentAgain(int status, String words) throws Exception {
        server.script(request -> Reply.of(status, "<html>", "Content-Type: text/html"));
        all(answer(sink(Map.of()), OtlpDocuments.batch("a", 0, 2)), 2, SinkOutcome.TRY_AGAIN, words);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void nothingIsSentForAsLongAsTheReceiverAsks() throws Exception {
        server.script(request -> Reply.of(503, "", "Retry-After: 3600"));
        EventSink sink = sink(Map.of());
        all(answer(sink, OtlpDocuments.batch("a", 0, 1)), 1, SinkOutcome.TRY_AGAIN, "not available");
        all(answer(sink, OtlpDocuments.batch("a", 0, 1)), 1, SinkOutcome.TRY_AGAIN, "has asked to wait");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void theRecordThatARequestIsRefusedForIsFound() throws Exception {
        String bad = Documents.origin("a", 5).documentId();
        server.script(request -> OtlpDocuments.ids(message(request)).contains(bad) ? Reply.of(400,
                Status.newBuilder().setCode(3).setMessage("bad record").build().toByteArray(), PROTOBUF) : TAKEN);
        SinkResult result = answer(sink(Map.of()), OtlpDocuments.batch("a", 0, 8));
        assertThat(IntStream.range(0, 8).filter(i -> result.outcome(i) == SinkOutcome.REFUSED)).containsExactly(5);
        assertThat(result.reason(5)).isEqualTo("the receiver refuses the request (400): bad record");
        assertThat(IntStream.range(0, 8).filter(i -> result.outcome(i) == SinkOutcome.ACCEPTED)).hasSize(7);
    }

    @Test
    void nothingOvertakesABatchThatFailed() throws Exception {
        server.script(request -> request.number() == 1 ? Reply.of(503, "") : TAKEN);
        EventSink sink = sink(Map.of());
        List<CompletableFuture<SinkResult>> answers = new ArrayList<>();
        for (int batch = 0; batch < 4; batch++) {
            answers.add(SinkWindow.answer(sink, OtlpDocuments.batch("a", batch * 10L, 10)));
        }
        all(answers.get(0).get(20, TimeUnit.SECONDS), 10, SinkOutcome.TRY_AGAIN, "not available");
        for (CompletableFuture<SinkResult> answer : answers.subList(1, 4)) {
            all(answer.get(20, TimeUnit.SECONDS), 10, SinkOutcome.TRY_AGAIN, "not available");
        }
        SinkWindow window = new SinkWindow(sink);
        for (int batch = 0; batch < 4; batch++) {
            window.send(OtlpDocuments.batch("a", batch * 10L, 10));
        }
        window.finish();
        List<String> taken = new ArrayList<>();
        server.requests().subList(1, server.requests().size()).forEach(request -> taken.addAll(OtlpDocuments.ids(message(request))));
        assertThat(taken).containsExactlyElementsOf(OtlpDocuments.ids("a", 0, 40));
    }

    @Test
    void aRequestThatIsTooLargeIsDivided() throws Exception {
        server.script(request -> request.body().length > 20_000 ? Reply.of(413, "") : TAKEN);
        assertThat(answer(sink(Map.of()), OtlpDocuments.batch("a", 0, 1000)).isAccepted()).isTrue();
        List<String> taken = new ArrayList<>();
        server.requests().stream().filter(request -> request.body().length <= 20_000)
                .forEach(request -> taken.addAll(OtlpDocuments.ids(message(request))));
        assertThat(taken).containsExactlyElementsOf(OtlpDocuments.ids("a", 0, 1000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "\u0000", "\u0008", "\n\u00ff"})
    void aSuccessThatIsNone(String body) throws Exception {
        server.script(request -> Reply.of(200, body));
        all(answer(sink(Map.of()), OtlpDocuments.batch("a", 0, 1)), 1, SinkOutcome.TRY_AGAIN, "does not answer as OTLP does");
    }

    @Test
    void isInstalledAndDocumented() throws Exception {
        assertThat(EventSinks.installed().get("otlp")).isInstanceOf(OtlpSinkFactory.class);
        String text = Files.readString(Path.of("../docs/FORWARDER.md"));
        String section = text.substring(text.indexOf("## OTLP"));
        for (SettingKey<?> key : OtlpSettings.ALL) {
            if (key != ClientTls.ENABLED) {
                assertThat(section).contains('`' + key.name() + '`');
            }
        }
    }

    @Test
    void settingsThatContradictEachOther() {
        assertThatThrownBy(() -> sink(Map.of("protocol", "grpc", "compression", "zstd"))).hasMessageContaining("use gzip");
        assertThatThrownBy(() -> sink(Map.of("protocol", "grpc", "urls", "http://a/b"))).hasMessageContaining("has a path");
        assertThatThrownBy(() -> sink(Map.of("urls", "http://a/v1/logs"))).hasMessageContaining("which the sink adds");
        assertThatThrownBy(() -> sink(Map.of("header.name", "a"))).hasMessageContaining("header.value: is missing");
        assertThatThrownBy(() -> sink(Map.of("header.name", "a", "header.value", "secret-word\r\nb: c")))
                .hasMessageContaining("header.value: has characters").message().doesNotContain("secret-word");
        assertThatThrownBy(() -> sink(Map.of("urls", "http://a", "header.name", "a", "header.value", "secret-word")))
                .hasMessageContaining("sent only to https://").message().doesNotContain("secret-word");
    }
}
