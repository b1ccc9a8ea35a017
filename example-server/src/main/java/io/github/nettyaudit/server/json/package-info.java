/**
 * The text of the stream: one JSON object a line, UTF-8, ended by a newline.
 *
 * <p>{@link io.github.nettyaudit.server.json.RecordLine} writes a record,
 * {@link io.github.nettyaudit.server.json.EventLine} what the server itself has to say in the stream (a loss, a change
 * of the daemon). Both fill a
 * {@link io.github.nettyaudit.server.json.JsonLine}, an array that is used again for each line, so that no record
 * becomes a {@link java.lang.String}. The next room is {@link io.github.nettyaudit.server.stream}.
 */
@NullMarked
package io.github.nettyaudit.server.json;

import org.jspecify.annotations.NullMarked;
