package io.github.nettyaudit.server.sink.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.server.log.OperatorLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What the operator reads of what Kafka's client logs. In a JVM of its own, because logging is set for a whole JVM. */
class KafkaWarningsTest {
    /** Asks a broker that is not there. */
    static final class Program {
        private Program() {
        }

        public static void main(String[] arguments) {
            OperatorLog log = new OperatorLog(System.err);
            log.takeLibraryMessages();
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", "127.0.0.1:1",
                    "key.serializer", ByteArraySerializer.class, "value.serializer", ByteArraySerializer.class,
                    "max.block.ms", 2000, "reconnect.backoff.ms", 1, "reconnect.backoff.max.ms", 1))) {
                producer.send(new ProducerRecord<>("audit", new byte[1]));
            }
            log.close();
        }
    }

    @Test
    void warningsAreFewLinesForTheOperatorAndNothingElseIsPrinted() throws Exception {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
                Program.class.getName()).redirectErrorStream(true).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();

        assertThat(process.waitFor()).as("%s", lines).isZero();
        assertThat(lines).hasSizeBetween(1, 20).allMatch(line -> line.startsWith("netty-audit: "))
                .anyMatch(line -> line.startsWith("netty-audit: warning from org.apache.kafka.clients.NetworkClient: ")
                        && line.contains("127.0.0.1:1"))
                .anyMatch(line -> line.contains("messages about warnings of org.apache.kafka.clients.NetworkClient"));
    }
}
