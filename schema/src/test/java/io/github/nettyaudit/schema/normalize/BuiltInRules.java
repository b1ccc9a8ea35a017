package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import io.github.nettyaudit.codec.table.AuditIoUringOperations;
import io.github.nettyaudit.codec.table.AuditSyscalls;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All names that the codec knows, and all built-in rules. */
public final class BuiltInRules {
    private static final int X32 = 0x40000000;
    private static final int HIGHEST_NUMBER = 8191;

    private BuiltInRules() {
    }

    /** The numbers of all record types that have a name. */
    public static Set<Integer> types() {
        Set<Integer> types = new TreeSet<>();
        for (int type = 0; type < 0xffff; type++) {
            if (!AuditMessageType.name(type).startsWith("UNKNOWN[")) {
                types.add(type);
            }
        }
        return types;
    }

    /** The names of all system calls of all architectures. */
    public static Set<String> calls() {
        Set<String> names = new TreeSet<>();
        for (AuditArchitecture architecture : AuditArchitecture.all()) {
            for (int number = 0; number <= HIGHEST_NUMBER; number++) {
                add(names, AuditSyscalls.name(architecture, number));
                add(names, AuditSyscalls.name(architecture, number | X32));
            }
        }
        return names;
    }

    static Set<String> operations() {
        Set<String> names = new TreeSet<>();
        for (int number = 0; number < 256; number++) {
            add(names, AuditIoUringOperations.name(number));
        }
        return names;
    }

    private static void add(Set<String> names, @Nullable String name) {
        if (name != null) {
            names.add(name);
        }
    }

    static Set<NormalizationRule> all() {
        NormalizationTable table = NormalizationTable.builtIn();
        Set<NormalizationRule> rules = new LinkedHashSet<>();
        types().forEach(type -> rules.addAll(table.rulesOfType(type)));
        calls().forEach(name -> rules.add(table.ruleOfSystemCall(name)));
        operations().forEach(name -> rules.add(table.ruleOfUringOperation(name)));
        rules.addAll(table.rulesOfType(-1));
        rules.add(table.ruleOfSystemCall(null));
        rules.add(table.ruleOfUringOperation(null));
        return rules;
    }
}
