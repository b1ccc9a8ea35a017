package io.github.nettyaudit.server.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.server.io.FileOwner;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlValueTest {
    private static final SettingKey<Integer> NUMBER = SettingKey.number("key", 1, 42, "a number");
    private static final SettingKey<String> TEXT = SettingKey.text("key", "a text");
    private static final SettingKey<List<String>> TEXTS = SettingKey.texts("key", "texts");
    private static final SettingKey<String> SECRET = TEXT.secret();

    private YamlFile file = YamlFile.parse("x.yaml", new byte[0]);

    private YamlValue value(String yaml) {
        file = YamlFile.parse("x.yaml", ("key: " + yaml).getBytes(StandardCharsets.UTF_8));
        assertThat(file.problems().lines()).isEmpty();
        return file.top().value("key");
    }

    private void assertNoProblem() {
        assertThat(file.problems().lines()).isEmpty();
    }

    private String problem() {
        assertThat(file.problems().lines()).hasSize(1);
        return file.problems().lines().get(0);
    }

    @Test
    void readsASetting() {
        assertThat(value("42").read(NUMBER)).isEqualTo(42);
        assertThat(value("'42'").read(NUMBER)).isEqualTo(42);
        assertThat(value("42").read(TEXT)).isEqualTo("42");
        assertThat(value("true").read(TEXT)).isEqualTo("true");
        assertThat(value("[a, 1]").read(TEXTS)).containsExactly("a", "1");
        assertThat(value("a").read(TEXTS)).containsExactly("a");
        assertNoProblem();
    }

    @Test
    void aWrongValueIsAProblemAtItsPlace() {
        assertThat(value("43").read(NUMBER)).isNull();
        assertThat(problem()).startsWith("x.yaml:1:6: key \"43\" ").contains("a number from 1 to 42");
        assertThat(value("[1, 2]").read(NUMBER)).isNull();
        assertThat(problem()).startsWith("x.yaml:1:6: key ");
        assertThat(value("{a: 1}").read(TEXT)).isNull();
        assertThat(problem()).startsWith("x.yaml:1:6: key ");
        assertThat(value("[[a]]").read(TEXTS)).isNull();
        assertThat(problem()).startsWith("x.yaml:1:6: key ");
    }

    @Test
    void anElementOfAListHasItsOwnPlace() {
        value("[1, x]").list().forEach(element -> element.read(NUMBER));
        assertThat(problem()).startsWith("x.yaml:1:10: key[1] \"x\" ");
        assertThat(value("1").list()).hasSize(1);
    }

    @Test
    void nestedKeysAreJoinedByDots() {
        file = YamlFile.parse("x.yaml", "tls: { trust: /a, client: { key: /b } }\npath: /c\n"
                .getBytes(StandardCharsets.UTF_8));
        Map<String, YamlValue> rest = file.top().rest(Set.of());
        assertThat(rest.keySet()).containsExactly("tls.trust", "tls.client.key", "path");
        rest.get("tls.client.key").problem("is wrong");
        assertThat(problem()).isEqualTo("x.yaml:1:34: tls.client.key is wrong");
    }

    @Test
    void aValueThatHoldsItselfEnds() {
        file = YamlFile.parse("x.yaml", "a: &x { b: *x }\n".getBytes(StandardCharsets.UTF_8));
        if (file.top() != null) {
            assertThat(file.top().rest(Set.of())).hasSizeLessThan(10);
        }
        file = YamlFile.parse("x.yaml", "a: &x [ *x ]\n".getBytes(StandardCharsets.UTF_8));
        if (file.top() != null) {
            assertThat(file.top().value("a").read(TEXTS)).isNull();
        }
    }

    @Test
    void aSecretInTheFileIsRefusedAndNotRepeated() {
        assertThat(value("hunter2").read(SECRET)).isNull();
        assertThat(problem()).doesNotContain("hunter2").contains("{ file: /path }");
        assertThat(value("{file: /a, environment: B}").read(SECRET)).isNull();
        assertThat(problem()).contains("needs one of file and environment, not both");
        assertThat(value("{environment: B, other: C}").read(SECRET)).isNull();
        assertThat(problem()).contains("{ environment: NAME }");
    }

    @Test
    void aSecretIsReadFromAFileOfTheOwner(@TempDir Path directory) throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "hunter2\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        assertThat(value("{ file: " + secret + " }").read(SECRET)).isEqualTo("hunter2");
        assertNoProblem();

        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(value("{ file: " + secret + " }").read(SECRET)).isNull();
        assertThat(problem()).contains("chmod 600 " + secret).doesNotContain("hunter2");

        Files.writeString(secret, "hunter2\nhunter3\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        assertThat(value("{ file: " + secret + " }").read(SECRET)).isNull();
        assertThat(problem()).contains("more than one line").doesNotContain("hunter");

        Files.writeString(secret, "\n");
        assertThat(value("{ file: " + secret + " }").read(SECRET)).isNull();
        assertThat(problem()).contains("which is empty");

        assertThat(value("{ file: " + secret + "x }").read(SECRET)).isNull();
        assertThat(problem()).endsWith("names " + secret + "x, which does not exist");
    }

    /** B6: a FIFO waited for a writer, a large file ended the program, and a directory got the advice to change its mode. */
    @Test
    void whatIsNotAFileOrTooLargeIsRefusedAtOnce(@TempDir Path directory) throws Exception {
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", "-m", "600", fifo.toString()).start().waitFor()).isZero();
        for (Path wrong : List.of(fifo, directory, Path.of("/dev/zero"))) {
            assertThat(value("{ file: " + wrong + " }").read(SECRET)).isNull();
            assertThat(problem()).endsWith(wrong + " is not a regular file").doesNotContain("chmod");
        }
        Path large = Files.createFile(directory.resolve("large"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(3L << 30);
        }
        assertThat(value("{ file: " + large + " }").read(SECRET)).isNull();
        assertThat(problem()).endsWith(large + " has more than 65536 bytes");
    }

    /** The user that the server becomes. */
    @Test
    void rootReadsTheSecretOfAUser(@TempDir Path directory) throws IOException {
        Assumptions.assumeTrue(FileOwner.ownUid() == FileOwner.ROOT, "only root can give a file away");
        Path secret = Files.writeString(directory.resolve("secret"), "hunter2\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.setAttribute(secret, "unix:uid", 998);
        assertThat(value("{ file: " + secret + " }").read(SECRET)).isEqualTo("hunter2");
        Files.setAttribute(secret, "unix:uid", 1000); // a person
        assertThat(value("{ file: " + secret + " }").read(SECRET)).isNull();
        assertThat(problem()).contains("others have access").doesNotContain("hunter2");
    }

    @Test
    void aSecretIsReadFromTheEnvironment() {
        assertThat(value("{ environment: PATH }").read(SECRET)).isEqualTo(System.getenv("PATH"));
        assertNoProblem();
        assertThat(value("{ environment: NETTY_AUDIT_NOT_SET }").read(SECRET)).isNull();
        assertThat(problem()).contains("names an environment variable that is not set").doesNotContain("NETTY_AUDIT_NOT_SET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{ environment: hunter2 }", "{ file: hunter2 }", "{ file: /hunter2 }", "{ file: ./hunter2 }",
        "{ file: /hunter/2+abc== }", "{ environment: \"hunter 2\" }"})
    void aSecretInThePlaceOfANameIsNotRepeated(String place) {
        assertThat(value(place).read(SECRET)).isNull();
        assertThat(problem()).doesNotContain("hunter");
    }
}
