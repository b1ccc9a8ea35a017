/**
 * The sink {@code kafka}: each document is a record of one topic of Apache Kafka.
 *
 * <p>{@link io.github.nettyaudit.server.sink.kafka.KafkaSinkFactory} makes a
 * {@link io.github.nettyaudit.server.sink.kafka.KafkaSink} of
 * {@linkplain io.github.nettyaudit.server.sink.kafka.KafkaSettings settings}, which become the configuration of a
 * producer. The producer is idempotent and waits for all replicas. It orders and repeats requests by itself; what this
 * package adds is the order across producers, and that a batch which is sent again while the producer still has it is
 * not produced twice.
 */
@NullMarked
package io.github.nettyaudit.server.sink.kafka;

import org.jspecify.annotations.NullMarked;
