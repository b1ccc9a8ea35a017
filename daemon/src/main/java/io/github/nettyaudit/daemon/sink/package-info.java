/**
 * Where documents go: the interface between the delivery of events and the programs, files and servers that receive
 * them.
 *
 * <p>A sink is a package with an {@link io.github.nettyaudit.daemon.sink.EventSinkFactory}, which
 * {@link java.util.ServiceLoader} finds, and an {@link io.github.nettyaudit.daemon.sink.EventSink}, which takes
 * {@linkplain io.github.nettyaudit.daemon.sink.SinkBatch batches} of encoded documents and answers with a
 * {@link io.github.nettyaudit.daemon.sink.SinkResult}. A sink does not know where the documents come from, how often it
 * is asked again, or which position is kept: the package {@code io.github.nettyaudit.daemon.delivery} does that.
 * {@link io.github.nettyaudit.daemon.sink.BlockingEventSink} is the base of sinks whose writes block.
 */
@NullMarked
package io.github.nettyaudit.daemon.sink;

import org.jspecify.annotations.NullMarked;
