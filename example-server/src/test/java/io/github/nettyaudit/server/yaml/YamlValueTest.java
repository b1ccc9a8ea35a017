package io.github.nettyaudit.server.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlValueTest {
    private enum Policy { DROP_OLDEST, STOP }

    private YamlFile file = YamlFile.parse("x.yaml", new byte[0]);

    private YamlValue value(String yaml) {
        file = YamlFile.parse("x.yaml", ("key: " + yaml).getBytes(StandardCharsets.UTF_8));
        assertThat(file.problems().lines()).isEmpty();
        return file.top().get("key");
    }

    private void assertNoProblem() {
        assertThat(file.problems().lines()).isEmpty();
    }

    private void assertProblem(String text) {
        assertThat(file.problems().lines()).containsExactly("x.yaml:1:6: key: " + text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "4096, 4096", "1k, 1024", "64KiB, 65536", "2 MiB, 2097152", "1GiB, 1073741824", "1tb, 1099511627776"})
    void readsASize(String text, long bytes) {
        assertThat(value(text).size(0, Long.MAX_VALUE)).isEqualTo(bytes);
        assertNoProblem();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5GiB", "GiB", "-1", "1 PiB", "999999999TiB", "''", "12345678901234567890"})
    void refusesWhatIsNoSize(String text) {
        assertThat(value(text).size(1024, 1L << 40)).isEqualTo(1024);
        assertProblem("'" + text.replace("''", "") + "' (expected: a number of bytes such as 4096, 64KiB, 16MiB or 1GiB,"
                + " from 1KiB to 1TiB)");
    }

    @Test
    void refusesASizeOutOfBounds() {
        value("1GiB").size(1, 1 << 20);
        assertProblem("'1GiB' (expected: a number of bytes such as 4096, 64KiB, 16MiB or 1GiB, from 1 to 1MiB)");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "500ms, 500", "5s, 5000", "10m, 600000", "2min, 120000", "1h, 3600000", "7d, 604800000"})
    void readsADuration(String text, long millis) {
        assertThat(value(text).duration(Duration.ZERO, Duration.ofDays(365))).isEqualTo(Duration.ofMillis(millis));
        assertNoProblem();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "s", "1.5s", "-1s", "1 week", "2h"})
    void refusesWhatIsNoDuration(String text) {
        assertThat(value(text).duration(Duration.ofMillis(1), Duration.ofMinutes(90))).isEqualTo(Duration.ofMillis(1));
        assertProblem("'" + text + "' (expected: a duration such as 500ms, 5s, 10m, 1h or 7d, from 1ms to 90m)");
    }

    @Test
    void readsNumbersWithinBounds() {
        assertThat(value("42").number(1, 42)).isEqualTo(42);
        assertNoProblem();
        assertThat(value("43").number(1, 42)).isEqualTo(1);
        assertProblem("'43' (expected: a whole number from 1 to 42)");
        value("many").number(1, 42);
        assertProblem("'many' (expected: a whole number from 1 to 42)");
    }

    @Test
    void readsFlags() {
        assertThat(value("true").flag()).isTrue();
        assertThat(value("false").flag()).isFalse();
        assertNoProblem();
        value("yes").flag();
        assertProblem("'yes' (expected: true or false)");
    }

    @Test
    void namesTheWordsThatAreAllowed() {
        assertThat(value("stop").choice(Policy.class)).isEqualTo(Policy.STOP);
        assertThat(value("drop-oldest").choice(Policy.class)).isEqualTo(Policy.DROP_OLDEST);
        assertNoProblem();
        value("drop_oldst").choice(Policy.class);
        assertProblem("'drop_oldst' (expected: one of drop-oldest, stop (did you mean drop-oldest?))");
        value("never").choice(Policy.class);
        assertProblem("'never' (expected: one of drop-oldest, stop)");
    }

    @Test
    void readsAbsolutePaths() {
        assertThat(value("/var/log").path("a directory")).isEqualTo(Path.of("/var/log"));
        assertNoProblem();
        value("var/log").path("a directory");
        assertProblem("'var/log' (expected: a directory, with a leading /)");
        value("\"/a\\0b\"").path("a directory");
        assertThat(file.problems().isEmpty()).isFalse();
    }

    @Test
    void aTextMayLookLikeANumber() {
        assertThat(value("123").text()).isEqualTo("123");
        assertThat(value("true").text("a name")).isEqualTo("true");
        assertNoProblem();
        value("' '").text("a name");
        assertProblem("' ' (expected: a name)");
    }

    @Test
    void saysWhereAListOrMappingIsWrong() {
        value("[a, b]").text();
        assertProblem("is a list (expected: a text)");
        value("{a: b}").size(0, 1);
        assertThat(file.problems().lines().get(0)).startsWith("x.yaml:1:6: key: is a mapping (expected: a number of");
        assertThat(value("a").map()).isNull();
        assertProblem("expected keys with values");
    }

    @Test
    void aSingleValueIsAListOfOne() {
        assertThat(value("[a, b]").list()).extracting(YamlValue::text).isEqualTo(List.of("a", "b"));
        assertThat(value("a").list()).extracting(YamlValue::text).isEqualTo(List.of("a"));
        value("[1, x]").list().forEach(element -> element.number(0, 9));
        assertThat(file.problems().lines()).containsExactly("x.yaml:1:10: key[1]: 'x' (expected: a whole number from 0 to 9)");
    }

    @Test
    void aSecretIsNeverInTheFile() {
        assertThat(value("{file: /etc/secret}").secret()).isEqualTo(new SecretSource(Path.of("/etc/secret"), null));
        assertThat(value("{environment: SECRET}").secret()).isEqualTo(new SecretSource(null, "SECRET"));
        assertNoProblem();
        assertThat(value("hunter2").secret()).isNull();
        assertThat(file.problems().lines().get(0)).doesNotContain("hunter2").contains("{ file: /path }");
        assertThat(value("{file: /a, environment: B}").secret()).isNull();
        assertThat(file.problems().isEmpty()).isFalse();
    }
}
