package io.github.nettyaudit.schema.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** The fields of the Elastic Common Schema 9.4.0 (elastic/ecs, Apache License 2.0), and what is wrong in a document. */
final class EcsSchema {
    private static final Pattern AUDITBEAT = Pattern.compile(
            "user\\.(audit|saved|filesystem)\\.(group\\.)?(id|name)|(user|file)\\.selinux\\.(user|role|domain|level|category)");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    private static final Pattern IP = Pattern.compile("[0-9a-f:.]+");

    private final Map<String, Field> fields = new HashMap<>();

    private record Field(String type, boolean isArray, Set<String> allowed, Map<String, Set<String>> expectedTypes) {
    }

    EcsSchema() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(new GZIPInputStream(
                Objects.requireNonNull(EcsSchema.class.getResourceAsStream("ecs-9.4.0-flat.csv.gz"))),
                StandardCharsets.UTF_8))) {
            reader.readLine();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] columns = line.split(",", -1);
                Map<String, Set<String>> expected = new HashMap<>();
                for (String pair : columns[6].split(";")) {
                    String[] sides = pair.split("=");
                    if (sides.length == 2) {
                        expected.put(sides[0], Set.of(sides[1].split("\\|")));
                    }
                }
                fields.put(columns[0], new Field(columns[1], columns[3].equals("array"),
                        columns[5].isEmpty() ? Set.of() : Set.of(columns[5].split("\\|")), expected));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a document has that it must not have. */
    List<String> faults(JsonNode document, boolean strict) {
        List<String> faults = new ArrayList<>();
        EcsDocuments.leaves(document).forEach((path, value) -> {
            if (!path.startsWith("auditd.") && (strict || !AUDITBEAT.matcher(path).matches())) {
                Field field = fields.get(path);
                if (field == null) {
                    faults.add(path + " is not in the schema");
                } else {
                    addFaults(path, field, value, faults);
                }
            }
        });
        Set<String> types = new HashSet<>();
        Map<String, Set<String>> expected = fields.get("event.category").expectedTypes();
        document.at("/event/category").forEach(category ->
                types.addAll(expected.getOrDefault(category.textValue(), Set.of())));
        document.at("/event/type").forEach(type -> {
            if (!types.contains(type.textValue())) {
                faults.add("event.type " + type + " is not expected for " + document.at("/event/category"));
            }
        });
        return faults;
    }

    private static void addFaults(String path, Field field, JsonNode value, List<String> faults) {
        if (value.isArray()) {
            if (!field.isArray()) {
                faults.add(path + " is no array");
            }
            Set<JsonNode> seen = new HashSet<>();
            value.forEach(element -> {
                addFaults(path, field.type(), element, field.allowed(), faults);
                if (!path.equals("process.args") && !seen.add(element)) {
                    faults.add(path + " has " + element + " twice");
                }
            });
            if (value.isEmpty()) {
                faults.add(path + " is empty");
            }
        } else {
            if (field.isArray()) {
                faults.add(path + " is an array");
            }
            addFaults(path, field.type(), value, field.allowed(), faults);
        }
    }

    private static void addFaults(String path, String type, JsonNode value, Set<String> allowed, List<String> faults) {
        boolean isRight = switch (type) {
            case "keyword", "wildcard", "match_only_text", "constant_keyword" -> value.isTextual();
            case "long" -> value.isIntegralNumber();
            case "date" -> value.isTextual() && DATE.matcher(value.textValue()).matches();
            case "ip" -> value.isTextual() && IP.matcher(value.textValue()).matches();
            default -> false;
        };
        if (!isRight) {
            faults.add(path + " is not of type " + type + ": " + value);
        } else if (!allowed.isEmpty() && !allowed.contains(value.textValue())) {
            faults.add(path + " must not be " + value);
        }
    }
}
