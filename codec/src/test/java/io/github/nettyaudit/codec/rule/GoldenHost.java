package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.table.AuditArchitecture;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/** The host that the goldens were made on: x86_64, Debian 12. */
final class GoldenHost implements AuditRuleHost {
    private static final Map<String, Integer> IDS = Map.of("root", 0, "daemon", 1, "nobody", 65534);
    private static final Set<String> DIRECTORIES = Set.of("/", "/etc");

    @Override
    public AuditArchitecture architecture() {
        return Objects.requireNonNull(AuditArchitecture.of("x86_64"));
    }

    @Override
    public OptionalInt userId(String name) {
        Integer id = IDS.get(name);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    @Override
    public OptionalInt groupId(String name) {
        return name.equals("nobody") ? OptionalInt.empty() : userId(name);
    }

    @Override
    public boolean isDirectory(String path) {
        return DIRECTORIES.contains(path);
    }
}
