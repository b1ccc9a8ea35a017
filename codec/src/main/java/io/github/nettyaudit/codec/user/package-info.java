/**
 * Messages of applications for the audit trail: {@link io.github.nettyaudit.codec.user.AuditUserMessage} is the value,
 * with builders for logins, accounts, commands and other things that a trusted application has to tell, and
 * {@link io.github.nettyaudit.codec.user.AuditUserLog} sends it through an
 * {@link io.github.nettyaudit.codec.request.AuditClient}.
 *
 * <p>The texts are those of {@code audit_logging(3)}, so that ausearch and aureport understand them.
 */
@NullMarked
package io.github.nettyaudit.codec.user;

import org.jspecify.annotations.NullMarked;
