/**
 * Where the lines go: {@link io.github.nettyaudit.server.sink.StandardOutputSink} and a
 * {@link io.github.nettyaudit.server.sink.SubscriberStream} for each format, whose subscribers
 * {@link io.github.nettyaudit.server.sink.SubscriberServer} accepts. Lines come from
 * {@link io.github.nettyaudit.server.stream} in {@link io.github.nettyaudit.server.sink.LineBatch}es.
 *
 * <p>No sink makes the giver wait. Each has a bound in bytes; what does not fit is dropped for that sink alone,
 * counted, and told to its reader by a line {@code {"event":"dropped", …}} in the place of what is missing
 * ({@link io.github.nettyaudit.server.sink.DropLedger}). After a drop a sink takes nothing until half of its bound is
 * free, so that a slow reader gets long unbroken pieces rather than crumbs.
 */
@NullMarked
package io.github.nettyaudit.server.sink;

import org.jspecify.annotations.NullMarked;
