/**
 * The sink {@code stream}: subscribers connect to it, and each gets the events from then on, in the format that it chooses.
 *
 * <p>The delivery writes each event in the formats that are wanted at this moment
 * ({@link io.github.nettyaudit.server.sink.stream.WantedFormats}), and the sink hands them over to the loop of the
 * connections, which never makes it wait: a subscriber that is too slow misses events, and is told how many.
 */
@NullMarked
package io.github.nettyaudit.server.sink.stream;

import org.jspecify.annotations.NullMarked;
