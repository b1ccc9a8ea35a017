package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.schema.normalize.RuleSection.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a rule file into sections. */
final class RuleFileReader {
    private static final Set<String> KINDS = Set.of("template", "type", "syscall", "uring");
    private static final String HEADERS = "[template NAME], [type NAME…], [syscall NAME…] or [uring NAME…]";

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String file;
    private final List<RuleSection> sections = new ArrayList<>();
    private final StringBuilder header = new StringBuilder();
    private @Nullable RuleSection section;
    private int headerLine;
    private int line;

    private RuleFileReader(String file) {
        this.file = file;
    }

    static List<RuleSection> read(String file, CharSequence text) {
        RuleFileReader reader = new RuleFileReader(file);
        String content = text.toString();
        (content.startsWith(BYTE_ORDER_MARK) ? content.substring(1) : content).lines().forEach(reader::accept);
        if (!reader.header.isEmpty()) {
            throw new NormalizationException(file, reader.headerLine, "the header of the section has no ]");
        }
        return reader.sections;
    }

    private void accept(String raw) {
        line++;
        int comment = raw.indexOf('#');
        String text = (comment < 0 ? raw : raw.substring(0, comment)).strip();
        if (text.isEmpty()) {
            return;
        }
        if (!header.isEmpty() || text.startsWith("[")) {
            acceptHeader(text);
        } else {
            acceptValue(text);
        }
    }

    /** A header may take several lines; headers that follow each other share the values below them. */
    private void acceptHeader(String text) {
        if (header.isEmpty()) {
            headerLine = line;
        } else if (text.startsWith("[") || text.contains("=")) {
            throw new NormalizationException(file, headerLine, "the header of the section has no ]");
        }
        header.append(text).append(' ');
        int end = text.indexOf(']');
        if (end < 0) {
            return;
        }
        if (end != text.length() - 1) {
            throw error("text after the ] of a header: '" + text.substring(end + 1).strip() + "'");
        }
        String content = header.substring(1, header.length() - 2).strip();
        header.setLength(0);
        List<String> words = Words.of(content);
        String kind = words.isEmpty() ? "" : words.get(0);
        if (!KINDS.contains(kind)) {
            throw error("unknown section '" + kind + "'; allowed: " + HEADERS);
        }
        List<String> names = words.subList(1, words.size());
        if (names.isEmpty() || kind.equals("template") && names.size() > 1) {
            throw error("the section names " + (names.isEmpty() ? "nothing" : "several templates") + "; allowed: "
                    + HEADERS);
        }
        section = section == null || section.kind().equals("template") || !section.values().isEmpty()
                ? new RuleSection(file, headerLine, kind, names)
                : new RuleSection(file, headerLine, kind, names, section.values());
        sections.add(section);
    }

    private void acceptValue(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw error("'" + text + "' is neither a section nor key = value");
        }
        if (section == null) {
            throw error("'" + text + "' stands before the first section; allowed: " + HEADERS);
        }
        String word = text.substring(0, equals).strip();
        RuleKey key = RuleKey.of(word);
        if (key == null) {
            throw error("unknown key '" + word + "'; allowed: " + RuleKey.all());
        }
        Value value = new Value(text.substring(equals + 1).strip(), line);
        if (section.values().putIfAbsent(key, value) != null) {
            throw error("the section has the key '" + word + "' twice");
        }
    }

    private NormalizationException error(String problem) {
        return new NormalizationException(file, line, problem);
    }
}
