package io.github.nettyaudit.schema.ecs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.event.AuditLogReader;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.EventContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Documents of log lines, and the documents of peers beside them. */
final class EcsDocuments {
    static final ObjectMapper MAPPER = new ObjectMapper(
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

    private EcsDocuments() {
    }

    /** The documents of all events of log lines, in order. */
    static List<JsonNode> of(Iterable<String> lines, NameService names, EcsOptions options) {
        EcsEncoder encoder = new EcsEncoder(names, options);
        ByteBuf out = Unpooled.buffer();
        try (AuditLogReader reader = new AuditLogReader(event -> {
            encoder.encode(event, EventContext.NONE, out);
            event.release();
        })) {
            for (String line : lines) {
                reader.read(Unpooled.copiedBuffer(line + '\n', StandardCharsets.UTF_8));
            }
        }
        List<JsonNode> documents = new ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).split("\n")) {
            if (!line.isEmpty()) {
                documents.add(parse(line));
            }
        }
        return documents;
    }

    static JsonNode parse(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    /** The lines of a test resource that is compressed. */
    static List<JsonNode> resource(String name) {
        List<JsonNode> all = new ArrayList<>();
        try (InputStream in = new GZIPInputStream(
                Objects.requireNonNull(EcsDocuments.class.getResourceAsStream(name), name))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> all.add(parse(line)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** The lines of a test resource but for comments. */
    static List<String> lines(String name) {
        try (InputStream in = Objects.requireNonNull(EcsDocuments.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.textValue()));
        return strings;
    }

    /** The leaves of a document by their paths; an array is a leaf. */
    static Map<String, JsonNode> leaves(JsonNode document) {
        Map<String, JsonNode> leaves = new TreeMap<>();
        addLeaves("", document, leaves);
        return leaves;
    }

    private static void addLeaves(String path, JsonNode node, Map<String, JsonNode> to) {
        if (!node.isObject()) {
            to.put(path, node);
            return;
        }
        node.properties().forEach(member -> addLeaves(path.isEmpty() ? member.getKey() : path + '.' + member.getKey(),
                member.getValue(), to));
    }

    /** Whether two leaves are equal; of an array the order of the elements does not count. */
    static boolean isSame(JsonNode theirs, @Nullable JsonNode ours) {
        if (ours == null || !theirs.isArray() || !ours.isArray()) {
            return theirs.equals(ours);
        }
        return Set.copyOf(elements(theirs)).equals(Set.copyOf(elements(ours)));
    }

    private static List<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements;
    }

    /** The users and groups that auditbeat's test knows. */
    static NameService auditbeatNames() {
        JsonNode node;
        try (InputStream in = Objects.requireNonNull(EcsDocuments.class.getResourceAsStream("auditbeat-names.json"))) {
            node = MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> users = new HashMap<>();
        Map<String, String> groups = new HashMap<>();
        node.get("users").properties().forEach(user -> users.put(user.getKey(), user.getValue().textValue()));
        node.get("groups").properties().forEach(group -> groups.put(group.getKey(), group.getValue().textValue()));
        return new NameService() {
            @Override
            public @Nullable String user(int id) {
                return users.get(Integer.toUnsignedString(id));
            }

            @Override
            public @Nullable String group(int id) {
                return groups.get(Integer.toUnsignedString(id));
            }

            @Override
            public long userId(String name) {
                return find(users, name);
            }

            @Override
            public long groupId(String name) {
                return find(groups, name);
            }
        };
    }

    private static long find(Map<String, String> names, String name) {
        return names.entrySet().stream().filter(entry -> entry.getValue().equals(name))
                .mapToLong(entry -> Long.parseLong(entry.getKey())).findFirst().orElse(-1);
    }
}
