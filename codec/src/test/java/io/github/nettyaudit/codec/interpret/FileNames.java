package io.github.nettyaudit.codec.interpret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The users and groups of the host on which the goldens were made: {@code host-names.json}. */
final class FileNames implements NameService {
    private final JsonNode names;

    FileNames() {
        try (InputStream input = FileNames.class.getResourceAsStream("/corpus/host-names.json")) {
            names = new ObjectMapper().readTree(input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public @Nullable String user(int id) {
        return name("users", id);
    }

    @Override
    public @Nullable String group(int id) {
        return name("groups", id);
    }

    private @Nullable String name(String kind, int id) {
        JsonNode name = names.get(kind).get(Integer.toUnsignedString(id));
        return name == null ? null : name.textValue();
    }
}
