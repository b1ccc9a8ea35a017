/**
 * Messages of applications for the audit trail. {@link io.github.nettyaudit.codec.user.AuditUserMessage} is the
 * message, with builders for logins, authentication, account changes, commands and other events of trusted
 * applications; {@link io.github.nettyaudit.codec.user.AuditUserLog} sends it through an {@link
 * io.github.nettyaudit.codec.request.AuditClient}.
 *
 * <p>The texts are those of the functions of audit_logging(3), so that ausearch and aureport understand them.
 */
@NullMarked
package io.github.nettyaudit.codec.user;

import org.jspecify.annotations.NullMarked;
