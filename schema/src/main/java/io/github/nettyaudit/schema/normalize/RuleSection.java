package io.github.nettyaudit.schema.normalize;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A section of a rule file as it is written, with the values of its templates.
 *
 * @param file   the name of the file
 * @param line   the line of its header, from 1
 * @param kind   what the names are: {@code template}, {@code type}, {@code syscall} or {@code uring}
 * @param names  the names of the header
 * @param values the values of its keys
 */
record RuleSection(String file, int line, String kind, List<String> names, Map<RuleKey, Value> values) {
    /** A value and the line it stands in. */
    record Value(String text, int line) {
    }

    RuleSection(String file, int line, String kind, List<String> names) {
        this(file, line, kind, names, new EnumMap<>(RuleKey.class));
    }

    @Nullable Value value(RuleKey key) {
        return values.get(key);
    }

    /** The words of a value; none if the key is missing. */
    List<String> words(RuleKey key) {
        Value value = values.get(key);
        return value == null ? List.of() : Words.of(value.text());
    }

    /** An error in the value of a key, or in the section if it does not have the key. */
    NormalizationException error(RuleKey key, String problem) {
        Value value = values.get(key);
        return new NormalizationException(file, value == null ? line : value.line(), problem);
    }

    NormalizationException error(String problem) {
        return new NormalizationException(file, line, problem);
    }
}
