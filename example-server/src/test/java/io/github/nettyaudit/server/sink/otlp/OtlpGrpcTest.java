package io.github.nettyaudit.server.sink.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkOutcome;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.server.http.ScriptedHttpServer;
import io.github.nettyaudit.server.sink.Documents;
import io.github.nettyaudit.server.sink.SinkWindow;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sink over gRPC, with a server of grpc-java and the official classes. */
class OtlpGrpcTest {
    private final List<EventSink> sinks = new ArrayList<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<Metadata> headers = new CopyOnWriteArrayList<>();
    private volatile BiConsumer<ExportLogsServiceRequest, StreamObserver<ExportLogsServiceResponse>> script = this::take;
    private @Nullable Server server;

    @AfterEach
    void close() throws Exception {
        for (EventSink sink : sinks) {
            sink.close(Duration.ofSeconds(1)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        if (server != null) {
            server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    private void take(ExportLogsServiceRequest request, StreamObserver<ExportLogsServiceResponse> answer) {
        taken.addAll(OtlpDocuments.ids(request));
        answer.onNext(ExportLogsServiceResponse.getDefaultInstance());
        answer.onCompleted();
    }

    private void start(int port, @Nullable SslContext tls) throws IOException {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .addService(new LogsServiceGrpc.LogsServiceImplBase() {
                    @Override
                    public void export(ExportLogsServiceRequest request, StreamObserver<ExportLogsServiceResponse> answer) {
                        script.accept(request, answer);
                    }
                }).intercept(new ServerInterceptor() {
                    @Override
                    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata metadata,
                            ServerCallHandler<Q, A> next) {
                        headers.add(metadata);
                        return next.startCall(call, metadata);
                    }
                });
        server = (tls == null ? builder : builder.sslContext(tls)).build().start();
    }

    private EventSink sink(Map<String, ?> values) throws Exception {
        if (server == null) {
            start(0, null);
        }
        Map<String, Object> all = new HashMap<>(Map.of("protocol", "grpc", "urls", "http://127.0.0.1:" + server.getPort()));
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

    private static String header(Metadata metadata, String name) {
        return metadata.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }

    @Test
    void batchesInOrderOverOneConnection() throws Exception {
        EventSink sink = sink(Map.of("header.name", "X-Team", "header.value", "secret", "bearer-token", "token"));
        SinkWindow window = new SinkWindow(sink);
        for (int batch = 0; batch < 20; batch++) {
            window.send(OtlpDocuments.batch("alpha", batch * 100L, 100));
        }
        window.finish();
        assertThat(taken).containsExactlyElementsOf(OtlpDocuments.ids("alpha", 0, 2000));
        assertThat(header(headers.get(0), "x-team")).isEqualTo("secret");
        assertThat(header(headers.get(0), "authorization")).isEqualTo("Bearer token");
        assertThat(header(headers.get(0), "grpc-encoding")).isEqualTo("gzip");
    }

    @Test
    void withoutCompressionAndWithDocumentsOfAnotherFormat() throws Exception {
        EventSink sink = sink(Map.of("compression", "none"));
        assertThat(answer(sink, Documents.batch("alpha", 0, 10)).isAccepted()).isTrue();
        assertThat(taken).containsExactlyElementsOf(OtlpDocuments.ids("alpha", 0, 10));
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, is not available", "DEADLINE_EXCEEDED, the status DEADLINE_EXCEEDED", "ABORTED, ABORTED",
            "RESOURCE_EXHAUSTED, is overloaded", "UNAUTHENTICATED, does not accept the login", "PERMISSION_DENIED, does not allow",
            "UNIMPLEMENTED, does not take logs", "INTERNAL, INTERNAL", "UNKNOWN, UNKNOWN"})
    void whatIsSentAgain(Status.Code code, String words) throws Exception {
        script = (request, answer) -> answer.onError(code.toStatus().withDescription("because: 100 % é").asException());
        EventSink sink = sink(Map.of());
        SinkResult result = answer(sink, OtlpDocuments.batch("a", 0, 2));
        all(result, 2, SinkOutcome.TRY_AGAIN, words);
        assertThat(result.reason(0)).endsWith(": because: 100 % é");
        script = this::take;
        assertThat(answer(sink, OtlpDocuments.batch("a", 0, 2)).isAccepted()).isTrue();
    }

    @Test
    void nothingIsSentForAsLongAsTheReceiverAsks() throws Exception {
        script = (request, answer) -> answer.onError(StatusProto.toStatusException(com.google.rpc.Status.newBuilder()
                .setCode(8).setMessage("full").addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(
                        com.google.protobuf.Duration.newBuilder().setSeconds(3600).setNanos(5)).build())).build()));
        EventSink sink = sink(Map.of());
        all(answer(sink, OtlpDocuments.batch("a", 0, 1)), 1, SinkOutcome.TRY_AGAIN, "is overloaded");
        all(answer(sink, OtlpDocuments.batch("a", 0, 1)), 1, SinkOutcome.TRY_AGAIN, "has asked to wait");
        assertThat(headers).hasSize(1);
    }

    @Test
    void whatAReceiverRejectsIsRefused() throws Exception {
        script = (request, answer) -> {
            answer.onNext(ExportLogsServiceResponse.newBuilder().setPartialSuccess(ExportLogsPartialSuccess.newBuilder()
                    .setRejectedLogRecords(1).setErrorMessage("no")).build());
            answer.onCompleted();
        };
        all(answer(sink(Map.of()), OtlpDocuments.batch("a", 0, 2)), 2, SinkOutcome.REFUSED, "rejected 1 of the 2 records");
    }

    @Test
    void theRecordThatARequestIsRefusedForIsFound() throws Exception {
        String bad = Documents.origin("a", 5).documentId();
        script = (request, answer) -> {
            if (OtlpDocuments.ids(request).contains(bad)) {
                answer.onError(Status.INVALID_ARGUMENT.withDescription("bad").asException());
            } else {
                take(request, answer);
            }
        };
        SinkResult result = answer(sink(Map.of()), OtlpDocuments.batch("a", 0, 8));
        assertThat(IntStream.range(0, 8).filter(i -> result.outcome(i) == SinkOutcome.REFUSED)).containsExactly(5);
        assertThat(taken).hasSize(7).doesNotContain(bad);
    }

    @Test
    void aMessageThatIsTooLargeIsDivided() throws Exception {
        // grpc-java takes 4 MiB
        EventSink sink = sink(Map.of("max-request-size", "100MiB", "compression", "none"));
        assertThat(answer(sink, OtlpDocuments.batch("a", 0, 40_000)).isAccepted()).isTrue();
        assertThat(taken).containsExactlyElementsOf(OtlpDocuments.ids("a", 0, 40_000));
    }

    @Test
    void aReceiverThatDoesNotAnswer() throws Exception {
        script = (request, answer) -> {
            // nothing
        };
        EventSink sink = sink(Map.of("request-timeout", "300ms"));
        SinkResult result = answer(sink, OtlpDocuments.batch("a", 0, 1));
        assertThat(result.outcome(0)).isEqualTo(SinkOutcome.TRY_AGAIN);
        assertThat(result.reason(0)).containsAnyOf("has not answered within 300 ms", "DEADLINE_EXCEEDED", "CANCEL");
        script = this::take;
        await().until(() -> answer(sink, OtlpDocuments.batch("a", 0, 1)).isAccepted());
    }

    @Test
    void aServerThatIsStoppedAndStartedAgainHasEachEvent() throws Exception {
        EventSink sink = sink(Map.of());
        int port = server.getPort();
        assertThat(answer(sink, OtlpDocuments.batch("a", 0, 100)).isAccepted()).isTrue();
        server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        all(answer(sink, OtlpDocuments.batch("a", 100, 100)), 100, SinkOutcome.TRY_AGAIN, "http://127.0.0.1:" + port + ": ");
        start(port, null);
        for (int batch = 1; batch < 10; batch++) {
            int first = batch * 100;
            await().until(() -> answer(sink, OtlpDocuments.batch("a", first, 100)).isAccepted());
        }
        assertThat(taken).containsExactlyElementsOf(OtlpDocuments.ids("a", 0, 1000));
    }

    @Test
    void aBatchThatIsGivenUp() throws Exception {
        CompletableFuture<Void> received = new CompletableFuture<>();
        script = (request, answer) -> received.complete(null);
        SinkBatch batch = OtlpDocuments.batch("a", 0, 1);
        CompletableFuture<SinkResult> answer = SinkWindow.answer(sink(Map.of()), batch);
        received.get(20, TimeUnit.SECONDS);
        answer.cancel(false);
        await().until(() -> batch.refCnt() == 0);
    }

    @Test
    void aServerThatSpeaksHttp1() throws Exception {
        try (ScriptedHttpServer other = new ScriptedHttpServer(request -> ScriptedHttpServer.Reply.of(200, ""))) {
            SinkResult result = answer(sink(Map.of("urls", other.url())), OtlpDocuments.batch("a", 0, 1));
            assertThat(result.outcome(0)).isEqualTo(SinkOutcome.TRY_AGAIN);
            assertThat(result.reason(0)).startsWith(other.url() + ": ");
        }
    }

    @Test
    void anEncryptedConnection(@TempDir Path directory) throws Exception {
        X509Bundle authority = new CertificateBuilder().subject("CN=authority").setIsCertificateAuthority(true).buildSelfSigned();
        X509Bundle own = new CertificateBuilder().subject("CN=server").addSanDnsName("localhost")
                .addExtendedKeyUsageServerAuth().buildIssuedBy(authority);
        Path trust = Files.writeString(directory.resolve("authority.pem"), authority.getCertificatePEM());
        start(0, GrpcSslContexts.configure(SslContextBuilder.forServer(own.getKeyPair().getPrivate(),
                own.getCertificatePath()), SslProvider.JDK).build());
        String url = "https://localhost:" + server.getPort();
        EventSink sink = sink(Map.of("urls", url, "tls.trust", trust.toString()));
        assertThat(answer(sink, OtlpDocuments.batch("a", 0, 5)).isAccepted()).isTrue();
        SinkResult untrusted = answer(sink(Map.of("urls", url)), OtlpDocuments.batch("a", 0, 1));
        all(untrusted, 1, SinkOutcome.TRY_AGAIN, "not signed by an authority that is trusted");
    }
}
