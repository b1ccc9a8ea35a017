/**
 * The lines of the stream. The stream is one JSON object a line, UTF-8, ended by a newline.
 *
 * <p>{@link io.github.nettyaudit.server.json.RecordLine} writes a record, and
 * {@link io.github.nettyaudit.server.json.EventLine} what the server itself reports (a loss, a change of the audit
 * daemon), both with a {@link io.github.nettyaudit.schema.json.JsonWriter}, which {@code decode} and {@code ctl compile}
 * use too. No record becomes a {@link java.lang.String}.
 */
@NullMarked
package io.github.nettyaudit.server.json;

import org.jspecify.annotations.NullMarked;
