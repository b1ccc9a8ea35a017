package io.github.nettyaudit.schema.ocsf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** The classes and objects of OCSF 1.8.0 (ocsf/ocsf-schema, Apache License 2.0), and what is wrong in a document. */
final class OcsfSchema {
    // profiles of objects, which classes do not list
    private static final String LINUX_PROFILE = "linux/linux_users";
    private static final String CONTAINER_PROFILE = "container";

    private final JsonNode schema;
    private final Map<Integer, JsonNode> classes = new HashMap<>();
    private final Map<String, Pattern> patterns = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private Set<String> profiles = Set.of();

    OcsfSchema() {
        try (InputStream in = new GZIPInputStream(
                Objects.requireNonNull(OcsfSchema.class.getResourceAsStream("ocsf-1.8.0-classes.json.gz")))) {
            schema = new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        schema.get("classes").forEach(type -> classes.put(type.get("class_uid").intValue(), type));
        schema.get("types").properties().forEach(type -> {
            if (type.getValue().has("regex")) {
                patterns.put(type.getKey(), Pattern.compile(type.getValue().get("regex").textValue()));
            }
        });
    }

    /** The activities of classes but for 0, each with its class. */
    List<int[]> activities(Set<Integer> of) {
        List<int[]> activities = new ArrayList<>();
        of.forEach(type -> classes.get(type).at("/attributes/activity_id/enum").properties().forEach(activity -> {
            if (!activity.getKey().equals("0")) {
                activities.add(new int[] {type, Integer.parseInt(activity.getKey())});
            }
        }));
        return activities;
    }

    /** What a document has that it must not have, or lacks. */
    List<String> faults(JsonNode document) {
        faults.clear();
        JsonNode type = classes.get(document.path("class_uid").asInt(-1));
        if (type == null) {
            return List.of("the class is not in the schema: " + document.path("class_uid"));
        }
        profiles = new HashSet<>();
        document.at("/metadata/profiles").forEach(profile -> profiles.add(profile.textValue()));
        Set<String> known = new HashSet<>(Set.of(LINUX_PROFILE, CONTAINER_PROFILE));
        type.get("profiles").forEach(profile -> known.add(profile.textValue()));
        profiles.stream().filter(profile -> !known.contains(profile))
                .forEach(profile -> faults.add("metadata.profiles: the class has no profile " + profile));
        if (profiles.contains(LINUX_PROFILE)
                && !document.at("/metadata/extensions/0/name").asText().equals("linux")) {
            faults.add("metadata.extensions: the profile " + LINUX_PROFILE + " is of the extension linux");
        }
        checkMembers("", document, type);
        checkNumbers(document, type);
        return List.copyOf(faults);
    }

    private void checkNumbers(JsonNode document, JsonNode type) {
        long typeUid = type.get("class_uid").longValue() * 100 + document.path("activity_id").asLong(-1);
        if (document.path("type_uid").asLong(-1) != typeUid) {
            faults.add("type_uid: " + document.path("type_uid") + " (expected: " + typeUid + ")");
        }
        if (document.path("category_uid").asInt(-1) != type.get("category_uid").intValue()) {
            faults.add("category_uid: " + document.path("category_uid") + " is not the category of the class");
        }
        if (document.has("class_name") && !document.get("class_name").equals(type.get("caption"))) {
            faults.add("class_name: " + document.get("class_name"));
        }
    }

    private void checkMembers(String path, JsonNode object, JsonNode definition) {
        JsonNode attributes = definition.get("attributes");
        object.properties().forEach(member -> {
            String name = path + member.getKey();
            JsonNode attribute = attributes.get(member.getKey());
            if (attribute == null) {
                faults.add(name + ": there is no such attribute");
            } else {
                checkAttribute(name, member.getValue(), attribute);
            }
        });
        attributes.properties().forEach(attribute -> {
            if (attribute.getValue().get("req").textValue().equals("required") && isOfProfile(attribute.getValue())
                    && !object.has(attribute.getKey())) {
                faults.add(path + attribute.getKey() + ": is required");
            }
        });
        checkConstraints(path, object, definition.get("constraints"));
        checkCaptions(path, object, attributes);
    }

    private boolean isOfProfile(JsonNode attribute) {
        return !attribute.has("profile") || profiles.contains(attribute.get("profile").textValue());
    }

    private void checkAttribute(String name, JsonNode value, JsonNode attribute) {
        if (!isOfProfile(attribute)) {
            faults.add(name + ": is of the profile " + attribute.get("profile"));
        }
        if (attribute.path("deprecated").asBoolean()) {
            faults.add(name + ": is deprecated");
        }
        if (value.isArray() != attribute.path("array").asBoolean()) {
            faults.add(name + (value.isArray() ? ": is an array" : ": is no array"));
            return;
        }
        if (!value.isArray()) {
            checkValue(name, value, attribute);
            return;
        }
        if (value.isEmpty()) {
            faults.add(name + ": is empty");
        }
        value.forEach(element -> checkValue(name + "[].", element, attribute));
    }

    private void checkValue(String name, JsonNode value, JsonNode attribute) {
        String type = attribute.get("type").textValue();
        JsonNode definition = schema.get("objects").get(type);
        if (type.equals("object") || type.equals("json_t")) {
            if (!value.isObject() || value.isEmpty()) {
                faults.add(name + ": is no object, or is empty");
            }
        } else if (definition != null) {
            if (value.isObject()) {
                checkMembers(name.endsWith(".") ? name : name + '.', value, definition);
            } else {
                faults.add(name + ": is no object of the type " + type);
            }
        } else {
            checkScalar(name, value, type);
            if (attribute.has("enum") && !name.matches("(class|category)_uid")
                    && !attribute.get("enum").has(value.asText())) {
                faults.add(name + ": must not be " + value);
            }
        }
    }

    private void checkScalar(String name, JsonNode value, String type) {
        JsonNode definition = schema.get("types").get(type);
        if (definition == null) {
            faults.add(name + ": the type " + type + " is not in the schema");
            return;
        }
        String base = definition.path("type").asText(type);
        boolean isRight = switch (base) {
            case "string_t" -> value.isTextual() && (!value.textValue().isEmpty() || name.endsWith("cmd_line"));
            case "integer_t" -> value.isInt();
            case "long_t" -> value.isIntegralNumber() && value.canConvertToLong();
            case "boolean_t" -> value.isBoolean();
            default -> false;
        };
        if (!isRight) {
            faults.add(name + ": is not of type " + type + ": " + value);
        } else if (patterns.containsKey(type) && !patterns.get(type).matcher(value.textValue()).matches()
                || definition.has("max_len") && value.textValue().length() > definition.get("max_len").intValue()
                || definition.has("range") && (value.longValue() < definition.get("range").get(0).longValue()
                        || value.longValue() > definition.get("range").get(1).longValue())) {
            faults.add(name + ": is no value of type " + type + ": " + value);
        }
    }

    private void checkConstraints(String path, JsonNode object, JsonNode constraints) {
        constraints.properties().forEach(constraint -> {
            int count = 0;
            for (JsonNode name : constraint.getValue()) {
                count += object.has(name.textValue()) ? 1 : 0;
            }
            if (count == 0 || count > 1 && constraint.getKey().equals("just_one")) {
                faults.add(path + ": " + constraint.getKey() + " of " + constraint.getValue() + " has " + count);
            }
        });
    }

    /** The text beside a number is the number's caption; for 99 it is what the source says, and must be there. */
    private void checkCaptions(String path, JsonNode object, JsonNode attributes) {
        object.properties().forEach(member -> {
            JsonNode captions = attributes.path(member.getKey()).path("enum");
            if (!member.getKey().endsWith("_id") || captions.isMissingNode()) {
                return;
            }
            String name = member.getKey().substring(0, member.getKey().length() - 3);
            String text = object.path(name.equals("activity") ? "activity_name" : name).asText("");
            int id = member.getValue().asInt();
            if (id != 99 && !text.isEmpty() && !text.equals(captions.path(String.valueOf(id)).asText())) {
                faults.add(path + name + ": is not the caption of " + id + ": " + text);
            }
            if (id == 99 && text.isEmpty() && !isUnnamedCall(object)) {
                faults.add(path + name + ": must say what 99 is");
            }
        });
    }

    /** The rule for all other calls names no action. */
    private static boolean isUnnamedCall(JsonNode document) {
        return document.path("class_uid").asInt() == 1003;
    }
}
