/**
 * The text of audit records taken apart: an {@link io.github.nettyaudit.codec.record.AuditRecord} reads the payload of
 * an {@link io.github.nettyaudit.codec.message.AuditRecordMessage} or a line of {@code audit.log}, first its type,
 * time and
 * serial, then, when asked, its fields.
 *
 * <p>Nothing here allocates per record or field unless a {@code String} is asked for, and nothing throws because of
 * what a record says. The neighbours: package {@code event} joins the records of an event, package {@code interpret}
 * turns raw values into words.
 */
@NullMarked
package io.github.nettyaudit.codec.record;

import org.jspecify.annotations.NullMarked;
