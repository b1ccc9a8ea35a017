/**
 * The middle of the server: messages from a {@link io.github.nettyaudit.server.source source} become lines, and lines
 * go to the {@link io.github.nettyaudit.server.sink sinks} in batches.
 *
 * <p>{@link io.github.nettyaudit.server.stream.StreamHandler} sits at the end of the data channel's pipeline,
 * {@link io.github.nettyaudit.server.stream.RecordStream} writes the lines,
 * {@link io.github.nettyaudit.server.stream.LineBatcher} gathers them until the loop has read all there was. Everything
 * here is confined to the data channel's loop, but for what says otherwise.
 */
@NullMarked
package io.github.nettyaudit.server.stream;

import org.jspecify.annotations.NullMarked;
