package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.interpret.NameService;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ids of the users and groups of this machine, from its files; names for ids it has none. Not thread-safe. */
final class LocalNames implements NameService {
    private static final long UNKNOWN = -1;

    private final Map<String, Long> users = new HashMap<>();
    private final Map<String, Long> groups = new HashMap<>();

    @Override
    public @Nullable String user(int id) {
        return null;
    }

    @Override
    public @Nullable String group(int id) {
        return null;
    }

    @Override
    public long userId(String name) {
        return users.computeIfAbsent(name, known -> LocalAccounts.user(known).orElse(UNKNOWN));
    }

    @Override
    public long groupId(String name) {
        return groups.computeIfAbsent(name, known -> LocalAccounts.group(known).orElse(UNKNOWN));
    }
}
