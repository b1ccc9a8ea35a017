package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.server.sink.kafka.KafkaBroker;
import io.github.nettyaudit.testkit.LiveKernel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the kernel to a broker of Kafka: every event arrives. {@code benchmarks/kafka.sh} runs it with more events, and
 * reads the rate that it prints.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES) // others may have the kernel's lock
class KafkaLiveTest {
    /** Calls of getppid in a millisecond, each of which is an event of three records. */
    private static final int RATE = Integer.getInteger("kafka.rate", 2);
    private static final int SECONDS = Integer.getInteger("kafka.seconds", 2);
    private static final String TOPIC = "audit";
    private static final String KEY = "kafka-test";

    @TempDir
    private Path directory;

    private Path configuration(KafkaBroker broker) throws Exception {
        return Files.writeString(directory.resolve("server.yaml"), """
                source: { type: kernel, mode: unicast, receive-buffer: 128MiB, backlog-limit: 16384 }
                intake: { directory: %s }
                spool: { directory: %s }
                process-context: false
                state-directory: %s
                shutdown-timeout: 60s
                sinks:
                  - { name: bus, type: kafka, bootstrap: "%s", topic: %s, format: ecs }
                """.formatted(directory.resolve("intake"), directory.resolve("spool"), directory.resolve("state"),
                broker.address(), TOPIC));
    }

    @Test
    void everyEventOfTheKernelArrives() throws Exception {
        int calls = RATE * SECONDS * 1000;
        try (LiveKernel kernel = LiveKernels.take();
                KafkaBroker broker = KafkaBroker.assume(Files.createDirectory(directory.resolve("broker")), Map.of())) {
            broker.start();
            broker.createTopic(TOPIC, 1, Map.of());
            try (ServerProcess server = ServerProcess.start("--config", configuration(broker).toString());
                    Arrivals arrivals = new Arrivals(broker.address())) {
                server.awaitSaid("is the audit daemon now");
                try (LiveActivity activity = LiveActivity.start()) {
                    kernel.addRule(activity.rule(KEY));
                    long start = System.nanoTime();
                    activity.startGetppid(calls, RATE);
                    activity.awaitDone();
                    double loaded = (System.nanoTime() - start) / 1e9;
                    kernel.deleteRule(activity.rule(KEY));
                    arrivals.await(calls);
                    double all = (System.nanoTime() - start) / 1e9;
                    System.out.printf("KafkaLiveTest: %d events, made in %.1f s (%.0f/s), all read from the broker after"
                            + " %.1f s (%.0f/s)%n", calls, loaded, calls / loaded, all, calls / all);
                }
                assertThat(server.terminate()).as(server.errors()).isZero();
                assertThat(server.errors()).doesNotContain("dropped");
            }
        }
    }

    /** Reads the topic from its beginning. */
    private static final class Arrivals implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Set<String> ids = new HashSet<>();

        Arrivals(String bootstrap) {
            consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrap), new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
            List<TopicPartition> partitions = List.of(new TopicPartition(TOPIC, 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }

        /** Waits until so many different events of the rule have come. */
        void await(int events) {
            byte[] key = ('"' + KEY + '"').getBytes(StandardCharsets.US_ASCII);
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
            while (ids.size() < events) {
                assertThat(System.nanoTime()).as("%d of %d events have come", ids.size(), events).isLessThan(end);
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    Header id = record.headers().lastHeader("event-id");
                    if (contains(record.value(), key)) {
                        ids.add(new String(id.value(), StandardCharsets.US_ASCII));
                    }
                }
            }
        }

        private static boolean contains(byte[] text, byte[] part) {
            for (int at = 0; at + part.length <= text.length; at++) {
                int same = 0;
                while (same < part.length && text[at + same] == part[same]) {
                    same++;
                }
                if (same == part.length) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
