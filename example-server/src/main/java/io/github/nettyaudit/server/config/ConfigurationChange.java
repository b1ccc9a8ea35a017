package io.github.nettyaudit.server.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What differs between the configuration of a server that runs and the one that its file has now.
 *
 * @param added   sinks that are not there
 * @param changed sinks that are there with other settings, secrets or files
 * @param removed the names of sinks that are there and no longer wanted
 * @param same    the names of sinks that are there as they are wanted
 * @param restart the keys that have changed and are read only when the server starts
 */
public record ConfigurationChange(List<SinkSection> added, List<SinkSection> changed, List<String> removed,
        List<String> same, List<String> restart) {
    /**
     * Compares.
     *
     * @param started the configuration with which the server was started
     * @param running the sinks that are there, by name
     * @param wanted  what the file says now
     * @return the difference
     */
    public static ConfigurationChange of(ServerConfiguration started, Map<String, Fingerprint> running,
            ServerConfiguration wanted) {
        List<SinkSection> added = new ArrayList<>();
        List<SinkSection> changed = new ArrayList<>();
        List<String> same = new ArrayList<>();
        List<String> removed = new ArrayList<>(running.keySet());
        for (SinkSection sink : wanted.sinks()) {
            Fingerprint print = running.get(sink.name());
            removed.remove(sink.name());
            if (print == null) {
                added.add(sink);
            } else if (print.equals(sink.print())) {
                same.add(sink.name());
            } else {
                changed.add(sink);
            }
        }
        Map<String, Object> before = startOnly(started);
        Map<String, Object> now = startOnly(wanted);
        before.entrySet().removeAll(now.entrySet());
        return new ConfigurationChange(added, changed, removed, same, List.copyOf(before.keySet()));
    }

    /** The values that cannot change while the server runs, by key. */
    private static Map<String, Object> startOnly(ServerConfiguration configuration) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("source", configuration.source());
        values.put("intake", configuration.intake());
        values.put("spool", configuration.spool());
        values.put("process-context", configuration.processContext());
        values.put("state-directory", configuration.stateDirectory());
        values.put("statistics", configuration.statistics());
        values.put("shutdown-timeout", configuration.shutdownTimeout());
        values.put("page", configuration.page() != null);
        values.put("user", String.valueOf(configuration.user()));
        return values;
    }

    /**
     * Returns whether sinks begin or end.
     *
     * @return whether a sink was added, changed or removed
     */
    public boolean hasSinks() {
        return !added.isEmpty() || !changed.isEmpty() || !removed.isEmpty();
    }

    /**
     * Returns the sinks that begin.
     *
     * @return those that are added or changed
     */
    public List<SinkSection> begun() {
        List<SinkSection> begun = new ArrayList<>(changed);
        begun.addAll(added);
        return begun;
    }

    /**
     * Returns the names of the sinks that end.
     *
     * @return those that are changed or removed
     */
    public List<String> ended() {
        List<String> ended = new ArrayList<>(removed);
        changed.forEach(sink -> ended.add(sink.name()));
        return ended;
    }

    /**
     * Describes what happens to the sinks.
     *
     * @return words such as {@code sinks added: a; changed: b, c; unchanged: d}
     */
    public String sinks() {
        List<String> parts = new ArrayList<>();
        describe(parts, "added", names(added));
        describe(parts, "changed", names(changed));
        describe(parts, "removed", removed);
        describe(parts, "unchanged", same);
        return "sinks " + String.join("; ", parts);
    }

    private static List<String> names(Collection<SinkSection> sinks) {
        return sinks.stream().map(SinkSection::name).toList();
    }

    private static void describe(List<String> parts, String what, List<String> names) {
        if (!names.isEmpty()) {
            parts.add(what + ": " + String.join(", ", names));
        }
    }
}
