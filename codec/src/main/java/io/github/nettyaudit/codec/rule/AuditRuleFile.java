package io.github.nettyaudit.codec.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule file: lines in auditctl's words, comments and blank lines. All of it is read before anything is done, so that
 * all that is wrong can be told at once; auditctl stops at the first wrong line, with half of the rules loaded.
 * Immutable.
 *
 * @param name  what to call it in messages
 * @param lines its lines, comments and blank ones too
 */
public record AuditRuleFile(String name, List<Line> lines) {
    public AuditRuleFile {
        lines = List.copyOf(lines);
    }

    /**
     * One line.
     *
     * @param number the line's number, from 1
     * @param parsed what it says; null if it is wrong
     * @param error  what is wrong with it; null if nothing is
     */
    public record Line(int number, @Nullable AuditRuleLine parsed, @Nullable AuditRuleException error) {
    }

    /** Reads a file's bytes. Wrong lines are kept, see {@link #errors()}. */
    public static AuditRuleFile parse(String name, byte[] content, AuditRuleParser parser) {
        List<Line> lines = new ArrayList<>();
        for (byte[] line : lines(content)) {
            lines.add(line(lines.size() + 1, line, parser));
        }
        return new AuditRuleFile(name, lines);
    }

    /**
     * Splits a file into lines.
     *
     * @param content the bytes of the file
     * @return the bytes of each line, without the newline that ends it
     */
    public static List<byte[]> lines(byte[] content) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= content.length; at++) {
            if (at == content.length ? start < at : content[at] == '\n') {
                lines.add(Arrays.copyOfRange(content, start, at));
                start = at + 1;
            }
        }
        return lines;
    }

    private static Line line(int number, byte[] line, AuditRuleParser parser) {
        try {
            return new Line(number, parser.parse(line), null);
        } catch (AuditRuleException exception) {
            return new Line(number, null, exception);
        }
    }

    /** What the right lines ask for, in order. */
    public List<AuditRuleCommand> commands() {
        List<AuditRuleCommand> commands = new ArrayList<>();
        for (Line line : lines) {
            if (line.parsed() != null) {
                commands.addAll(line.parsed().commands());
            }
        }
        return commands;
    }

    /** What is wrong, for people: {@code audit.rules:12: -F at column 25: …}. */
    public List<String> errors() {
        return lines.stream().filter(line -> line.error() != null)
                .map(line -> name + ':' + line.number() + ": " + line.error().getMessage()).toList();
    }

    /** What is probably not meant, for people. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (Line line : lines) {
            if (line.parsed() != null) {
                line.parsed().warnings().forEach(text -> warnings.add(name + ':' + line.number() + ": " + text));
            }
        }
        return warnings;
    }

    /** Whether a {@code -i} or {@code -c} says that wrong lines are to be passed over: of those behind it. */
    public boolean ignoresErrors() {
        int firstError = lines.stream().filter(line -> line.error() != null).mapToInt(Line::number).min().orElse(0);
        return lines.stream().filter(line -> line.parsed() != null && line.number() < firstError)
                .flatMap(line -> line.parsed().commands().stream())
                .anyMatch(AuditRuleCommand.IgnoreErrors.class::isInstance);
    }
}
