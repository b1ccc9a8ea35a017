package io.github.nettyaudit.server.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.nettyaudit.codec.interpret.NameService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of users and groups from a file of JSON, so that a log can be read on another machine than the one that wrote
 * it: {@code {"users":{"0":"root",…},"groups":{…}}}. Other members are ignored.
 */
final class NamesFile implements NameService {
    private final Map<Integer, String> users = new HashMap<>();
    private final Map<Integer, String> groups = new HashMap<>();

    private NamesFile() {
    }

    /**
     * Reads a file.
     *
     * @throws JsonParseException if it is not such JSON
     * @throws IOException        if it cannot be read
     */
    static NamesFile read(Path file) throws IOException {
        NamesFile names = new NamesFile();
        try (JsonParser json = new JsonFactory().createParser(Files.newInputStream(file))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(json, "not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String member = json.currentName();
                Map<Integer, String> target = member.equals("users") ? names.users
                        : member.equals("groups") ? names.groups : null;
                JsonToken value = json.nextToken();
                if (target != null && value == JsonToken.START_OBJECT) {
                    readNames(json, target);
                } else {
                    json.skipChildren();
                }
            }
        }
        return names;
    }

    private static void readNames(JsonParser json, Map<Integer, String> target) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String id = json.currentName();
            String name = json.nextTextValue();
            try {
                if (name != null) {
                    target.put(Integer.parseUnsignedInt(id), name);
                }
            } catch (NumberFormatException e) {
                throw new JsonParseException(json, "'" + id + "' is not the id of a user or group", e);
            }
        }
    }

    @Override
    public @Nullable String user(int id) {
        return users.get(id);
    }

    @Override
    public @Nullable String group(int id) {
        return groups.get(id);
    }

    @Override
    public long userId(String name) {
        return idOf(users, name);
    }

    @Override
    public long groupId(String name) {
        return idOf(groups, name);
    }

    /** The lowest id of a name; files have few names, and few messages have a name without an id. */
    private static long idOf(Map<Integer, String> names, String name) {
        return names.entrySet().stream().filter(entry -> entry.getValue().equals(name))
                .mapToLong(entry -> Integer.toUnsignedLong(entry.getKey())).min().orElse(-1);
    }
}
