package io.github.nettyaudit.daemon.filter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Patterns that are given a name: those of {@code redaction.conf}. */
final class RedactionPresets {
    private static final String FILE = "redaction.conf";
    private static final Pattern DEFINITION = Pattern.compile("([A-Za-z]+) := (.+)");
    private static final Pattern DEFINED = Pattern.compile("\\$([A-Za-z]+)");
    private static final Map<String, List<String>> PRESETS = new LinkedHashMap<>();

    static {
        read();
        List<String> all = new ArrayList<>();
        PRESETS.values().forEach(all::addAll);
        PRESETS.put("standard", all);
        PRESETS.put(Redaction.KEYSTROKES, List.of());
        PRESETS.replaceAll((name, patterns) -> List.copyOf(patterns));
    }

    private RedactionPresets() {
    }

    private static void read() {
        Map<String, String> defined = new HashMap<>();
        List<String> patterns = List.of();
        for (String line : lines()) {
            Matcher definition = DEFINITION.matcher(line);
            if (line.startsWith("[")) {
                patterns = new ArrayList<>();
                PRESETS.put(line.substring(1, line.length() - 1), patterns);
            } else if (definition.matches()) {
                defined.put(definition.group(1), definition.group(2));
            } else if (!line.isEmpty() && !line.startsWith("# ")) {
                patterns.add(DEFINED.matcher(line).replaceAll(name -> text(defined, name)));
            }
        }
    }

    private static String text(Map<String, String> defined, MatchResult name) {
        String text = defined.get(name.group(1));
        if (text == null) {
            throw new IllegalStateException(FILE + ": " + name.group() + " is not defined");
        }
        return Matcher.quoteReplacement(text);
    }

    private static List<String> lines() {
        try (InputStream input = RedactionPresets.class.getResourceAsStream(FILE)) {
            if (input == null) {
                throw new IllegalStateException(FILE + " is missing beside " + RedactionPresets.class);
            }
            return new String(input.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static @Nullable List<String> find(String name) {
        return PRESETS.get(name);
    }

    static List<String> names() {
        return List.copyOf(PRESETS.keySet());
    }
}
