package io.github.nettyaudit.server.config;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.daemon.filter.FilterExpression;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.schema.normalize.Normalizer;
import io.github.nettyaudit.server.format.EventFormat;
import io.github.nettyaudit.server.sink.stream.StreamSinkFactory;
import io.github.nettyaudit.server.yaml.YamlMap;
import io.github.nettyaudit.server.yaml.YamlValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One of {@code sinks}: where events go.
 *
 * @param name      its name, unique in the file; its position in the spool is kept under this name
 * @param factory   makes sinks of its type
 * @param format    what its documents are
 * @param isFormatSet whether the file says so; else a type with a format of its own has that
 * @param ecsStrict whether ECS documents have no names of auditbeat beside the standard
 * @param start     where it starts if it has no position yet
 * @param filter    which events it gets; {@code null} for all
 * @param delivery  batches, retries, and what it refuses
 * @param settings  the settings of its type
 * @param print     differs if anything differs that a sink is made from
 */
public record SinkSection(String name, EventSinkFactory factory, EventFormat format, boolean isFormatSet,
        boolean ecsStrict, Start start,
        @Nullable FilterExpression filter, DeliverySection delivery, SinkSettings settings, Fingerprint print) {
    /** Where a sink starts that has no position yet. */
    public enum Start {
        /** At the oldest event of the spool. */
        OLDEST,
        /** At the next event. */
        NEWEST
    }

    /**
     * Returns what its documents are, in words for people.
     *
     * @return the word of the format; of a type with a format of its own, what that is
     */
    public String formatName() {
        boolean isOwn = !isFormatSet
                && factory.newEncoder(new Normalizer(NormalizationTable.builtIn(), NameService.NONE)) != null;
        return isOwn ? "semantic conventions" : format.word();
    }

    private static final Pattern NAME_FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final SettingKey<String> NAME = SettingKey.of("name",
            "at most 64 letters, digits, '.', '_' and '-', of which the first is a letter or a digit",
            value -> value instanceof String text && NAME_FORM.matcher(text).matches() ? text : null,
            "a name for the sink, unique in this file").required();
    private static final SettingKey<EventFormat> FORMAT = SettingKey.choice("format", EventFormat.class,
            "what is written for each event").preset(EventFormat.ECS);
    private static final SettingKey<Boolean> ECS_STRICT = SettingKey.truth("ecs-strict",
            "leave out the names of auditbeat that ECS does not have").preset(false);
    private static final SettingKey<Start> START = SettingKey.choice("start", Start.class,
            "where the sink starts if it has no position yet").preset(Start.OLDEST);

    /**
     * Returns {@code null} after a problem that leaves no sink.
     *
     * @param normalization the rules that the documents of all sinks are made with, beside those that are built in
     * @param names         the names of the sinks before this one; gets its name
     */
    static @Nullable SinkSection read(YamlValue value, Map<String, EventSinkFactory> types, String normalization,
            Set<String> names) {
        YamlMap map = value.map("{ name: out, type: stdout }");
        if (map == null) {
            return null;
        }
        String name = map.find(NAME);
        if (name != null && !names.add(name)) {
            map.problem("has the name " + name + ", which another sink has already: give it another one");
        }
        EventSinkFactory factory = map.find(SettingKey.of("type", "one of " + String.join(", ", types.keySet()),
                type -> types.get(String.valueOf(type)), "the type of the sink").required());
        EventFormat format = map.get(FORMAT);
        boolean strict = map.get(ECS_STRICT);
        Start start = map.get(START);
        FilterExpression filter = FilterSection.read(map.value("filter"));
        DeliverySection delivery = DeliverySection.read(map.value("delivery"));
        if (strict && format != EventFormat.ECS) {
            map.problem("has the key ecs-strict, which is a setting of format: ecs");
        }
        if (factory == null) {
            map.rest(Set.of()); // they belong to a type that is not known
            return null;
        }
        if (factory instanceof StreamSinkFactory && map.isSet(START) && start == Start.OLDEST) {
            map.problem("has start: oldest, but subscribers get the events from their connection on");
        }
        Map<String, Object> plain = new LinkedHashMap<>();
        String checked = name == null ? factory.type() : name;
        SinkSettings settings = SectionSettings.read(map, factory.settings(), values -> factory.check(checked, values),
                "a sink of the type " + factory.type(), plain);
        map.end();
        if (name == null || settings == null) {
            return null;
        }
        Fingerprint print = Fingerprint.of(value.content(), plain, normalization,
                factory.filesReadAtStart(settings).stream().map(Fingerprint::ofFile).toList());
        return new SinkSection(name, factory, format, map.isSet(FORMAT), strict, start, filter, delivery, settings, print);
    }
}
