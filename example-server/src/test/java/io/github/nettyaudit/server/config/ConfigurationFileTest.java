package io.github.nettyaudit.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.format.EventFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
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
    void refusesWrongSources() throws ServerException {
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
                .startsWith("a.yaml:1:8: rules needs source: kernel, whose rules it changes: remove rules, or change source;")
                .contains("augenrules(8) or auditctl(8)");
        assertThat(problems("source: { type: demo, mode: auto }\n" + SINKS)).singleElement().asString()
                .contains("there is no key source.mode; the keys here are type, rate, count");
        assertThat(problems("source: { type: kernel, mode: multicast, backlog-limit: 8192 }\n" + SINKS))
                .containsExactly("a.yaml:1:57: source.backlog-limit is a setting of the kernel's queue to the audit daemon, which this"
                        + " server never is with mode: multicast: remove backlog-limit, or write mode: unicast");
        assertThat(problems("source: { type: kernel, mode: multicast, backlog-wait-time: 0, backlog-limit: 1 }\n" + SINKS))
                .hasSize(2).first().asString().contains("remove backlog-wait-time");
        assertThat(parse("rules: /x\nsource: { type: kernel, mode: multicast }\n" + SINKS).rules().path())
                .as("rules are loaded in every mode").isEqualTo(Path.of("/x"));
        assertThat(problems("source: {}\n" + SINKS)).singleElement().asString().contains("needs the key type");
    }

    @Test
    void readsTheStarterRules() throws ServerException {
        assertThat(parse("rules: starter\nkeep-rules: true\n" + SINKS).rules())
                .isEqualTo(new RulesSection(Path.of("@starter"), true));
        assertThat(parse("rules: '@starter'\n" + SINKS).rules()).isEqualTo(new RulesSection(Path.of("@starter"), false));
        assertThat(problems("rules: x.rules\n" + SINKS)).singleElement().asString().contains("or starter");
        assertThat(problems("rules: /x\nkeep-rules: true\n" + SINKS)).singleElement().asString()
                .isEqualTo("a.yaml:2:13: keep-rules goes with rules: starter: write that, or remove keep-rules");
        assertThat(problems("rules: /x\nsource: demo\n" + SINKS)).singleElement().asString()
                .endsWith("rules needs source: kernel, whose rules it changes: remove rules, or change source");
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
        assertThat(problems("sinks: [ a ]\n")).singleElement().asString().contains("sinks[0] needs keys with values, such as { name:");
        assertThat(problems("user: 1000\n" + SINKS)).singleElement().asString().contains("the name of a user, not a number");
        assertThat(problems(SINKS.replace(" ]", ", { name: local, type: file, path: /y } ]"))).singleElement()
                .asString().contains("another sink has already");
        assertThat(problems("sinks: [ { name: a, type: file, path: /x, format: ocsf, ecs-strict: true } ]\n"))
                .singleElement().asString().contains("ecs-strict");
    }

    /** N13: the name of a sink with another problem was not compared. */
    @Test
    void aNameThatIsThereTwiceIsReportedBesideOtherProblems() {
        assertThat(problems("""
                spool: { sync: fast, size: 1GB }
                bogus: 1
                sinks:
                  - { name: a, type: file, path: /x }
                  - { name: a, type: file, pth: /y }
                  - { name: a, type: fiel }
                """)).satisfiesExactly(
                        line -> assertThat(line).contains("spool has the key sync, which is of a spool on a disk"),
                        line -> assertThat(line).contains("spool.sync \"fast\""),
                        line -> assertThat(line).contains("there is no key bogus"),
                        line -> assertThat(line).startsWith("a.yaml:5:5: sinks[1] has the name a, which another sink has"),
                        line -> assertThat(line).isEqualTo("a.yaml:5:5: sinks[1] needs the key path (expected: a path)"),
                        line -> assertThat(line).contains("sinks[1].pth is not known"),
                        line -> assertThat(line).startsWith("a.yaml:6:5: sinks[2] has the name a, which another sink has"),
                        line -> assertThat(line).contains("sinks[2].type \"fiel\""));
    }

    @Test
    void aKeyWithoutAValueIsRefused() {
        assertThat(problems("page:\n# listen: x\n")).containsExactly(
                "a.yaml:1:1: page has no value: write page: {} for its presets, or remove the key");
        assertThat(problems("source: demo\nsinks:\n")).containsExactly(
                "a.yaml:2:1: sinks has no value: write one, or remove the key");
        assertThat(problems("sinks: [ { name: , type: file, path: } ]\n")).containsExactly(
                "a.yaml:1:12: sinks[0].name has no value: write one, or remove the key",
                "a.yaml:1:32: sinks[0].path has no value: write one, or remove the key");
    }

    @Test
    void aSpoolWithoutADirectoryIsAWarning() throws ServerException {
        List<String> warnings = new ArrayList<>();
        byte[] text = ("source: demo\nspool: { size: 64MiB }\n" + SINKS).getBytes(StandardCharsets.UTF_8);
        assertThat(ConfigurationFile.parse("a.yaml", text, Map.of("file", FILES), warnings::add).spool().directory()).isNull();
        assertThat(warnings).singleElement().asString()
                .startsWith("a.yaml:2:8: spool has no directory: events are kept in memory").contains("set directory");
        warnings.clear();
        ConfigurationFile.parse("a.yaml", SINKS.getBytes(StandardCharsets.UTF_8), Map.of("file", FILES), warnings::add);
        assertThat(warnings).isEmpty();
    }

    @Test
    void valuesWithoutOrWithUnknownUnitsAreExplained() {
        assertThat(problems("statistics: 10\nshutdown-timeout: 5 seconds\nintake: { size: 64MB, directory: /x }\n"
                + "spool: { directory: /x, size: 1G }\n" + SINKS)).satisfiesExactly(
                        line -> assertThat(line).contains("it has no unit; the units are ms, s, m, h and d"),
                        line -> assertThat(line).contains("\"5 seconds\" is not allowed: the units are ms, s, m, h and d"),
                        line -> assertThat(line).contains("\"1G\" is not allowed: the units are KiB, MiB, GiB and TiB"));
    }

    @Test
    void partsThatExcludeEachOtherAreRefused(@TempDir Path directory) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "a-secret-of-the-page\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        ServerException failure = catchThrowableOfType(ServerException.class, () -> ConfigurationFile.parse("a.yaml", """
                source: demo
                metrics: { listen: "127.0.0.1:9464" }
                page: { listen: "0.0.0.0:9464", token: { file: %1$s } }
                sinks:
                  - { name: a, type: stream, listen: "127.0.0.1:9464", token-file: %1$s }
                  - { name: b, type: stream, listen: "unix:/run/x.sock" }
                  - { name: c, type: stream, listen: "unix:/run/../run/x.sock" }
                  - { name: d, type: file, path: /x/d.json, delivery: { dead-letters: /x/dead } }
                  - { name: e, type: file, path: /x/./d.json, delivery: { dead-letters: /x/dead } }
                  - { name: f, type: file, path: /x/f, delivery: { dead-letters: /x/f } }
                """.formatted(token).getBytes(StandardCharsets.UTF_8), EventSinks.installed()));
        assertThat(failure.getMessage().lines()).containsExactly(
                "a.yaml:3:7: page listens at 0.0.0.0:9464, and metrics at 127.0.0.1:9464: give one of them another address",
                "a.yaml:5:5: sinks[0] (a): listens at 127.0.0.1:9464, as metrics does: give one of them another address",
                "a.yaml:5:5: sinks[0] (a): listens at 127.0.0.1:9464, and page at 0.0.0.0:9464: give one of them another"
                        + " address",
                "a.yaml:7:5: sinks[2] (c): listens at unix:/run/x.sock, as sinks[1] (b) does: give one of them another address",
                "a.yaml:9:5: sinks[4] (e): path is the same file as path of sinks[3] (d), /x/d.json: give one of them another",
                "a.yaml:9:5: sinks[4] (e): delivery.dead-letters is the same file as delivery.dead-letters of sinks[3] (d),"
                        + " /x/dead: give one of them another",
                "a.yaml:10:5: sinks[5] (f): delivery.dead-letters and path name the same file, /x/f: give one of them"
                        + " another");
    }

    /** Two sinks of one name were taken for the same. */
    @Test
    void aConflictIsSaidOfTheSinkThatHasIt() {
        assertThat(catchThrowableOfType(ServerException.class, () -> ConfigurationFile.parse("a.yaml", """
                sinks:
                  - { name: a, type: stdout }
                  - { name: x, type: none }
                  - { name: a, type: file, path: /x, delivery: { dead-letters: /x } }
                """.getBytes(StandardCharsets.UTF_8), EventSinks.installed())).getMessage().lines()).hasSize(3)
                .anySatisfy(line -> assertThat(line).startsWith("a.yaml:4:5: sinks[2] (a): delivery.dead-letters and path"));
    }

    @Test
    void twoSinksCannotShareStandardOutput() {
        assertThat(catchThrowableOfType(ServerException.class, () -> ConfigurationFile.parse("a.yaml",
                "sinks: [{ name: a, type: stdout }, { name: b, type: stdout }]\n".getBytes(StandardCharsets.UTF_8),
                EventSinks.installed()))).hasMessage("a.yaml:1:36: sinks[1] (b): type: stdout is the same file as type: stdout of"
                + " sinks[0] (a), /dev/stdout: give one of them another");
    }

    /** They were reported only when nothing else was wrong, those of TLS and token-file not at all. */
    @Test
    void pathsThatAreNotAbsoluteAreReportedBesideOtherProblems() {
        ServerException failure = catchThrowableOfType(ServerException.class, () -> ConfigurationFile.parse("a.yaml", """
                sinks:
                  - { name: a, type: file, path: ~/a.json, keep: -1 }
                  - { name: b, type: stream, listen: "127.0.0.1:1", token-file: b.token }
                """.getBytes(StandardCharsets.UTF_8), EventSinks.installed()));
        assertThat(failure.getMessage().lines()).satisfiesExactly(
                line -> assertThat(line).isEqualTo("a.yaml:2:34: sinks[0].path \"~/a.json\" must begin with /: a service has"
                        + " another working directory than a shell"),
                line -> assertThat(line).contains("sinks[0].keep \"-1\""),
                line -> assertThat(line).startsWith("a.yaml:3:65: sinks[1].token-file \"b.token\" must begin with /"));
    }

    /** The server said it when it had opened the other sinks. */
    @Test
    void theTokenOfSubscribersIsChecked(@TempDir Path directory) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "short");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        assertThat(catchThrowableOfType(ServerException.class, () -> ConfigurationFile.parse("a.yaml",
                ("sinks: [{ name: a, type: stream, listen: '127.0.0.1:1', token-file: " + token + " }]\n")
                        .getBytes(StandardCharsets.UTF_8), EventSinks.installed())))
                .hasMessageContaining("sinks[0].token-file names " + token + ", which cannot be used: it must hold one line of"
                        + " 16 or more visible ASCII characters");
    }

    @Test
    void anyFreePortIsNotTheSameAddress() throws ServerException {
        assertThat(ConfigurationFile.parse("a.yaml", ("source: demo\nmetrics: { listen: '127.0.0.1:0' }\n"
                + "page: { listen: '127.0.0.1:0' }\n").getBytes(StandardCharsets.UTF_8), EventSinks.installed()).sinks()).isEmpty();
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

    @Test
    void aFileThatIsTooLargeOrNoFileIsRefused(@TempDir Path directory) throws Exception {
        Path large = Files.createFile(directory.resolve("a.yaml"));
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(3L << 30);
        }
        assertThat(catchThrowableOfType(ServerException.class, () -> ConfigurationFile.read(large)))
                .hasMessage(large + " has more than 4194304 bytes");
        assertThat(catchThrowableOfType(ServerException.class, () -> ConfigurationFile.read(directory)))
                .hasMessage(directory + " is not a regular file");
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        for (Path file : List.of(large, fifo)) {
            assertThat(problems("normalization: " + file + '\n' + SINKS)).singleElement().asString()
                    .startsWith("a.yaml:1:16: normalization ").contains(file + (file.equals(fifo) ? " is not a regular file"
                            : " has more than 4194304 bytes"));
        }
    }
}
