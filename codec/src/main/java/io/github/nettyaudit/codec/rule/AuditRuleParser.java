package io.github.nettyaudit.codec.rule;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Parses lines in auditctl's words, without the word {@code auditctl}: {@code -a always,exit -F arch=b64 -S open -k x}.
 * Blanks separate words. Quotes and backslashes keep blanks in a word, as in a shell; {@code docs/RULES.md} describes
 * the differences to auditctl's rule files.
 *
 * <p>Immutable, and as thread-safe as the {@link AuditRuleHost}.
 */
public final class AuditRuleParser {
    private final AuditRuleHost host;

    /**
     * Creates a parser.
     *
     * @param host the host that the rules are for
     */
    public AuditRuleParser(AuditRuleHost host) {
        this.host = requireNonNull(host, "host");
    }

    /**
     * Parses a line of bytes, as they are in a file. Bytes that are not UTF-8 are kept, see {@link AuditRuleField}.
     *
     * @param line the bytes of the line
     * @return the parsed line
     * @throws AuditRuleException if auditctl, or any kernel, would refuse the line
     */
    public AuditRuleLine parse(byte[] line) {
        return parse(RuleText.of(line, 0, line.length));
    }

    /**
     * Parses a line.
     *
     * @param line the line
     * @return the parsed line
     * @throws AuditRuleException if auditctl, or any kernel, would refuse the line
     */
    public AuditRuleLine parse(String line) {
        String stripped = line.stripLeading();
        if (stripped.isEmpty() || stripped.startsWith("#")) {
            return new AuditRuleLine(line, List.of(), List.of());
        }
        return new RuleLineReader(host, RuleWord.split(line)).read(line);
    }

    /**
     * Parses a line that is split into words already, as by a shell. Quotes and backslashes have no special meaning.
     *
     * @param words the words
     * @return the parsed line
     * @throws AuditRuleException if auditctl, or any kernel, would refuse the line
     */
    public AuditRuleLine parse(List<String> words) {
        return new RuleLineReader(host, RuleWord.of(words)).read(String.join(" ", words));
    }

    /**
     * Parses a line that adds or deletes one rule.
     *
     * @param line the line
     * @return the rule
     * @throws AuditRuleException if the line is wrong, or does something else
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

    /**
     * Returns the bytes of a path or key of a rule, including those that are not UTF-8.
     *
     * @param text the text of a rule, see {@link AuditRuleField#text()}
     * @return the bytes, as the kernel gets them
     */
    public static byte[] bytes(String text) {
        return RuleText.bytes(text);
    }
}
