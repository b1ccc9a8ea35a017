package io.github.nettyaudit.server.decode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the human view of one event back, by nothing but the rules in docs/DECODE.md: lines, labels, parts, fields and
 * words.
 */
final class PrintedView {
    private static final String CONTINUATION = "\n" + " ".repeat(11) + "| ";
    private static final String SAME_PARAGRAPH = " ".repeat(11);

    /** A field, or a word if {@code name} is null; bytes as ISO 8859-1. */
    record Item(String name, String text) {
        @Override
        public String toString() {
            return name == null ? "word " + text : name + "=" + text;
        }
    }

    /** A paragraph: its label, with {@code said} for the user's part, and its text with the parts in one line. */
    record Paragraph(String label, String text) {
    }

    /** The parts of the headline. */
    final List<String> headline;
    final List<Paragraph> paragraphs = new ArrayList<>();

    PrintedView(String printed) {
        if (!printed.endsWith("\n\n")) {
            throw new AssertionError("no empty line at the end: " + printed);
        }
        String joined = printed.substring(0, printed.length() - 2).replace(CONTINUATION, "");
        List<StringBuilder> lines = new ArrayList<>();
        for (String line : joined.split("\n", -1)) {
            if (line.startsWith(SAME_PARAGRAPH) && !line.startsWith(SAME_PARAGRAPH + ' ')) {
                // in a headline and in a line of parts a new line stands for the two blanks between parts
                lines.get(lines.size() - 1).append("  ").append(line.substring(SAME_PARAGRAPH.length()));
            } else {
                lines.add(new StringBuilder(line));
            }
        }
        headline = parts(lines.get(0).toString());
        for (StringBuilder line : lines.subList(1, lines.size())) {
            paragraphs.add(paragraph(line.toString()));
        }
    }

    private static Paragraph paragraph(String line) {
        int indent = line.startsWith("    ") ? 4 : 2;
        if (!line.startsWith(" ".repeat(indent)) || line.charAt(indent) == ' ') {
            throw new AssertionError("not a paragraph: " + line);
        }
        int end = tokenEnd(line, indent);
        String label = line.substring(indent, end);
        if (indent == 4 && !label.equals("said")) {
            throw new AssertionError("only what is said stands so far to the right: " + line);
        }
        String text = line.substring(end).strip();
        return new Paragraph(label, text);
    }

    /** The end of what begins here: the next blank outside of quotation marks. */
    private static int tokenEnd(String text, int start) {
        boolean isQuoted = false;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isQuoted && c == '\\') {
                i++;
            } else if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == ' ' && !isQuoted) {
                return i;
            }
        }
        if (isQuoted) {
            throw new AssertionError("open quotation mark: " + text);
        }
        return text.length();
    }

    /** What stands between two blanks, outside of quotation marks. */
    static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i = tokenEnd(text, i)) {
            if (text.charAt(i) == ' ' && i + 1 < text.length() && text.charAt(i + 1) == ' ') {
                parts.add(text.substring(start, i));
                i += 2;
                start = i;
            } else if (text.charAt(i) == ' ') {
                i++;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    /** The fields and words of a paragraph; a field for each of the names that stand before one value. */
    static List<Item> items(String text) {
        List<Item> items = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            if (text.charAt(start) == ' ') {
                start++;
                continue;
            }
            int end = tokenEnd(text, start);
            Item item = item(text.substring(start, end));
            // only a name in quotation marks has a comma
            boolean isList = item.name() != null && text.charAt(start) != '"' && item.name().indexOf(',') > 0;
            for (String name : isList ? item.name().split(",") : new String[] {item.name()}) {
                items.add(new Item(name, item.text()));
            }
            start = end;
        }
        return items;
    }

    private static Item item(String token) {
        int nameEnd = token.startsWith("\"") ? quotedEnd(token) : token.startsWith("-") ? -1 : token.indexOf('=');
        if (nameEnd < 0 || nameEnd == token.length() || token.charAt(nameEnd) != '=') {
            if (token.startsWith("|") || token.startsWith("(")) {
                throw new AssertionError("not a word: " + token);
            }
            return new Item(null, text(token));
        }
        return new Item(text(token.substring(0, nameEnd)), text(token.substring(nameEnd + 1)));
    }

    private static int quotedEnd(String token) {
        for (int i = 1; i < token.length(); i++) {
            if (token.charAt(i) == '\\') {
                i++;
            } else if (token.charAt(i) == '"') {
                return i + 1;
            }
        }
        throw new AssertionError("open quotation mark: " + token);
    }

    /** What stands in quotation marks, or without. */
    static String text(String printed) {
        if (!printed.startsWith("\"")) {
            if (printed.isEmpty() || printed.matches("(?s).*[\\\\\" ].*")) {
                throw new AssertionError("needs quotation marks: " + printed);
            }
            return latin(printed.getBytes(StandardCharsets.UTF_8));
        }
        if (quotedEnd(printed) != printed.length()) {
            throw new AssertionError("more than one text: " + printed);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String inner = printed.substring(1, printed.length() - 1);
        for (int i = 0; i < inner.length();) {
            int codePoint = inner.codePointAt(i);
            i += Character.charCount(codePoint);
            if (codePoint != '\\') {
                bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            char escape = inner.charAt(i++);
            switch (escape) {
                case '\\', '"' -> bytes.write(escape);
                case 'n' -> bytes.write('\n');
                case 'r' -> bytes.write('\r');
                case 't' -> bytes.write('\t');
                case 'x' -> {
                    bytes.write(Integer.parseInt(inner, i, i + 2, 16));
                    i += 2;
                }
                case 'u' -> {
                    int end = inner.indexOf('}', i);
                    bytes.writeBytes(Character.toString(Integer.parseInt(inner, i + 1, end, 16))
                            .getBytes(StandardCharsets.UTF_8));
                    i = end + 1;
                }
                default -> throw new AssertionError("unknown escape: " + printed);
            }
        }
        return latin(bytes.toByteArray());
    }

    static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
