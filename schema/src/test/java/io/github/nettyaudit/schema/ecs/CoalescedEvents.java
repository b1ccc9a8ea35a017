package io.github.nettyaudit.schema.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/**
 * What auditbeat makes of go-libaudit's coalesced events, from whose own form these are made: the same values at the
 * paths at which auditbeat puts them. Ports and process ids are numbers in auditbeat's index.
 */
final class CoalescedEvents {
    private static final Map<String, String> USER_PATHS = Map.of("uid", "", "gid", "group.", "euid", "effective.",
            "egid", "effective.group.", "suid", "saved.", "sgid", "saved.group.", "fsuid", "filesystem.", "fsgid",
            "filesystem.group.", "auid", "audit.");
    private static final Map<String, String> PROCESS_PATHS = Map.of("pid", "pid", "ppid", "parent.pid", "title", "title",
            "name", "name", "exe", "executable", "cwd", "working_directory", "args", "args");
    private static final Set<String> NUMBERS = Set.of("pid", "ppid", "port");

    private CoalescedEvents() {
    }

    static ObjectNode document(JsonNode event) {
        ObjectNode to = EcsDocuments.MAPPER.createObjectNode();
        JsonNode ecs = event.get("ecs");
        put(to, "@timestamp", event.get("@timestamp"));
        put(to, "event.action", event.at("/summary/action"));
        String result = event.get("result").textValue();
        to.put("event.outcome", result.equals("fail") ? "failure" : result);
        to.put("event.kind", ecs.at("/event/kind").asText("event"));
        put(to, "event.category", ecs.at("/event/category"));
        put(to, "event.type", ecs.at("/event/type"));
        to.put("auditd.message_type", event.get("record_type").textValue());
        to.put("auditd.result", result);
        put(to, "auditd.sequence", event.get("sequence"));
        if (!event.get("session").textValue().equals("unset")) {
            put(to, "auditd.session", event.get("session"));
        }
        EcsDocuments.leaves(event.get("summary")).forEach((path, value) -> {
            if (!path.equals("action")) {
                put(to, "auditd.summary." + path, value);
            }
        });
        put(to, "auditd.paths", event.path("paths"));
        put(to, "tags", event.path("tags"));
        event.path("data").properties().forEach(member -> put(to, "auditd.data." + (member.getKey().startsWith("socket_")
                ? "socket." + member.getKey().substring("socket_".length()) : member.getKey()), member.getValue()));
        addUser(event, to);
        event.path("process").properties().forEach(member -> put(to, "process." + PROCESS_PATHS.get(member.getKey()),
                number(member.getKey(), member.getValue())));
        EcsDocuments.leaves(event.path("file")).forEach((path, value) -> put(to, "file." + path, value));
        for (String side : new String[] {"source", "destination"}) {
            event.path(side).properties().forEach(member -> put(to, side + '.' + member.getKey(),
                    number(member.getKey(), member.getValue())));
        }
        put(to, "network.direction", event.at("/network/direction"));
        return to;
    }

    private static void addUser(JsonNode event, ObjectNode to) {
        event.at("/user/ids").properties().forEach(id -> {
            if (!id.getValue().textValue().equals("unset")) {
                String path = USER_PATHS.get(id.getKey());
                put(to, "user." + (path == null ? id.getKey() + '.' : path) + "id", id.getValue());
            }
        });
        event.at("/user/selinux").properties().forEach(part -> put(to, "user.selinux." + part.getKey(), part.getValue()));
        for (String entity : new String[] {"", "effective", "target", "changes"}) {
            JsonNode from = entity.isEmpty() ? event.at("/ecs/user") : event.at("/ecs/user/" + entity);
            String path = entity.isEmpty() ? "user." : "user." + entity + '.';
            if (!from.has("id") && !from.has("name")) {
                continue;
            }
            to.remove(path + "id");
            to.remove(path + "name");
            if (from.has("id") && !from.get("id").textValue().equals("unset")) {
                put(to, path + "id", from.get("id"));
            }
            if (from.has("name")) {
                put(to, path + "name", from.get("name"));
            }
        }
        if (to.has("user.id") && to.get("user.id").equals(to.get("user.effective.id"))) {
            to.properties().removeIf(member -> member.getKey().startsWith("user.effective."));
        }
    }

    private static JsonNode number(String name, JsonNode value) {
        return NUMBERS.contains(name) ? EcsDocuments.MAPPER.getNodeFactory().numberNode(Integer.parseInt(value.textValue()))
                : value;
    }

    private static void put(ObjectNode to, String path, JsonNode value) {
        if (!value.isMissingNode() && !value.isNull()) {
            to.set(path, value);
        }
    }
}
