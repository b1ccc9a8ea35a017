package io.github.nettyaudit.server.sink.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.daemon.sink.DocumentOrigin;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkBatchBuilder;
import io.github.nettyaudit.daemon.sink.SinkOutcome;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.server.sink.Documents;
import io.github.nettyaudit.server.sink.SinkWindow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink with a real broker, which is killed and started again. */
class KafkaSinkBrokerTest {
    @TempDir
    private static Path directory;
    private static TestCertificates certificates;
    private static KafkaBroker broker;

    private final List<EventSink> sinks = new ArrayList<>();

    @BeforeAll
    static void makeBroker() throws Exception {
        certificates = new TestCertificates(directory);
        broker = KafkaBroker.assume(directory, certificates.brokerProperties(), "--add-scram",
                "SCRAM-SHA-512=[name=alice,password=wonder land]");
    }

    @BeforeEach
    void startKilledBroker() throws Exception {
        if (!broker.isRunning()) {
            broker.start();
        }
    }

    @AfterAll
    static void stopBroker() {
        if (broker != null) {
            broker.close();
        }
    }

    @AfterEach
    void closeSinks() throws Exception {
        for (EventSink sink : sinks) {
            sink.close(Duration.ofSeconds(5)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    /** @param producer overrides the configuration of the producer */
    private EventSink sink(String topic, Map<String, ?> values, Map<String, ?> producer) throws Exception {
        Map<String, Object> all = new HashMap<>(Map.of("bootstrap", broker.address(), "topic", topic));
        all.putAll(values);
        SinkSettings settings = SinkSettings.of(KafkaSettings.ALL, all);
        Map<String, Object> config = ProducerSettings.of("test", settings);
        config.putAll(producer);
        EventSink sink = new KafkaSink("test", new RecordMaker(topic, settings.get(KafkaSettings.TIMESTAMP)),
                new SendFailures(settings), () -> new KafkaProducer<>(config));
        sinks.add(sink);
        return sink;
    }

    private static SinkResult answer(EventSink sink, SinkBatch batch) throws Exception {
        return SinkWindow.answer(sink, batch).get(60, TimeUnit.SECONDS);
    }

    /** Sends a batch, and waits until the producer has it. */
    private static CompletableFuture<SinkResult> taken(EventSink sink, SinkBatch batch) {
        CompletableFuture<SinkResult> answer = SinkWindow.answer(sink, batch);
        await().atMost(Duration.ofSeconds(60)).until(() -> batch.refCnt() <= 1);
        return answer;
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int least) {
        return TopicReader.read(broker.address(), topic, records -> records.size() >= least);
    }

    private static List<String> ids(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(record -> new String(record.headers().lastHeader("event-id").value(), UTF_8))
                .toList();
    }

    private static List<String> expectedIds(String host, long first, int count) {
        return LongStream.range(first, first + count).mapToObj(i -> Documents.origin(host, i).documentId()).toList();
    }

    @Test
    void eachEventOnceAndTheEventsOfAHostInOrder() throws Exception {
        broker.createTopic("ordered", 3, Map.of());
        SinkWindow window = new SinkWindow(sink("ordered", Map.of(), Map.of()));
        String[] hosts = {"alpha", "beta", "gamma"};
        for (int batch = 0; batch < 30; batch++) {
            long first = batch * 300L;
            List<DocumentOrigin> origins = LongStream.range(first, first + 300)
                    .mapToObj(sequence -> Documents.origin(hosts[(int) (sequence % 3)], sequence)).toList();
            window.send(Documents.batch(origins, 300));
        }
        window.finish();

        List<ConsumerRecord<byte[], byte[]>> records = read("ordered", 9000);
        assertThat(records).hasSize(9000);
        for (int host = 0; host < 3; host++) {
            String name = hosts[host];
            int remainder = host;
            List<ConsumerRecord<byte[], byte[]>> ofHost = records.stream()
                    .filter(record -> new String(record.key(), UTF_8).equals(name)).toList();
            assertThat(ids(ofHost)).as(name).containsExactlyElementsOf(LongStream.range(0, 9000)
                    .filter(sequence -> sequence % 3 == remainder)
                    .mapToObj(sequence -> Documents.origin(name, sequence).documentId()).toList());
            assertThat(ofHost.stream().map(ConsumerRecord::partition).distinct())
                    .as("partitions of " + name).hasSize(1);
        }
    }

    @Test
    void aRecordSaysWhenItHappenedAndWhatItIs() throws Exception {
        broker.createTopic("described", 1, Map.of());
        EventSink sink = sink("described", Map.of(), Map.of());

        assertThat(answer(sink, Documents.batch("alpha", 7, 1)).isAccepted()).isTrue();

        ConsumerRecord<byte[], byte[]> record = read("described", 1).get(0);
        DocumentOrigin origin = Documents.origin("alpha", 7);
        assertThat(record.timestamp()).isEqualTo(origin.time().toEpochMilli());
        assertThat(new String(record.value(), UTF_8)).isEqualTo(Documents.json(origin, 100));
        assertThat(record.headers().lastHeader("content-type").value()).isEqualTo("application/json".getBytes(UTF_8));
    }

    @Test
    void aBrokerThatIsKilledAndStartedAgainLosesRepeatsAndReordersNothing() throws Exception {
        broker.createTopic("killed", 1, Map.of());
        SinkWindow window = new SinkWindow(sink("killed", Map.of("request-timeout", "2s"), Map.of()));
        for (int batch = 0; batch < 20; batch++) {
            window.send(Documents.batch("alpha", batch * 200L, 200));
        }
        CompletableFuture<Void> restart = CompletableFuture.runAsync(() -> {
            try {
                broker.kill();
                broker.start();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        for (int batch = 20; batch < 60; batch++) {
            window.send(Documents.batch("alpha", batch * 200L, 200));
        }
        window.finish();
        restart.get(90, TimeUnit.SECONDS);

        assertThat(ids(read("killed", 12_000))).containsExactlyElementsOf(expectedIds("alpha", 0, 12_000));
    }

    @Test
    void brokersThatAreNotThereGetEachEventOnceWhenTheyAre() throws Exception {
        for (String topic : List.of("absent", "patient", "expired")) {
            broker.createTopic(topic, 1, Map.of());
        }
        // these have their batches when the broker is killed, because they linger
        EventSink patient = sink("patient", Map.of("linger", "5s"), Map.of());
        EventSink expired = sink("expired", Map.of("linger", "4s", "delivery-timeout", "5s", "request-timeout", "1s"),
                Map.of());
        CompletableFuture<SinkResult> first = taken(patient, Documents.batch("alpha", 0, 10));
        CompletableFuture<SinkResult> second = taken(patient, Documents.batch("alpha", 10, 10));
        CompletableFuture<SinkResult> tooLate = taken(expired, Documents.batch("alpha", 0, 10));
        broker.kill();

        EventSink absent = sink("absent", Map.of(), Map.of("max.block.ms", "500"));
        SinkResult unknown = answer(absent, Documents.batch("alpha", 0, 10));
        assertThat(unknown.outcome(0)).isEqualTo(SinkOutcome.TRY_AGAIN);
        assertThat(unknown.reason(9))
                .startsWith("no broker says where the topic absent is: check bootstrap, 127.0.0.1:");

        assertThat(first.cancel(false)).isTrue();
        assertThat(second.cancel(false)).isTrue();
        CompletableFuture<SinkResult> firstAgain = taken(patient, Documents.batch("alpha", 0, 10));

        assertThat(tooLate.get(60, TimeUnit.SECONDS).reason(0)).startsWith("the brokers did not acknowledge within");
        SinkResult turnedBack = answer(expired, Documents.batch("alpha", 10, 10));
        assertThat(turnedBack.reason(0)).as("the cause, not that another event has failed")
                .startsWith("the brokers did not acknowledge within");

        broker.start();
        assertThat(firstAgain.get(60, TimeUnit.SECONDS).isAccepted()).isTrue();
        for (EventSink sink : List.of(patient, expired)) {
            SinkWindow window = new SinkWindow(sink);
            if (sink == expired) {
                window.send(Documents.batch("alpha", 0, 10));
            }
            window.send(Documents.batch("alpha", 10, 10));
            window.finish();
        }
        assertThat(answer(absent, Documents.batch("alpha", 0, 10)).isAccepted()).isTrue();

        assertThat(ids(read("absent", 10))).containsExactlyElementsOf(expectedIds("alpha", 0, 10));
        assertThat(ids(read("patient", 20))).containsExactlyElementsOf(expectedIds("alpha", 0, 20));
        assertThat(ids(read("expired", 20))).containsExactlyElementsOf(expectedIds("alpha", 0, 20));
    }

    @Test
    void aTopicThatDoesNotExistIsNamedAndAwaited() throws Exception {
        EventSink sink = sink("missing", Map.of(), Map.of("max.block.ms", "500"));

        SinkResult result = answer(sink, Documents.batch("alpha", 0, 3));
        assertThat(result.outcome(2)).isEqualTo(SinkOutcome.TRY_AGAIN);
        assertThat(result.reason(2)).isEqualTo("the topic missing does not exist: create it, or correct topic");

        broker.createTopic("missing", 1, Map.of());
        await().atMost(Duration.ofSeconds(60)).until(() -> answer(sink, Documents.batch("alpha", 0, 3)).isAccepted());
        assertThat(ids(read("missing", 3))).containsExactlyElementsOf(expectedIds("alpha", 0, 3));
    }

    @Test
    void anEventThatIsTooLargeIsRefusedAndTheOthersKeepTheirOrder() throws Exception {
        broker.createTopic("small", 1, Map.of("max.message.bytes", "20000"));
        EventSink sink = sink("small", Map.of("compression", "none", "max-request-size", "100kB", "batch-size", "1KiB"),
                Map.of());
        int[] padding = {10, 10, 50_000, 10, 10, 150_000, 10};
        SinkBatchBuilder builder = new SinkBatchBuilder();
        for (int document = 0; document < padding.length; document++) {
            DocumentOrigin origin = Documents.origin("alpha", document);
            builder.buffer().writeCharSequence(Documents.json(origin, padding[document]) + '\n', UTF_8);
            builder.add(origin);
        }

        SinkResult result = answer(sink, builder.build());

        assertThat(IntStream.range(0, padding.length).mapToObj(result::outcome)).containsExactly(
                SinkOutcome.ACCEPTED, SinkOutcome.ACCEPTED, SinkOutcome.REFUSED, SinkOutcome.ACCEPTED,
                SinkOutcome.ACCEPTED, SinkOutcome.REFUSED, SinkOutcome.ACCEPTED);
        assertThat(result.reason(2)).startsWith("the event is too large: raise max.message.bytes of the topic small");
        assertThat(result.reason(5)).startsWith("the event is too large: raise max-request-size");
        assertThat(answer(sink, Documents.batch("alpha", 7, 2)).isAccepted()).isTrue();
        assertThat(ids(read("small", 7))).containsExactlyElementsOf(LongStream.of(0, 1, 3, 4, 6, 7, 8)
                .mapToObj(sequence -> Documents.origin("alpha", sequence).documentId()).toList());
    }

    @Test
    void anEventThatIsDatedTooFarAheadIsRefused() throws Exception {
        broker.createTopic("dated", 1, Map.of());
        EventSink sink = sink("dated", Map.of(), Map.of());
        DocumentOrigin tomorrow = new DocumentOrigin(0, "alpha", Instant.now().getEpochSecond() + 86_400, 0, 1, true);

        SinkResult result = answer(sink, Documents.batch(List.of(tomorrow), 10));
        assertThat(result.outcome(0)).isEqualTo(SinkOutcome.REFUSED);
        assertThat(result.reason(0)).startsWith("the broker refuses the time of the event");

        EventSink undated = sink("dated", Map.of("timestamp", "sent"), Map.of());
        assertThat(answer(undated, Documents.batch(List.of(tomorrow), 10)).isAccepted()).isTrue();
    }

    @Test
    void tlsWithACertificateOfTheClient() throws Exception {
        broker.createTopic("tls", 1, Map.of());
        Map<String, Object> tls = Map.of("bootstrap", broker.tlsAddress(), "tls.trust", certificates.authority(),
                "tls.certificate", certificates.clientCertificate(), "tls.key", certificates.clientKey());

        assertThat(answer(sink("tls", tls, Map.of()), Documents.batch("alpha", 0, 3)).isAccepted()).isTrue();
        assertThat(ids(read("tls", 3))).containsExactlyElementsOf(expectedIds("alpha", 0, 3));
    }

    @Test
    void aBrokerWhoseCertificateHasAnotherNameIsNotTrusted() throws Exception {
        String otherName = broker.tlsAddress().replace("localhost", "127.0.0.1");
        EventSink sink = sink("tls", Map.of("bootstrap", otherName, "tls.trust", certificates.authority(),
                "tls.certificate", certificates.clientCertificate(), "tls.key", certificates.clientKey()), Map.of());

        SinkResult result = answer(sink, Documents.batch("alpha", 0, 1));
        assertThat(result.outcome(0)).isEqualTo(SinkOutcome.TRY_AGAIN);
        assertThat(result.reason(0)).startsWith("TLS with the brokers fails: check tls.trust");
    }

    @Test
    void aUserNeedsThePasswordAndThePermission() throws Exception {
        broker.createTopic("login", 1, Map.of());
        Map<String, Object> login = new HashMap<>(Map.of("bootstrap", broker.loginAddress(),
                "tls.trust", certificates.authority(), "sasl.mechanism", "scram-sha-512", "sasl.user", "alice",
                "sasl.password", "looking glass"));
        SinkResult result = answer(sink("login", login, Map.of()), Documents.batch("alpha", 0, 1));
        assertThat(result.outcome(0)).isEqualTo(SinkOutcome.TRY_AGAIN);
        assertThat(result.reason(0)).startsWith("the brokers refuse the login: check sasl.mechanism")
                .doesNotContain("looking glass");

        login.put("sasl.password", "wonder land");
        EventSink sink = sink("login", login, Map.of());
        result = answer(sink, Documents.batch("alpha", 0, 1));
        assertThat(result.outcome(0)).isEqualTo(SinkOutcome.TRY_AGAIN);
        assertThat(result.reason(0)).startsWith("the brokers do not allow this: give the user the operations Write");

        broker.allow("alice", "login");
        await().atMost(Duration.ofSeconds(60)).until(() -> answer(sink, Documents.batch("alpha", 0, 1)).isAccepted());
    }
}
