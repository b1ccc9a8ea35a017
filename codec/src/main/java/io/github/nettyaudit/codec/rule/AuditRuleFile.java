package io.github.nettyaudit.codec.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule file: lines in auditctl's words, comments and blank lines. The whole file is parsed before anything is done,
 * so that all wrong lines can be reported at once; auditctl stops at the first wrong line, with half of the rules
 * loaded. Immutable.
 *
 * @param name  the name of the file in messages
 * @param lines all lines, including comments and blank lines
 */
public record AuditRuleFile(String name, List<Line> lines) {
    /**
     * Creates a file.
     *
     * @param name  the name of the file in messages
     * @param lines all lines
     */
    public AuditRuleFile {
        lines = List.copyOf(lines);
    }

    /**
     * One line.
     *
     * @param number the number of the line, from 1
     * @param parsed the parsed line; null if it is wrong
     * @param error  what is wrong with the line; null if nothing is
     */
    public record Line(int number, @Nullable AuditRuleLine parsed, @Nullable AuditRuleException error) {
    }

    /**
     * Parses the content of a file. Wrong lines are kept, see {@link #errors()}. A byte order mark makes the first line
     * wrong, as it does for auditctl.
     *
     * @param name    the name of the file in messages
     * @param content the bytes of the file
     * @param parser  parses the lines
     * @return the file
     */
    public static AuditRuleFile parse(String name, byte[] content, AuditRuleParser parser) {
        List<Line> lines = new ArrayList<>();
        String mark = byteOrderMark(content);
        for (byte[] line : lines(content)) {
            lines.add(lines.isEmpty() && mark != null ? new Line(1, null, AuditRuleException.of(mark, null).at(null, 1))
                    : line(lines.size() + 1, line, parser));
        }
        return new AuditRuleFile(name, lines);
    }

    private static @Nullable String byteOrderMark(byte[] content) {
        if (startsWith(content, 0xef, 0xbb, 0xbf)) {
            return "the file begins with a byte order mark (EF BB BF); save it as UTF-8 without one";
        }
        return startsWith(content, 0xff, 0xfe) || startsWith(content, 0xfe, 0xff)
                ? "the file is UTF-16; save it as UTF-8 without a byte order mark" : null;
    }

    private static boolean startsWith(byte[] content, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= content.length || (content[i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
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

    /**
     * Returns the commands of all lines that are not wrong.
     *
     * @return the commands, in order
     */
    public List<AuditRuleCommand> commands() {
        List<AuditRuleCommand> commands = new ArrayList<>();
        for (Line line : lines) {
            if (line.parsed() != null) {
                commands.addAll(line.parsed().commands());
            }
        }
        return commands;
    }

    /**
     * Returns what is wrong, one message for each wrong line.
     *
     * @return messages such as {@code audit.rules:12: -F at column 25: no field foo}
     */
    public List<String> errors() {
        return lines.stream().filter(line -> line.error() != null)
                .map(line -> name + ':' + line.number() + ": " + line.error().getMessage()).toList();
    }

    /**
     * Returns what is valid but probably not intended.
     *
     * @return messages such as {@code audit.rules:12: 12x is read as the number 12}
     */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (Line line : lines) {
            if (line.parsed() != null) {
                line.parsed().warnings().forEach(text -> warnings.add(name + ':' + line.number() + ": " + text));
            }
        }
        return warnings;
    }

    /**
     * Returns whether wrong lines are to be skipped: an {@code -i} or {@code -c} precedes the first of them.
     *
     * @return true if so; false if no line is wrong
     */
    public boolean ignoresErrors() {
        int firstError = lines.stream().filter(line -> line.error() != null).mapToInt(Line::number).min().orElse(0);
        return lines.stream().filter(line -> line.parsed() != null && line.number() < firstError)
                .flatMap(line -> line.parsed().commands().stream())
                .anyMatch(AuditRuleCommand.IgnoreErrors.class::isInstance);
    }
}
