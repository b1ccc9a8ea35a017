package io.github.nettyaudit.codec.rule;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * Parses lines in auditctl's words, without the word {@code auditctl}: {@code -a always,exit -F arch=b64 -S open -k x}.
 * Spaces separate words. Quotes and backslashes keep spaces in a word, as in a shell; {@code docs/RULES.md} describes
 * the differences to auditctl's rule files. As for auditctl, tabs and carriage returns are part of a word; the parsed
 * line has a warning if a word has one.
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
        int zero = line.indexOf(0);
        if (zero >= 0) {
            throw AuditRuleException.of("a NUL byte at column " + (zero + 1) + ", where the kernel would end the text",
                    null);
        }
        List<RuleWord> words = isComment(line) ? List.of() : RuleWord.split(line);
        if (words.isEmpty()) {
            return new AuditRuleLine(line, List.of(), List.of());
        }
        int lookalike = RuleWord.lookalike(line);
        if (lookalike < 0) {
            return new RuleLineReader(host, words).read(line);
        }
        String notice = (line.charAt(lookalike) == '\t' ? "the tab" : "the carriage return") + " at column "
                + (lookalike + 1) + " is part of a word, because only spaces separate words and only a newline ends a line";
        try {
            AuditRuleLine read = new RuleLineReader(host, words).read(line);
            List<String> warnings = new ArrayList<>(read.warnings());
            warnings.add(notice);
            return new AuditRuleLine(line, read.commands(), warnings);
        } catch (AuditRuleException exception) {
            throw exception.noting(notice);
        }
    }

    /** Whether the first character that is no space is a number sign. */
    private static boolean isComment(String line) {
        int first = 0;
        while (first < line.length() && line.charAt(first) == ' ') {
            first++;
        }
        return line.startsWith("#", first);
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

    /**
     * Returns bytes as a text, of which {@link #bytes(String)} makes the same bytes.
     *
     * @param bytes a line, a path or a key; need not be UTF-8
     * @return the text; a byte that is not part of valid UTF-8 is a character, see {@link AuditRuleField#text()}
     */
    public static String text(byte[] bytes) {
        return RuleText.of(bytes, 0, bytes.length);
    }
}
