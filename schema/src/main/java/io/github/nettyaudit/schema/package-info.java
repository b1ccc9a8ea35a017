/**
 * What an audit event means, and the documents that say it.
 *
 * <p>An {@link io.github.nettyaudit.schema.EventEncoder} writes the document of an
 * {@link io.github.nettyaudit.codec.event.AuditEvent} into a {@link io.netty.buffer.ByteBuf}. The formats are packages of
 * their own. Nothing here starts a thread, reads a file or keeps an event.
 */
@NullMarked
package io.github.nettyaudit.schema;

import org.jspecify.annotations.NullMarked;
