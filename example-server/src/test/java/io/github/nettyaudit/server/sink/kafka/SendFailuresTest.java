package io.github.nettyaudit.server.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.server.sink.kafka.SendFailure.Kind;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SendFailuresTest {
    private final SendFailures failures = new SendFailures("audit", "broker:9092", 2000);

    static Stream<Arguments> exceptions() {
        TimeoutException noTopic = new TimeoutException("no metadata", new UnknownTopicOrPartitionException());
        return Stream.of(
                Arguments.of(new RecordTooLargeException("9 bytes"), Kind.REFUSED, Kind.REFUSED,
                        "raise max-request-size"),
                Arguments.of(new InvalidTimestampException("too far"), Kind.REFUSED, Kind.REFUSED,
                        "set timestamp: sent"),
                Arguments.of(new InvalidRecordException("no key"), Kind.REFUSED, Kind.REFUSED,
                        "does not take the event"),
                Arguments.of(new TimeoutException("no metadata"), Kind.LATER, Kind.PRODUCER_LOST,
                        "check bootstrap, broker:9092"),
                Arguments.of(noTopic, Kind.LATER, Kind.PRODUCER_LOST, "the topic audit does not exist: create it"),
                Arguments.of(new BufferExhaustedException("full"), Kind.LATER, Kind.PRODUCER_LOST,
                        "buffer-memory is full"),
                Arguments.of(new SaslAuthenticationException("no"), Kind.LATER, Kind.PRODUCER_LOST,
                        "check sasl.mechanism"),
                Arguments.of(new SslAuthenticationException("no"), Kind.LATER, Kind.PRODUCER_LOST, "check tls.trust"),
                Arguments.of(new TopicAuthorizationException(Set.of("audit")), Kind.LATER, Kind.PRODUCER_LOST,
                        "Write and Describe on the topic audit"),
                Arguments.of(new ClusterAuthorizationException("no"), Kind.LATER, Kind.PRODUCER_LOST, "do not allow"),
                Arguments.of(new InvalidTopicException("no"), Kind.LATER, Kind.PRODUCER_LOST, "correct topic"),
                Arguments.of(new ConfigException("no address"), Kind.PRODUCER_LOST, Kind.PRODUCER_LOST,
                        "bootstrap, broker:9092"),
                Arguments.of(new OutOfOrderSequenceException("gap"), Kind.PRODUCER_LOST, Kind.PRODUCER_LOST,
                        "a new producer"),
                Arguments.of(new InvalidProducerEpochException("old"), Kind.PRODUCER_LOST, Kind.PRODUCER_LOST,
                        "a new producer"),
                Arguments.of(new ProducerFencedException("fenced"), Kind.PRODUCER_LOST, Kind.PRODUCER_LOST,
                        "a new producer"),
                Arguments.of(new IllegalStateException("closed"), Kind.PRODUCER_LOST, Kind.PRODUCER_LOST,
                        "a new producer"),
                Arguments.of(new KafkaException("closed forcefully"), Kind.PRODUCER_LOST, Kind.PRODUCER_LOST,
                        "a new producer"));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void eachExceptionHasAMeaningAndWordsForTheOperator(Exception exception, Kind notTaken, Kind notAcknowledged,
            String words) {
        assertThat(failures.notTaken(exception).kind()).isEqualTo(notTaken);
        assertThat(failures.notTaken(exception).words()).contains(words);
        assertThat(failures.notAcknowledged(exception).kind()).isEqualTo(notAcknowledged);
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void theWordsKeepWhatTheExceptionSays(Exception exception) {
        boolean isNamedOtherwise = exception instanceof InvalidTopicException
                || exception.getCause() instanceof UnknownTopicOrPartitionException;
        assertThat(isNamedOtherwise || failures.notTaken(exception).words().contains(exception.getMessage())).isTrue();
    }
}
