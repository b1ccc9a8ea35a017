package io.github.nettyaudit.schema.normalize;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules that say what events mean, by the type of their record, by system call and by io_uring operation.
 * Immutable and safe for use by several threads.
 *
 * <p>The rules are read from text; the file {@code normalization.conf} in this package holds the built-in ones and
 * explains the form.
 */
public final class NormalizationTable {
    private static final String RESOURCE = "normalization.conf";
    private static final String ALL = "*";

    private final Map<String, RuleSection> templates;
    private final Map<Integer, List<NormalizationRule>> types;
    private final Map<String, NormalizationRule> calls;
    private final Map<String, NormalizationRule> operations;
    private final NormalizationRule typeFallback;
    private final NormalizationRule callFallback;
    private final NormalizationRule operationFallback;

    private NormalizationTable(RuleFile file, @Nullable NormalizationTable base) {
        templates = Map.copyOf(file.templates);
        typeFallback = fallback(file.typeFallback, base == null ? null : base.typeFallback);
        callFallback = fallback(file.callFallback, base == null ? null : base.callFallback);
        operationFallback = fallback(file.operationFallback, base == null ? null : base.operationFallback);
        types = mergeTypes(file.types, base == null ? Map.of() : base.types);
        calls = merge(file.calls, base == null ? Map.of() : base.calls);
        operations = merge(file.operations, base == null ? Map.of() : base.operations);
    }

    private static final class BuiltIn {
        static final NormalizationTable TABLE = load();

        private static NormalizationTable load() {
            try (InputStream input = NormalizationTable.class.getResourceAsStream(RESOURCE)) {
                if (input == null) {
                    throw new IllegalStateException("resource missing: " + RESOURCE);
                }
                String text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
                return new NormalizationTable(new RuleFile(Map.of(), RuleFileReader.read(RESOURCE, text), false), null);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Returns the built-in rules.
     *
     * @return the rules, read once
     */
    public static NormalizationTable builtIn() {
        return BuiltIn.TABLE;
    }

    /**
     * Returns a table with more rules. A new rule for a type comes before the rules that this table has for the type;
     * a new rule for a system call or an io_uring operation takes the place of the one of this table. The new rules
     * may use the templates of this table.
     *
     * @param fileName the name of the file, for messages
     * @param text     the rules, in the form of {@code normalization.conf}
     * @return the new table; this one does not change
     * @throws NormalizationException if the text is not of that form, or has a value that is not allowed
     */
    public NormalizationTable extendedBy(String fileName, CharSequence text) {
        return new NormalizationTable(new RuleFile(templates, RuleFileReader.read(fileName, text), true), this);
    }

    /**
     * Returns the rules for a type of record. The first of them whose {@linkplain NormalizationRule#has() fields} the
     * event has is the one that applies; the last one always applies.
     *
     * @param type any number
     * @return the rules in order, at least one
     */
    public List<NormalizationRule> rulesOfType(int type) {
        List<NormalizationRule> rules = types.get(type);
        return rules == null ? List.of(typeFallback) : rules;
    }

    /**
     * Returns the rule for a system call.
     *
     * @param name the name of the system call; null if it is not known
     * @return its rule, or the one for all others
     */
    public NormalizationRule ruleOfSystemCall(@Nullable String name) {
        return name == null ? callFallback : calls.getOrDefault(name, callFallback);
    }

    /**
     * Returns the rule for an io_uring operation.
     *
     * @param name the name of the operation; null if it is not known
     * @return its rule, or the one for all others
     */
    public NormalizationRule ruleOfUringOperation(@Nullable String name) {
        return name == null ? operationFallback : operations.getOrDefault(name, operationFallback);
    }

    /** All rules of the table, each once. */
    Set<NormalizationRule> rules() {
        Set<NormalizationRule> all = Collections.newSetFromMap(new IdentityHashMap<>());
        types.values().forEach(all::addAll);
        all.addAll(calls.values());
        all.addAll(operations.values());
        all.add(typeFallback);
        all.add(callFallback);
        all.add(operationFallback);
        return all;
    }

    private static NormalizationRule fallback(@Nullable NormalizationRule own, @Nullable NormalizationRule base) {
        if (own != null) {
            return own;
        }
        if (base != null) {
            return base;
        }
        throw new IllegalStateException(RESOURCE + " has no section for " + ALL);
    }

    private static Map<String, NormalizationRule> merge(Map<String, NormalizationRule> own,
            Map<String, NormalizationRule> base) {
        Map<String, NormalizationRule> all = new HashMap<>(base);
        all.putAll(own);
        return Map.copyOf(all);
    }

    private Map<Integer, List<NormalizationRule>> mergeTypes(Map<Integer, List<NormalizationRule>> own,
            Map<Integer, List<NormalizationRule>> base) {
        Map<Integer, List<NormalizationRule>> all = new HashMap<>();
        HashSet<Integer> numbers = new HashSet<>(own.keySet());
        numbers.addAll(base.keySet());
        for (int number : numbers) {
            List<NormalizationRule> rules = new ArrayList<>(own.getOrDefault(number, List.of()));
            rules.addAll(base.getOrDefault(number, List.of()));
            rules.removeIf(NormalizationRule::isFallback);
            if (!rules.get(rules.size() - 1).has().isEmpty()) {
                rules.add(typeFallback);
            }
            all.put(number, List.copyOf(rules));
        }
        return Map.copyOf(all);
    }
}
