package io.github.nettyaudit.codec.rule;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Reads lines in auditctl's words, without the word {@code auditctl}: {@code -a always,exit -F arch=b64 -S open -k x}.
 * Blanks separate words; quotes and backslashes hold them together as in a shell, and {@code docs/RULES.md} says where
 * that differs from auditctl's rule files.
 *
 * <p>Immutable, and as thread-safe as the {@link AuditRuleHost}.
 */
public final class AuditRuleParser {
    private final AuditRuleHost host;

    /** A parser for rules of this host. */
    public AuditRuleParser(AuditRuleHost host) {
        this.host = requireNonNull(host, "host");
    }

    /**
     * Reads a line of bytes, as they are in a file. Bytes that are not UTF-8 are kept, see {@link AuditRuleField}.
     *
     * @throws AuditRuleException when auditctl, or any kernel, would refuse it
     */
    public AuditRuleLine parse(byte[] line) {
        return parse(RuleText.of(line, 0, line.length));
    }

    /**
     * Reads a line.
     *
     * @throws AuditRuleException when auditctl, or any kernel, would refuse it
     */
    public AuditRuleLine parse(String line) {
        String stripped = line.stripLeading();
        if (stripped.isEmpty() || stripped.startsWith("#")) {
            return new AuditRuleLine(line, List.of(), List.of());
        }
        return new RuleLineReader(host, RuleWord.split(line)).read(line);
    }

    /**
     * Reads a line that comes in words already, as from a shell; nothing in a word has a special meaning.
     *
     * @throws AuditRuleException when auditctl, or any kernel, would refuse it
     */
    public AuditRuleLine parse(List<String> words) {
        return new RuleLineReader(host, RuleWord.of(words)).read(String.join(" ", words));
    }

    /**
     * Reads a line that adds or deletes one rule.
     *
     * @throws AuditRuleException when it is wrong, or asks for something else
     */
    public AuditRule parseRule(String line) {
        List<AuditRuleCommand> commands = parse(line).commands();
        if (commands.size() == 1) {
            if (commands.get(0) instanceof AuditRuleCommand.Add add) {
                return add.rule();
            }
            if (commands.get(0) instanceof AuditRuleCommand.Delete delete) {
                return delete.rule();
            }
        }
        throw AuditRuleException.of("no rule", "-a, -A, -d, -w or -W and what belongs to it");
    }

    /** The bytes of a path or key of a rule, undoing what {@link #parse(byte[])} does to bytes that are not UTF-8. */
    public static byte[] bytes(String text) {
        return RuleText.bytes(text);
    }
}
