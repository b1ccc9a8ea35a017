package io.github.nettyaudit.server.sink.kafka;

import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.server.sink.kafka.SendFailure.Kind;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.BootstrapResolutionException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * What the exceptions of a producer mean. What is wrong with a document alone refuses it; everything else, wrong
 * settings and missing permissions included, leaves it to be sent again until somebody has mended that, because nothing
 * may be lost.
 */
final class SendFailures {
    private final String topic;
    private final String bootstrap;
    private final String deliveryTimeout;

    SendFailures(SinkSettings settings) {
        this(settings.get(KafkaSettings.TOPIC), String.join(",", settings.get(KafkaSettings.BOOTSTRAP)),
                settings.get(KafkaSettings.DELIVERY_TIMEOUT).toMillis());
    }

    SendFailures(String topic, String bootstrap, long deliveryTimeoutMillis) {
        this.topic = topic;
        this.bootstrap = bootstrap;
        deliveryTimeout = deliveryTimeoutMillis + " ms";
    }

    /** The producer did not take the document, or there is no producer. */
    SendFailure notTaken(Exception failure) {
        if (refuses(failure)) {
            return new SendFailure(Kind.REFUSED, words(failure, false));
        }
        boolean isKept = failure instanceof RetriableException || failure instanceof AuthenticationException
                || failure instanceof AuthorizationException || failure instanceof InvalidTopicException;
        return new SendFailure(isKept ? Kind.LATER : Kind.PRODUCER_LOST, words(failure, false));
    }

    /** The producer took the document and gave up; a later one of the same host must not be accepted before it. */
    SendFailure notAcknowledged(Exception failure) {
        return new SendFailure(refuses(failure) ? Kind.REFUSED : Kind.PRODUCER_LOST, words(failure, true));
    }

    private static boolean refuses(Exception failure) {
        return failure instanceof RecordTooLargeException || failure instanceof SerializationException
                || failure instanceof InvalidRecordException || failure instanceof InvalidTimestampException;
    }

    private String words(Exception failure, boolean wasTaken) {
        if (failure instanceof RecordTooLargeException) {
            return "the event is too large: raise " + (wasTaken ? "max.message.bytes of the topic " + topic
                    : "max-request-size") + " (" + message(failure) + ')';
        }
        if (failure instanceof InvalidTimestampException) {
            return "the broker refuses the time of the event: check the clocks, set timestamp: sent, or change"
                    + " message.timestamp.before.max.ms and message.timestamp.after.max.ms of the topic " + topic + " ("
                    + message(failure) + ')';
        }
        if (failure instanceof InvalidRecordException || failure instanceof SerializationException) {
            return "the topic " + topic + " does not take the event: " + message(failure);
        }
        if (failure instanceof BufferExhaustedException) {
            return "buffer-memory is full of records that the brokers have not acknowledged (" + message(failure) + ')';
        }
        if (failure instanceof TimeoutException) {
            return timeout(failure, wasTaken);
        }
        return other(failure);
    }

    private String timeout(Exception failure, boolean wasTaken) {
        if (failure.getCause() instanceof UnknownTopicOrPartitionException) {
            return "the topic " + topic + " does not exist: create it, or correct topic";
        }
        if (wasTaken) {
            return "the brokers did not acknowledge within delivery-timeout, " + deliveryTimeout + " ("
                    + message(failure) + ')';
        }
        return "no broker says where the topic " + topic + " is: check bootstrap, " + bootstrap
                + ", the network, and whether the brokers run (" + message(failure) + ')';
    }

    private String other(Exception failure) {
        if (failure instanceof SslAuthenticationException) {
            return "TLS with the brokers fails: check tls.trust, tls.certificate and the names in the brokers'"
                    + " certificates (" + message(failure) + ')';
        }
        if (failure instanceof AuthenticationException) {
            return "the brokers refuse the login: check sasl.mechanism, sasl.user and sasl.password ("
                    + message(failure) + ')';
        }
        if (failure instanceof AuthorizationException) {
            return "the brokers do not allow this: give the user the operations Write and Describe on the topic "
                    + topic + " (" + message(failure) + ')';
        }
        if (failure instanceof InvalidTopicException) {
            return "the brokers do not allow the name of the topic " + topic + ": correct topic";
        }
        if (failure instanceof UnknownTopicOrPartitionException) {
            return "the topic " + topic + " does not exist any more: create it";
        }
        if (failure instanceof BootstrapResolutionException || failure instanceof ConfigException) {
            return "bootstrap, " + bootstrap + ", cannot be used: " + message(failure);
        }
        if (failure instanceof UnsupportedVersionException) {
            return "the brokers are too old; 2.1 or later is needed (" + message(failure) + ')';
        }
        return "sent again by a new producer, because the old one has failed: " + failure;
    }

    private static String message(Exception failure) {
        Throwable cause = failure instanceof KafkaException && failure.getCause() instanceof Exception inner
                && failure.getMessage() == null ? inner : failure;
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
