/**
 * Brings the events of a log to the sinks: for each sink a thread of its own reads from its own position, filters,
 * encodes in the format of the sink, sends batches, and keeps the position of what the sink has acknowledged.
 *
 * <p>{@link io.github.nettyaudit.daemon.delivery.EventLog} is what it reads:
 * {@link io.github.nettyaudit.daemon.delivery.MemoryEventLog} holds events in memory, within a bound.
 * {@link io.github.nettyaudit.daemon.delivery.Delivery} is one sink's delivery. Every event is delivered at least once
 * and in order; a gap of the log is delivered as an {@link io.github.nettyaudit.codec.event.AuditLossEvent} in its
 * place.
 */
@NullMarked
package io.github.nettyaudit.daemon.delivery;

import org.jspecify.annotations.NullMarked;
