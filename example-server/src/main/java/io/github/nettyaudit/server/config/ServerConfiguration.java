package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.filter.EventPolicy;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.schema.normalize.NormalizationException;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.server.io.FileFailure;
import io.github.nettyaudit.server.io.OpenFile;
import io.github.nettyaudit.server.log.LogSettings;
import io.github.nettyaudit.server.yaml.YamlMap;
import io.github.nettyaudit.server.yaml.YamlValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration file says.
 *
 * @param file            the file, which is read again at SIGHUP
 * @param source          where records come from
 * @param rules           the rules to load
 * @param intake          the ring between the source and the spool
 * @param spool           where events are kept
 * @param policy          what is stored of the events that arrive, without the names of users and groups
 * @param intakePolicy    the keys of what is stored of the events that arrive, each with something that differs if its value does
 * @param sinks           where events go; at least one, if there is no page
 * @param normalization   what events mean
 * @param processContext  whether the processes of events are looked at when they arrive
 * @param stateDirectory  the directory of the files that undo what was changed in the kernel
 * @param statistics      how often statistics are printed; zero = only at the end
 * @param shutdownTimeout the longest time of each stage of the end
 * @param user            the user that the server becomes if root starts it; {@code null} to stay
 * @param log             which messages are written to standard error, and how
 * @param metrics         where to ask for metrics and health; {@code null} for nowhere
 * @param page            where the web page is; {@code null} for nowhere
 */
public record ServerConfiguration(Path file, SourceSection source, RulesSection rules, IntakeSection intake,
        SpoolSection spool, EventPolicy policy, Map<String, Fingerprint> intakePolicy, List<SinkSection> sinks,
        NormalizationTable normalization, boolean processContext, Path stateDirectory,
        Duration statistics, Duration shutdownTimeout, @Nullable String user, LogSettings log, @Nullable MetricsSection metrics,
        @Nullable PageSection page) {
    private static final Pattern USER_FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_.@-]*\\$?");
    private static final SettingKey<Normalization> NORMALIZATION = SettingKey.of("normalization",
            "a file in the form of normalization.conf, with a leading /", ServerConfiguration::normalization,
            "further rules for what events mean").preset(new Normalization(NormalizationTable.builtIn(), ""));
    private static final SettingKey<Boolean> PROCESS_CONTEXT = SettingKey.truth("process-context",
            "whether the processes of events are looked at in /proc when they arrive").preset(true);
    private static final SettingKey<Path> STATE_DIRECTORY = Keys.directory("state-directory",
            "where to record what was changed in the kernel").preset(Path.of("/run/netty-audit"));
    private static final SettingKey<Duration> STATISTICS = SettingKey.duration("statistics", Duration.ZERO,
            Duration.ofDays(1), "how often statistics are printed").preset(Duration.ofSeconds(10));
    private static final SettingKey<Duration> SHUTDOWN_TIMEOUT = SettingKey.duration("shutdown-timeout",
            Duration.ofSeconds(1), Duration.ofHours(1), "the longest time of each stage of the end")
            .preset(Duration.ofSeconds(5));
    private static final SettingKey<String> USER = SettingKey.of("user", "the name of a user, not a number", value ->
            value instanceof String name && USER_FORM.matcher(name).matches() ? name : null,
            "the user that the server becomes when root starts it");
    private static final int MOST_SINKS = 100;

    /** All rules, and the text of those that are not built in. */
    private record Normalization(NormalizationTable table, String text) {
    }

    static ServerConfiguration read(Path file, YamlMap top, Map<String, EventSinkFactory> types) {
        SourceSection source = SourceSection.read(top.value("source"));
        Normalization normalization = top.get(NORMALIZATION);
        ServerConfiguration configuration = new ServerConfiguration(file, source, RulesSection.read(top, source.type()),
                IntakeSection.read(top.section("intake")), SpoolSection.read(top.section("spool")),
                PolicySection.read(top), prints(top), sinks(top, types, normalization.text),
                normalization.table, top.get(PROCESS_CONTEXT), top.get(STATE_DIRECTORY), top.get(STATISTICS),
                top.get(SHUTDOWN_TIMEOUT), top.find(USER), LogSection.read(top.section("log")),
                MetricsSection.read(top.section(MetricsSection.NAME)),
                PageSection.read(top.section(PageSection.NAME), source.type() == SourceSection.Type.DEMO));
        top.end();
        Conflicts.check(configuration, top);
        return configuration;
    }

    private static Map<String, Fingerprint> prints(YamlMap top) {
        Map<String, Fingerprint> prints = new LinkedHashMap<>();
        for (String key : PolicySection.KEYS) {
            YamlValue value = top.value(key);
            prints.put(key, Fingerprint.of(value == null ? Map.of() : value.content()));
        }
        return prints;
    }

    private static @Nullable Normalization normalization(Object value) {
        Path file = Keys.absolute(value);
        try {
            if (file == null) {
                return null;
            }
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(OpenFile.read(file, OpenFile.LARGEST_TEXT)))
                    .toString();
            return new Normalization(NormalizationTable.builtIn().extendedBy(file.toString(), text), text);
        } catch (NormalizationException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not text in UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(FileFailure.explain(file.toString(), e), e);
        }
    }

    private static List<SinkSection> sinks(YamlMap top, Map<String, EventSinkFactory> types, String normalization) {
        YamlValue value = top.value("sinks");
        List<SinkSection> sinks = new ArrayList<>();
        if (value == null) {
            if (!top.has(PageSection.NAME) && !top.has("sinks")) {
                top.problem("needs the key sinks: where events go, such as [{ name: out, type: stdout }]");
            }
            return sinks;
        }
        List<YamlValue> elements = value.list();
        if (elements.isEmpty() && !top.has(PageSection.NAME)) {
            value.problem("needs at least one sink, such as { name: out, type: stdout }");
        } else if (elements.size() > MOST_SINKS) {
            value.problem("has more than " + MOST_SINKS + " sinks");
        }
        Set<String> names = new HashSet<>();
        for (YamlValue element : elements) {
            SinkSection sink = SinkSection.read(element, types, normalization, names);
            if (sink != null) {
                sinks.add(sink);
            }
        }
        return sinks;
    }
}
