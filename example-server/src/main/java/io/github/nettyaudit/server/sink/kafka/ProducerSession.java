package io.github.nettyaudit.server.sink.kafka;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A producer until it fails. Thread-safe. */
final class ProducerSession {
    private final Producer<byte[], byte[]> producer;
    private final AtomicBoolean over = new AtomicBoolean();

    ProducerSession(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** @throws RuntimeException if the record was not taken; the callback is not called then */
    void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        producer.send(record, callback);
    }

    boolean isOver() {
        return over.get();
    }

    /**
     * Ends the producer now: everything that it has fails. In a callback of the producer this keeps it from sending any
     * more, so that no record overtakes the one that failed: what it sends before its thread ends has a sequence number
     * that the broker refuses.
     */
    void abandon() {
        if (over.compareAndSet(false, true)) {
            producer.close(Duration.ZERO);
        }
    }

    /** Ends the producer when it has sent what it has, or after the time. */
    void close(Duration timeout) {
        if (over.compareAndSet(false, true)) {
            producer.close(timeout);
        }
    }
}
