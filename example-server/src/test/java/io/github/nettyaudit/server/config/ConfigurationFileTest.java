package io.github.nettyaudit.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.format.EventFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
    private static final SettingKey<Path> PATH = SettingKey.path("path", "the file").required();
    private static final SettingKey<Integer> KEPT = SettingKey.number("rotate.keep", 0, 10, "files").preset(3);
    private static final SettingKey<String> PASSWORD = SettingKey.text("password", "the password").secret();
    private static final EventSinkFactory FILES = new EventSinkFactory() {
        @Override
        public String type() {
            return "file";
        }

        @Override
        public List<SettingKey<?>> settings() {
            return List.of(PATH, KEPT, PASSWORD);
        }

        @Override
        public EventSink create(String name, SinkSettings settings) {
            throw new AssertionError();
        }
    };
    private static final String SINKS = "sinks: [ { name: local, type: file, path: /x } ]\n";

    private static ServerConfiguration parse(String text) throws ServerException {
        return ConfigurationFile.parse("a.yaml", text.getBytes(StandardCharsets.UTF_8), Map.of("file", FILES));
    }

    private static List<String> problems(String text) {
        ServerException failure = catchThrowableOfType(ServerException.class, () -> parse(text));
        assertThat(failure).as("refused").isNotNull();
        assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
        return failure.getMessage().lines().toList();
    }

    @Test
    void readsTheExampleOfTheDocumentation() throws ServerException {
        ServerConfiguration read = parse("""
                source: kernel                 # kernel | demo | auditd | files
                rules: /etc/netty-audit/rules.d
                spool: { directory: /var/lib/netty-audit/spool, size: 2GiB, when-full: stop, sync: 100ms }
                sinks:
                  - { name: local, type: file, path: /var/log/netty-audit/audit.json, format: ecs }
                  - { name: other, type: file, path: /y, format: raw-json, rotate: { keep: 5 }, start: newest }
                """);
        assertThat(read.source().type()).isEqualTo(SourceSection.Type.KERNEL);
        assertThat(read.rules().path()).isEqualTo(Path.of("/etc/netty-audit/rules.d"));
        assertThat(read.spool()).isEqualTo(new SpoolSection(Path.of("/var/lib/netty-audit/spool"), 2L << 30,
                WhenFull.STOP, Duration.ofMillis(100)));
        SinkSection local = read.sinks().get(0);
        assertThat(local.name()).isEqualTo("local");
        assertThat(local.format()).isEqualTo(EventFormat.ECS);
        assertThat(local.settings().get(PATH)).isEqualTo(Path.of("/var/log/netty-audit/audit.json"));
        assertThat(local.settings().get(KEPT)).isEqualTo(3);
        SinkSection other = read.sinks().get(1);
        assertThat(other.format()).isEqualTo(EventFormat.RAW_JSON);
        assertThat(other.start()).isEqualTo(SinkSection.Start.NEWEST);
        assertThat(other.settings().get(KEPT)).isEqualTo(5);
    }

    @Test
    void whatIsNotSaidIsPreset() throws ServerException {
        ServerConfiguration read = parse(SINKS);
        assertThat(read.source()).isEqualTo(new SourceSection(SourceSection.Type.KERNEL, KernelSection.DEFAULT,
                SourceSection.DemoSection.DEFAULT, null, FilesSection.NONE));
        assertThat(read.rules()).isEqualTo(new RulesSection(null, false));
        assertThat(read.intake()).isEqualTo(IntakeSection.DEFAULT);
        assertThat(read.spool()).isEqualTo(SpoolSection.IN_MEMORY);
        assertThat(read.normalization()).isSameAs(NormalizationTable.builtIn());
        assertThat(read.stateDirectory()).isEqualTo(Path.of("/run/netty-audit"));
        assertThat(read.statistics()).isEqualTo(Duration.ofSeconds(10));
        assertThat(read.shutdownTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void emptySectionsAreThePresets() throws ServerException {
        ServerConfiguration read = parse("intake: {}\nspool: {}\nsource: { type: kernel }\n" + SINKS);
        assertThat(read.intake()).isEqualTo(IntakeSection.DEFAULT);
        assertThat(read.spool().directory()).isNull();
        assertThat(read.source()).isEqualTo(parse(SINKS).source());
    }

    @Test
    void readsTheSources() throws ServerException {
        assertThat(parse("source: demo\n" + SINKS).source().type()).isEqualTo(SourceSection.Type.DEMO);
        assertThat(parse("source: { type: demo, rate: 5, count: 7 }\n" + SINKS).source().demo())
                .isEqualTo(new SourceSection.DemoSection(5, 7));
        assertThat(parse("source: { type: kernel, mode: multicast, enable: false, receive-buffer: 1MiB }\n" + SINKS)
                .source().kernel()).isEqualTo(new KernelSection(KernelSection.Mode.MULTICAST, false, null, null, true,
                        1 << 20));
    }

    @Test
    void readsTheSourcesOfLines() throws ServerException {
        assertThat(parse("source: auditd\n" + SINKS).source().socket()).isNull();
        assertThat(parse("source: { type: auditd, socket: /run/audit/audispd_events }\n" + SINKS).source().socket())
                .isEqualTo(Path.of("/run/audit/audispd_events"));
        assertThat(parse("source: { type: files, paths: /a/../audit.log }\n" + SINKS).source().files())
                .isEqualTo(new FilesSection(List.of(Path.of("/audit.log")), FilesSection.Start.OLDEST, true, null));
        assertThat(parse("source: { type: files, paths: [/a, /b], start: newest, follow: false, position: /p }\n" + SINKS)
                .source().files()).isEqualTo(new FilesSection(List.of(Path.of("/a"), Path.of("/b")),
                        FilesSection.Start.NEWEST, false, Path.of("/p")));
    }

    @Test
    void refusesWrongSources() {
        assertThat(problems("source: kernal\n" + SINKS)).singleElement().asString()
                .startsWith("a.yaml:1:9: source \"kernal\" ").contains("kernel, demo, auditd, files");
        assertThat(problems("source: files\n" + SINKS)).anySatisfy(line -> assertThat(line).contains("paths: ["));
        assertThat(problems("source: { type: files }\n" + SINKS)).anySatisfy(line -> assertThat(line).contains("paths"));
        assertThat(problems("source: { type: files, paths: [a] }\n" + SINKS)).anySatisfy(line -> assertThat(line)
                .startsWith("a.yaml:1:32: source.paths[0] \"a\" "));
        assertThat(problems("source: { type: files, paths: [/a, /b, /x/../a] }\n" + SINKS)).singleElement().asString()
                .startsWith("a.yaml:1:40: ").contains("for the second time");
        assertThat(problems("source: { type: files, paths: [], start: middle }\n" + SINKS)).hasSize(2)
                .anySatisfy(line -> assertThat(line).startsWith("a.yaml:1:31: ").contains("1 to 16 logs"))
                .anySatisfy(line -> assertThat(line).contains("oldest, newest"));
        assertThat(problems("source: { type: auditd, mode: unicast }\n" + SINKS)).singleElement().asString()
                .contains("there is no key source.mode; the keys here are type, socket");
        assertThat(problems("rules: /x\nsource: auditd\n" + SINKS)).singleElement().asString()
                .startsWith("a.yaml:1:8: rules ").contains("augenrules(8) or auditctl(8)");
        assertThat(problems("source: { type: demo, mode: auto }\n" + SINKS)).singleElement().asString()
                .contains("there is no key source.mode; the keys here are type, rate, count");
        assertThat(problems("source: { type: kernel, mode: multicast, backlog-limit: 8192 }\n" + SINKS))
                .singleElement().asString().contains("changes nothing");
        assertThat(problems("source: {}\n" + SINKS)).singleElement().asString().contains("needs the key type");
    }

    @Test
    void readsTheStarterRules() throws ServerException {
        assertThat(parse("rules: starter\nkeep-rules: true\n" + SINKS).rules())
                .isEqualTo(new RulesSection(Path.of("@starter"), true));
        assertThat(parse("rules: '@starter'\n" + SINKS).rules()).isEqualTo(new RulesSection(Path.of("@starter"), false));
        assertThat(problems("rules: x.rules\n" + SINKS)).singleElement().asString().contains("or starter");
        assertThat(problems("rules: /x\nkeep-rules: true\n" + SINKS)).singleElement().asString().contains("keep-rules");
        assertThat(problems("rules: /x\nsource: demo\n" + SINKS)).singleElement().asString().contains("rules");
    }

    @Test
    void allProblemsAreReportedAtOnceInTheOrderOfTheFile() {
        assertThat(problems("""
                spool: { directory: relative, size: big, when-full: drop }
                sinks:
                  - { name: "a b", type: file, path: /x }
                  - { name: b, type: fiel }
                  - { name: c, type: file, pth: /x, rotate: { keep: 99 } }
                colour: red
                """)).satisfiesExactly(
                        line -> assertThat(line).startsWith("a.yaml:1:21: spool.directory \"relative\" "),
                        line -> assertThat(line).startsWith("a.yaml:1:37: spool.size \"big\" "),
                        line -> assertThat(line).startsWith("a.yaml:1:53: spool.when-full \"drop\" "),
                        line -> assertThat(line).startsWith("a.yaml:3:13: sinks[0].name \"a b\" "),
                        line -> assertThat(line).startsWith("a.yaml:4:22: sinks[1].type \"fiel\" ").contains("one of file"),
                        line -> assertThat(line).startsWith("a.yaml:5:5: sinks[2] needs the key path"),
                        line -> assertThat(line).startsWith("a.yaml:5:33: sinks[2].pth ").contains("path"),
                        line -> assertThat(line).startsWith("a.yaml:5:53: sinks[2].rotate.keep \"99\" "),
                        line -> assertThat(line).startsWith("a.yaml:6:1: there is no key colour"));
    }

    @Test
    void anUnknownKeyOfASinkIsReportedWithThoseThatThereAre() {
        assertThat(problems("source: demo\nsinks: [{ name: a, type: file, path: /a, formt: ecs }]\n")).singleElement().asString()
                .startsWith("a.yaml:2:49: sinks[0].formt is not known (did you mean format?); the keys of a sink of the type file"
                        + " are name, type, format, ecs-strict, start, filter, delivery, path, ");
        assertThat(problems("source: demo\nsinks: [{ name: a, type: file, pth: /a }]\n"))
                .anySatisfy(line -> assertThat(line).contains("pth is not known (did you mean path?)"));
    }

    @Test
    void refusesWrongSinks() {
        assertThat(problems("source: demo\n")).singleElement().asString().contains("needs the key sinks");
        assertThat(problems("sinks: []\n")).singleElement().asString().contains("at least one sink");
        assertThat(problems("sinks: [ a ]\n")).singleElement().asString().contains("sinks[0] needs keys");
        assertThat(problems(SINKS.replace(" ]", ", { name: local, type: file, path: /y } ]"))).singleElement()
                .asString().contains("another sink has already");
        assertThat(problems("sinks: [ { name: a, type: file, path: /x, format: ocsf, ecs-strict: true } ]\n"))
                .singleElement().asString().contains("ecs-strict");
    }

    @Test
    void aSpoolInMemoryHasNoSync() throws ServerException {
        assertThat(parse("spool: { size: 4MiB }\n" + SINKS).spool().size()).isEqualTo(4 << 20);
        assertThat(problems("spool: { sync: 1s }\n" + SINKS)).singleElement().asString().contains("sync");
        assertThat(problems("spool: { size: 2GiB }\n" + SINKS)).singleElement().asString().contains("1GiB");
    }

    @Test
    void aSecretIsNeverRepeated() {
        assertThat(problems("sinks: [ { name: a, type: file, path: /x, password: hunter2 } ]\n")).singleElement()
                .asString().doesNotContain("hunter2").contains("sinks[0].password").contains("{ file: /path }");
    }

    @Test
    void aFileThatOthersCanChangeIsRefused(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("a.yaml"), "source: demo\nsinks: []\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        ServerException failure = catchThrowableOfType(ServerException.class, () -> ConfigurationFile.read(file));
        assertThat(failure).hasMessageContaining("chmod o-w " + file);
        ServerException missing = catchThrowableOfType(ServerException.class,
                () -> ConfigurationFile.read(directory.resolve("b.yaml")));
        assertThat(missing).hasMessageContaining("no such file");
        assertThat(missing.exitCode()).isEqualTo(ExitCode.INPUT_OUTPUT);
    }
}
