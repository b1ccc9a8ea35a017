package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import io.github.nettyaudit.codec.table.AuditIoUringOperations;
import io.github.nettyaudit.codec.table.AuditSyscalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules of one file, by what they are for. */
final class RuleFile {
    private static final String ALL = "*";
    private static final int MAX_TYPE = 0xffff;

    final Map<String, RuleSection> templates;
    final Map<Integer, List<NormalizationRule>> types = new HashMap<>();
    final Map<String, NormalizationRule> calls = new HashMap<>();
    final Map<String, NormalizationRule> operations = new HashMap<>();
    @Nullable NormalizationRule typeFallback;
    @Nullable NormalizationRule callFallback;
    @Nullable NormalizationRule operationFallback;
    private final Map<String, Integer> templateLines = new HashMap<>();
    private final boolean checksCalls;

    /**
     * Makes the rules of sections.
     *
     * @param known       the templates that the sections may use
     * @param sections    the sections
     * @param checksCalls whether to look up the system calls, which loads the tables of all architectures
     */
    RuleFile(Map<String, RuleSection> known, List<RuleSection> sections, boolean checksCalls) {
        this.checksCalls = checksCalls;
        templates = new HashMap<>(known);
        sections.forEach(this::add);
    }

    private void add(RuleSection section) {
        RuleSection whole = withTemplates(section);
        if (section.kind().equals("template")) {
            String name = section.names().get(0);
            Integer line = templateLines.putIfAbsent(name, section.line());
            if (line != null) {
                throw section.error("the template '" + name + "' is already in line " + line);
            }
            templates.put(name, whole);
            return;
        }
        if (!section.kind().equals("type") && section.value(RuleKey.HAS) != null) {
            throw section.error(RuleKey.HAS, "has is allowed in a section [type NAME…] only");
        }
        boolean fallback = section.names().contains(ALL);
        if (fallback && (section.names().size() > 1 || section.value(RuleKey.HAS) != null)) {
            throw section.error("a section for * names nothing else and has no condition");
        }
        NormalizationRule rule = new RuleBuilder(whole).build(fallback);
        for (String name : section.names()) {
            switch (section.kind()) {
                case "type" -> addType(section, name, rule);
                case "syscall" -> addCall(section, name, rule);
                default -> addOperation(section, name, rule);
            }
        }
    }

    /** The section with the values of its templates; an empty value takes away the one of a template. */
    private RuleSection withTemplates(RuleSection section) {
        RuleSection whole = new RuleSection(section.file(), section.line(), section.kind(), section.names());
        for (String name : section.words(RuleKey.LIKE)) {
            RuleSection template = templates.get(name);
            if (template == null) {
                throw section.error(RuleKey.LIKE, "no template '" + name + "' before this line; allowed: "
                        + String.join(", ", templates.keySet().stream().sorted().toList()));
            }
            template.values().forEach((key, value) -> whole.values().put(key,
                    new RuleSection.Value(value.text(), section.line())));
        }
        whole.values().putAll(section.values());
        whole.values().remove(RuleKey.LIKE);
        whole.values().values().removeIf(value -> value.text().isEmpty());
        return whole;
    }

    private void addType(RuleSection section, String name, NormalizationRule rule) {
        if (name.equals(ALL)) {
            typeFallback = once(section, typeFallback, rule, name);
            return;
        }
        int type = Words.isNumber(name, 5) ? Integer.parseInt(name) : AuditMessageType.of(name);
        if (type < 0 || type > MAX_TYPE) {
            throw section.error("unknown record type '" + name
                    + "'; allowed: a name such as USER_LOGIN, a number, or *");
        }
        List<NormalizationRule> rules = types.computeIfAbsent(type, key -> new ArrayList<>());
        for (NormalizationRule other : rules) {
            if (other.has().stream().allMatch(needed -> rule.has().stream().anyMatch(own -> own.implies(needed)))) {
                throw section.error("the rule for " + name + " never applies, because " + other + " comes first"
                        + " (its condition: has = " + other.has() + ")");
            }
        }
        rules.add(rule);
    }

    private void addCall(RuleSection section, String name, NormalizationRule rule) {
        if (name.equals(ALL)) {
            callFallback = once(section, callFallback, rule, name);
            return;
        }
        if (checksCalls && !isKnown(name)) {
            throw section.error("unknown system call '" + name + "'; allowed: a name such as openat, or *");
        }
        once(section, calls.put(name, rule), rule, name);
    }

    private static boolean isKnown(String call) {
        for (AuditArchitecture architecture : AuditArchitecture.all()) {
            if (AuditSyscalls.number(architecture, call) != AuditSyscalls.UNKNOWN) {
                return true;
            }
        }
        return false;
    }

    private void addOperation(RuleSection section, String name, NormalizationRule rule) {
        if (name.equals(ALL)) {
            operationFallback = once(section, operationFallback, rule, name);
            return;
        }
        if (AuditIoUringOperations.number(name) == AuditIoUringOperations.UNKNOWN) {
            throw section.error("unknown io_uring operation '" + name + "'; allowed: a name such as openat, or *");
        }
        once(section, operations.put(name, rule), rule, name);
    }

    private static NormalizationRule once(RuleSection section, @Nullable NormalizationRule other,
            NormalizationRule rule, String name) {
        if (other != null) {
            throw section.error(name + " has two rules: " + other + " and " + rule);
        }
        return rule;
    }
}
