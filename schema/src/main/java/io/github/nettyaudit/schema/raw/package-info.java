/**
 * Events as JSON without any loss: each record's type and exact text.
 *
 * <p>{@link io.github.nettyaudit.schema.raw.RawEventEncoder} writes a line, and
 * {@link io.github.nettyaudit.schema.raw.RawEventReader} makes the same event of it again.
 */
@NullMarked
package io.github.nettyaudit.schema.raw;

import org.jspecify.annotations.NullMarked;
