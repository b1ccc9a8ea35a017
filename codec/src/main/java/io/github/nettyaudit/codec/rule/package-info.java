/**
 * Audit rules as values: what {@code auditctl} does with its command lines, as a library.
 *
 * <p>{@link io.github.nettyaudit.codec.rule.AuditRule} is the value, with a builder and the kernel's layout ({@code
 * struct audit_rule_data}); {@link io.github.nettyaudit.codec.rule.AuditRuleParser} reads auditctl's words into
 * {@link io.github.nettyaudit.codec.rule.AuditRuleCommand}s,
 * {@link io.github.nettyaudit.codec.rule.AuditRuleFormatter} writes what {@code auditctl -l} prints,
 * {@link io.github.nettyaudit.codec.rule.AuditRuleFile} is a whole file of lines, and
 * {@link io.github.nettyaudit.codec.rule.AuditRules} lists, adds, deletes and applies sets of rules through an
 * {@link io.github.nettyaudit.codec.request.AuditClient}, without a moment in which the host is unaudited.
 *
 * <p>Held against auditctl 4.2.2: a line that it sends gives the same bytes, a line that it refuses is refused. Words
 * are those of auditctl(8) and audit.rules(7). Names and numbers come from
 * {@link io.github.nettyaudit.codec.table}. Nothing here reads files or asks for users: what is known of the host comes
 * in through {@link io.github.nettyaudit.codec.rule.AuditRuleHost}.
 */
@NullMarked
package io.github.nettyaudit.codec.rule;

import org.jspecify.annotations.NullMarked;
