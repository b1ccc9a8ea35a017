package io.github.nettyaudit.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a configuration file that is read again has changed. */
class ConfigurationChangeTest {
    private static final SettingKey<Path> OUTPUT = SettingKey.path("path", "a file that is written");
    private static final SettingKey<Path> TRUST = SettingKey.path("tls.trust", "a file that is read once");
    private static final SettingKey<String> PASSWORD = SettingKey.text("password", "a secret").secret();

    private static final class Factory implements EventSinkFactory {
        @Override
        public String type() {
            return "test";
        }

        @Override
        public List<SettingKey<?>> settings() {
            return List.of(OUTPUT, TRUST, PASSWORD);
        }

        @Override
        public EventSink create(String name, SinkSettings settings) {
            throw new AssertionError();
        }

        @Override
        public List<Path> filesReadAtStart(SinkSettings settings) {
            return Stream.of(settings.find(TRUST)).filter(Objects::nonNull).toList();
        }
    }

    @TempDir
    private Path directory;

    private static ServerConfiguration parse(String text) throws Exception {
        return ConfigurationFile.parse("a.yaml", text.getBytes(StandardCharsets.UTF_8), Map.of("test", new Factory()));
    }

    private static ConfigurationChange change(ServerConfiguration before, ServerConfiguration now) {
        Map<String, Fingerprint> running = new LinkedHashMap<>();
        before.sinks().forEach(sink -> running.put(sink.name(), sink.print()));
        return ConfigurationChange.of(before, running, now);
    }

    private static String sink(String text) {
        return "source: demo\nsinks: [ { name: a, type: test" + text + " } ]\n";
    }

    /** Whether the sink is changed by another text. */
    private static boolean changes(String before, String now) throws Exception {
        ConfigurationChange change = change(parse(sink(before)), parse(sink(now)));
        assertThat(change.hasSinks()).isEqualTo(!change.changed().isEmpty());
        return change.hasSinks();
    }

    @Test
    void sinksAreAddedChangedRemovedOrTheSame() throws Exception {
        ConfigurationChange change = change(
                parse("source: demo\nsinks: [ { name: a, type: test }, { name: b, type: test }, { name: c, type: test } ]\n"),
                parse("source: demo\nsinks: [ { name: d, type: test }, { name: c, type: test, format: raw-json },"
                        + " { type: test, name: a } ]\n"));
        assertThat(change.sinks()).isEqualTo("sinks added: d; changed: c; removed: b; unchanged: a");
        assertThat(change.ended()).containsExactly("b", "c");
        assertThat(change.begun()).extracting(SinkSection::name).containsExactly("c", "d");
        assertThat(change.restart()).isEmpty();
    }

    @Test
    void everyKeyOfASinkCountsAndItsFormDoesNot() throws Exception {
        assertThat(changes("", "")).isFalse();
        assertThat(changes("", ", format: ocsf")).isTrue();
        assertThat(changes("", ", start: newest")).isTrue();
        assertThat(changes("", ", delivery: { in-flight: 9 }")).isTrue();
        assertThat(changes(", delivery: { in-flight: 9 }", ", delivery: { in-flight: 8 }")).isTrue();
        assertThat(changes(", path: /a", ", path: /b")).isTrue();
        assertThat(changes(", path: /a, format: ecs", ", \"format\": 'ecs', path: \"/a\"")).isFalse();
    }

    @Test
    void theSecretItselfCounts() throws Exception {
        Path secret = Files.createFile(directory.resolve("password"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, "one");
        String text = sink(", password: { file: " + secret + " }");
        ServerConfiguration before = parse(text);
        assertThat(change(before, parse(text)).hasSinks()).isFalse();
        Files.writeString(secret, "two");
        assertThat(change(before, parse(text)).hasSinks()).isTrue();
        assertThat(before.toString()).doesNotContain("one");
    }

    @Test
    void filesThatAreReadAtTheStartCountAndOthersDoNot() throws Exception {
        Path trust = Files.writeString(directory.resolve("ca.pem"), "one");
        Path output = Files.writeString(directory.resolve("out.json"), "one");
        String text = sink(", tls: { trust: " + trust + " }, path: " + output);
        ServerConfiguration before = parse(text);
        Files.writeString(output, "two");
        assertThat(change(before, parse(text)).hasSinks()).isFalse();
        Files.writeString(trust, "two");
        assertThat(change(before, parse(text)).hasSinks()).isTrue();
        Files.delete(trust);
        ServerConfiguration gone = parse(text);
        assertThat(change(before, gone).hasSinks()).isTrue();
        assertThat(change(gone, parse(text)).hasSinks()).isFalse();
    }

    @Test
    void otherNormalizationChangesEverySink() throws Exception {
        Path rules = Files.writeString(directory.resolve("n.conf"), "# one\n");
        String text = "normalization: " + rules + "\n" + sink("");
        ServerConfiguration before = parse(text);
        assertThat(change(before, parse(text)).hasSinks()).isFalse();
        Files.writeString(rules, "# two\n");
        assertThat(change(before, parse(text)).changed()).hasSize(1);
        assertThat(change(before, parse(sink(""))).changed()).hasSize(1);
    }

    @Test
    void keysThatNeedARestartAreNamed() throws IOException, Exception {
        ServerConfiguration before = parse(sink(""));
        String more = "intake: { size: 2MiB }\nspool: { size: 2MiB }\nprocess-context: false\nstate-directory: /x\n"
                + "statistics: 1s\nshutdown-timeout: 1s\n";
        ConfigurationChange change = change(before, parse(more + sink("").replace("demo", "{ type: demo, rate: 3 }")));
        assertThat(change.restart()).containsExactly("source", "intake", "spool", "process-context", "state-directory",
                "statistics", "shutdown-timeout");
        assertThat(change(before, parse("statistics: 10s\nspool: { when-full: drop-oldest }\n" + sink(""))).restart())
                .as("the presets").isEmpty();
    }

    @Test
    void theIntakePolicyIsTheSameIfItsKeysAre() throws Exception {
        ServerConfiguration before = parse("filter: \"key = a\"\n" + sink(""));
        assertThat(parse("filter: 'key = a'\n" + sink(", format: ocsf")).intakePolicy()).isEqualTo(before.intakePolicy());
        assertThat(parse("filter: 'key = b'\n" + sink("")).intakePolicy()).isNotEqualTo(before.intakePolicy());
        assertThat(parse(sink("")).intakePolicy()).isNotEqualTo(before.intakePolicy());
        assertThat(parse("filter: key = a\nredact: standard\n" + sink("")).intakePolicy())
                .isNotEqualTo(before.intakePolicy());
    }

    /** A key that is new must be thought of here. */
    @Test
    void eachPartOfTheConfigurationIsReadAgainOrNeedsARestart() {
        Set<String> parts = new TreeSet<>();
        Arrays.stream(ServerConfiguration.class.getRecordComponents()).forEach(part -> parts.add(part.getName()));
        parts.removeAll(Set.of("source", "intake", "spool", "processContext", "stateDirectory", "statistics",
                "shutdownTimeout", "user")); // need a restart
        assertThat(parts).containsExactly("file", "intakePolicy", "log", "metrics", "normalization", "page",
                "policy", "rules", "sinks");
    }
}
