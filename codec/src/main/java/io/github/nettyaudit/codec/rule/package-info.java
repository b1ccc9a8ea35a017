/**
 * Audit rules as values: what {@code auditctl} does with its command lines, as a library.
 *
 * <p>{@link io.github.nettyaudit.codec.rule.AuditRule} is a rule, with a builder and the kernel's layout ({@code struct
 * audit_rule_data}). {@link io.github.nettyaudit.codec.rule.AuditRuleParser} parses auditctl's words into
 * {@link io.github.nettyaudit.codec.rule.AuditRuleCommand}s,
 * {@link io.github.nettyaudit.codec.rule.AuditRuleFormatter} writes what {@code auditctl -l} prints, and
 * {@link io.github.nettyaudit.codec.rule.AuditRuleFile} is a whole file of lines.
 * {@link io.github.nettyaudit.codec.rule.AuditRules} lists, adds, deletes and applies rules through an
 * {@link io.github.nettyaudit.codec.request.AuditClient}, without a moment in which the host is unaudited.
 *
 * <p>The parser is tested against auditctl 4.2.2: a line that auditctl sends gives the same bytes, and a line that it
 * refuses is refused. The words are those of auditctl(8) and audit.rules(7). This package reads no files and asks no
 * name service; the facts about the host come from {@link io.github.nettyaudit.codec.rule.AuditRuleHost}.
 */
@NullMarked
package io.github.nettyaudit.codec.rule;

import org.jspecify.annotations.NullMarked;
