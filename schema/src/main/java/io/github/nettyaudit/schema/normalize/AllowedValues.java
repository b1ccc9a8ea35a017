package io.github.nettyaudit.schema.normalize;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The values that the schemas allow: ECS 9.4 (event.kind, event.category, event.type) and OCSF 1.8 (activities). */
final class AllowedValues {
    /** event.kind. */
    static final List<String> KINDS = List.of("alert", "asset", "enrichment", "event", "metric", "state",
            "pipeline_error", "signal");

    /** event.outcome. */
    static final List<String> OUTCOMES = List.of("success", "failure", "unknown");

    /** network.direction, as far as a system call says it. */
    static final List<String> DIRECTIONS = List.of(NormalizationRule.INGRESS, NormalizationRule.EGRESS);

    /** The PATH records that have a new name. */
    static final List<String> NEW_PATHS = List.of("created");

    /** event.category, and the event types that ECS expects for it. */
    static final Map<String, List<String>> TYPES_OF_CATEGORY = categories();

    /** OCSF class_uid, and its highest activity_id; each class also has 99, Other. */
    private static final Map<Integer, Integer> ACTIVITIES = Map.ofEntries(Map.entry(1001, 14),
            Map.entry(1002, 2), Map.entry(1003, 4), Map.entry(1004, 9), Map.entry(1005, 3), Map.entry(1006, 6),
            Map.entry(1007, 5), Map.entry(1008, 10), Map.entry(1009, 1), Map.entry(2004, 3), Map.entry(3001, 12),
            Map.entry(3002, 7), Map.entry(3003, 2), Map.entry(3004, 13), Map.entry(3005, 2), Map.entry(3006, 8),
            Map.entry(4001, 7), Map.entry(4007, 7), Map.entry(5019, 2), Map.entry(6002, 8));
    private static final int OTHER = 99;

    private AllowedValues() {
    }

    static boolean hasOcsfClass(int classUid) {
        return ACTIVITIES.containsKey(classUid);
    }

    static boolean hasOcsfActivity(int classUid, int activity) {
        return activity == OTHER || activity > 0 && activity <= ACTIVITIES.getOrDefault(classUid, 0);
    }

    /** The classes, for a message. */
    static List<Integer> ocsfClasses() {
        return ACTIVITIES.keySet().stream().sorted().toList();
    }

    /** The highest activity of a class. */
    static int highestOcsfActivity(int classUid) {
        return ACTIVITIES.getOrDefault(classUid, 0);
    }

    private static Map<String, List<String>> categories() {
        Map<String, List<String>> map = new TreeMap<>();
        map.put("api", List.of("access", "admin", "allowed", "change", "creation", "deletion", "denied", "end", "info",
                "start", "user"));
        map.put("authentication", List.of("start", "end", "info"));
        map.put("configuration", List.of("access", "change", "creation", "deletion", "info"));
        map.put("database", List.of("access", "change", "info", "error"));
        map.put("driver", List.of("change", "end", "info", "start"));
        map.put("email", List.of("info"));
        map.put("file", List.of("access", "change", "creation", "deletion", "info"));
        map.put("host", List.of("access", "change", "end", "info", "start"));
        map.put("iam", List.of("admin", "change", "creation", "deletion", "group", "info", "user"));
        map.put("intrusion_detection", List.of("allowed", "denied", "info"));
        map.put("library", List.of("start"));
        map.put("malware", List.of("info"));
        map.put("network", List.of("access", "allowed", "connection", "denied", "end", "info", "protocol", "start"));
        map.put("package", List.of("access", "change", "deletion", "info", "installation", "start"));
        map.put("process", List.of("access", "change", "end", "info", "start"));
        map.put("registry", List.of("access", "change", "creation", "deletion"));
        map.put("session", List.of("start", "end", "info"));
        map.put("threat", List.of("indicator"));
        map.put("vulnerability", List.of("info"));
        map.put("web", List.of("access", "error", "info"));
        return map;
    }
}
