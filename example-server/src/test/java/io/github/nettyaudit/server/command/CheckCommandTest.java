package io.github.nettyaudit.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.server.exit.ExitCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    @TempDir
    private Path directory;

    private final List<String> results = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private ExitCode check(String text) throws IOException {
        return CheckCommand.check(Files.writeString(directory.resolve("a.yaml"), text), results::add, problems::add);
    }

    @Test
    void saysWhatAGoodFileDoes() throws IOException {
        assertThat(check("""
                source: demo
                sinks:
                  - { name: out, type: stdout, format: ocsf }
                """)).isEqualTo(ExitCode.OK);
        assertThat(problems).isEmpty();
        assertThat(results).containsExactly(directory.resolve("a.yaml")
                + ": no problem was found; source demo; events are kept in memory; sink out (stdout, ocsf)",
                "capabilities that the server needs: none");
    }

    /** The kernel refuses such a rule, and then no rule is loaded. */
    @Test
    void warnsOfDirectoriesThatRulesNeed() throws IOException {
        Path rules = Files.writeString(directory.resolve("a.rules"), "-w /etc/passwd -p wa\n-a never,exit -F dir=/none/x\n"
                + "-w /none/file -p wa\n-a always,exit -F arch=b64 -S open -F dir=/etc\n");
        assertThat(check("rules: " + rules + "\nsinks: [ { name: out, type: stdout } ]\n")).isEqualTo(ExitCode.OK);
        assertThat(problems).hasSize(2).first().isEqualTo("warning: rules: " + rules + ":2: there is no directory /none/x, so"
                + " that the kernel refuses the rule, and none of the rules is loaded: remove the rule, or make the directory");
        assertThat(problems.get(1)).startsWith("warning: rules: " + rules + ":3: there is no directory /none, so");
    }

    @Test
    void saysThatALineIsLeftOut() throws IOException {
        Path rules = Files.writeString(directory.resolve("a.rules"), "-i\n-w /etc/passwd -p wa\n-a always,exit -S nosuch\n");
        assertThat(check("rules: " + rules + "\nsinks: [ { name: out, type: stdout } ]\n")).isEqualTo(ExitCode.OK);
        assertThat(problems).singleElement().asString().startsWith("rules: " + rules + ":3: -S at column 19: no system call nosuch")
                .endsWith("; this line is left out, because of the line -i or -c before it");
    }

    @Test
    void aSocketIsNamedWithoutAPath() throws IOException {
        assertThat(check("source: demo\nintake: { directory: %1$s/i }\npage: { listen: 'unix:%1$s/p' }\nmetrics: { listen: 'unix:%1$s/m' }\n"
                .formatted(directory))).isEqualTo(ExitCode.OK);
        assertThat(results).first().asString().endsWith("; metrics at unix:" + directory + "/m /metrics; page at unix:"
                + directory + "/p");
    }

    /** It said ecs. */
    @Test
    void namesTheFormatOfASinkWithAFormatOfItsOwn() throws IOException {
        assertThat(check("""
                source: demo
                sinks:
                  - { name: a, type: otlp, urls: "https://c:4318" }
                  - { name: b, type: otlp, urls: "https://c:4318", format: ocsf }
                  - { name: c, type: stdout }
                """)).isEqualTo(ExitCode.OK);
        assertThat(results).first().asString().endsWith("sinks a (otlp, semantic conventions), b (otlp, ocsf),"
                + " c (stdout, ecs)");
    }

    @Test
    void looksForTheDirectoryOfASocketUnlessTheServerMakesIt() throws IOException {
        String sink = "source: demo\nintake: { directory: %1$s/run/intake }\nsinks: [ { name: tail, type: stream, listen:"
                + " \"unix:%1$s/%2$s/tail.sock\" } ]\n";
        assertThat(check(sink.formatted(directory, "none"))).isEqualTo(ExitCode.INPUT_OUTPUT);
        assertThat(problems).singleElement().asString().startsWith("sink tail: there is no directory " + directory
                + "/none, in which its socket is to be");
        problems.clear();
        assertThat(check("source: demo\npage: { listen: 'unix:/none/p' }\nmetrics: { listen: 'unix:/none/m' }\n"))
                .isEqualTo(ExitCode.INPUT_OUTPUT);
        assertThat(problems).satisfiesExactlyInAnyOrder(
                line -> assertThat(line).startsWith("page.listen: there is no directory /none, in which its socket is to be"),
                line -> assertThat(line).startsWith("metrics.listen: there is no directory /none"));
        assertThat(check(sink.formatted(directory, "run"))).isEqualTo(ExitCode.OK);
        assertThat(check(sink.formatted(directory, "."))).isEqualTo(ExitCode.OK);
    }

    @Test
    void messagesAboutRulesNameTheKey() throws IOException {
        Path rules = Files.writeString(directory.resolve("a.rules"), "-a nowhere,always -S open\n");
        assertThat(check("rules: " + rules + "\nsinks: [ { name: out, type: stdout } ]\n")).isEqualTo(ExitCode.USAGE);
        assertThat(problems).first().asString().startsWith("rules: " + rules + ":1");
        assertThat(problems).last().asString().startsWith("rules: " + rules + ": no rules were changed");
        assertThat(problems).noneMatch(line -> line.contains("--rules"));
    }

    @Test
    void printsEachProblem() throws IOException {
        assertThat(check("source: dem\nsinks: [ { name: out, type: stdout } ]\nx: 1\n")).isEqualTo(ExitCode.USAGE);
        assertThat(results).isEmpty();
        assertThat(problems).hasSize(2).allSatisfy(line -> assertThat(line).startsWith(directory.resolve("a.yaml") + ":"));
    }

    @Test
    void readsTheRules() throws IOException {
        Path rules = Files.writeString(directory.resolve("a.rules"), "-D\n-a nowhere,always -S open\n");
        assertThat(check("rules: " + rules + "\nsinks: [ { name: out, type: stdout } ]\n")).isEqualTo(ExitCode.USAGE);
        assertThat(problems).anySatisfy(line -> assertThat(line).contains("a.rules:2"));
    }

    @Test
    void readsTheNormalization() throws IOException {
        Path rules = Files.writeString(directory.resolve("n.conf"), "[nothing]\n");
        assertThat(check("normalization: " + rules + "\nsinks: [ { name: out, type: stdout } ]\n"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(problems).singleElement().asString().contains(":1:16: normalization").contains("n.conf:1");
    }

    @Test
    void findsWhatSinksRefuseTogether() throws IOException {
        assertThat(check("""
                source: demo
                sinks:
                  - { name: es, type: elasticsearch, urls: "https://a:1" }
                  - { name: ot, type: otlp, urls: "https://c:4318/v1/logs" }
                  - { name: st, type: stream, listen: "0.0.0.0:9870" }
                  - { name: sy, type: syslog, address: "logs:6514", tls: { trust: /none.pem } }
                  - { name: k, type: kafka, bootstrap: "b:9092", topic: audit, sasl: { mechanism: plain, user: u } }
                  - { name: f, type: file, path: / }
                """)).isEqualTo(ExitCode.USAGE);
        assertThat(problems).satisfiesExactly(
                line -> assertThat(line).contains(":3:").contains("index"),
                line -> assertThat(line).contains(":4:").contains("/v1/logs"),
                line -> assertThat(line).contains(":5:").contains("listen"),
                line -> assertThat(line).contains(":6:").contains("/none.pem"),
                line -> assertThat(line).contains(":7:").contains("sasl.password"),
                line -> assertThat(line).contains(":8:").contains("names no file"));
        assertThat(results).isEmpty();
    }

    /** B7: the start refused it. */
    @Test
    void looksForTheUser() throws IOException {
        assertThat(check("source: demo\nuser: nosuchuser\nsinks: [ { name: out, type: stdout } ]\n")).isEqualTo(ExitCode.USAGE);
        assertThat(problems).containsExactly(
                "user: this host knows no user nosuchuser; useradd --system --no-create-home makes one");
    }

    @Test
    void whatIsWrongOnThisHostIsReportedTogether() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(check("""
                source: { type: kernel }
                rules: %1$s/none.rules
                user: nosuchuser
                spool: { directory: %1$s/file/spool }
                intake: { directory: %1$s/file }
                sinks: [ { name: out, type: file, path: %1$s } ]
                """.formatted(directory))).isEqualTo(ExitCode.INPUT_OUTPUT);
        assertThat(problems).satisfiesExactly(
                line -> assertThat(line).contains("no such file: " + directory + "/none.rules"),
                line -> assertThat(line).startsWith("user: this host knows no user nosuchuser"),
                line -> assertThat(line).isEqualTo("intake.directory: " + file + " is not a directory: name another one"),
                line -> assertThat(line).isEqualTo("spool.directory: " + file + " is not a directory: name another one"),
                line -> assertThat(line).isEqualTo("path of the sink out: " + directory + " is not a regular file: name"
                        + " another one"));
        assertThat(results).isEmpty();
    }

    @Test
    void messagesAboutTheSourceNameTheKey() throws IOException {
        assertThat(check("source: { type: files, paths: [%1$s, %1$s/none] }\nsinks: [ { name: out, type: stdout } ]\n"
                .formatted(directory))).isEqualTo(ExitCode.INPUT_OUTPUT);
        assertThat(problems).containsExactly("source.paths: " + directory + " is a directory; name the log in it, such as "
                + directory + "/audit.log", "source.paths: no such file: " + directory + "/none");
        problems.clear();
        assertThat(check("source: { type: auditd, socket: %s/none }\nsinks: [ { name: out, type: stdout } ]\n"
                .formatted(directory))).isEqualTo(ExitCode.INPUT_OUTPUT);
        assertThat(problems).singleElement().asString().startsWith("source.socket: " + directory + "/none is not there");
    }

    @Test
    void filesThatTheServerWritesAreRegular() throws IOException {
        Path log = Files.writeString(directory.resolve("audit.log"), "");
        assertThat(check("source: { type: files, paths: [%1$s], position: %2$s }\nsinks: [ { name: out, type: stdout, delivery:"
                .formatted(log, directory) + " { dead-letters: /dev/null } } ]\n")).isEqualTo(ExitCode.INPUT_OUTPUT);
        assertThat(problems).containsExactly("dead-letters of the sink out: /dev/null is not a regular file: name another one",
                "source.position: " + directory + " is not a regular file: name another one");
    }

    @Test
    void rulesThatAreTooLargeAreRefused() throws IOException {
        Path rules = directory.resolve("a.rules");
        try (RandomAccessFile file = new RandomAccessFile(rules.toFile(), "rw")) {
            file.setLength(3L << 30);
        }
        assertThat(check("rules: " + rules + "\nsinks: [ { name: out, type: stdout } ]\n")).isEqualTo(ExitCode.INPUT_OUTPUT);
        assertThat(problems).singleElement().asString().contains(rules + " has more than 16777216 bytes");
    }

    @Test
    void aWarningIsPrintedAndIsNoProblem() throws IOException {
        assertThat(check("source: demo\nspool: {}\nsinks: [ { name: out, type: stdout } ]\n")).isEqualTo(ExitCode.OK);
        assertThat(problems).singleElement().asString().startsWith("warning: " + directory.resolve("a.yaml")
                + ":2:8: spool has no directory");
        assertThat(results).isNotEmpty();
    }

    @Test
    void aDirectoryThatThisUserMayNotWriteToIsAWarning() throws IOException {
        Path file = Files.writeString(directory.resolve("a.yaml"), """
                source: demo
                intake: { directory: %1$s/intake }
                spool: { directory: %1$s/none/spool }
                sinks: [ { name: out, type: file, path: %1$s/out.json, delivery: { dead-letters: %1$s/x/dead } } ]
                """.formatted(directory));
        assertThat(CheckCommand.check(file, results::add, problems::add, path -> false)).isEqualTo(ExitCode.OK);
        assertThat(problems).containsExactly(
                "warning: intake.directory: this user may not write to " + directory + "; the user of the server must be able to",
                "warning: spool.directory: this user may not write to " + directory + "; the user of the server must be able to",
                "warning: path of the sink out: this user may not write to " + directory + "; the user of the server must be able"
                        + " to",
                "warning: dead-letters of the sink out: this user may not write to " + directory + "; the user of the server must"
                        + " be able to");
        problems.clear();
        assertThat(CheckCommand.check(file, results::add, problems::add, path -> true)).isEqualTo(ExitCode.OK);
        assertThat(problems).isEmpty();
    }
}
