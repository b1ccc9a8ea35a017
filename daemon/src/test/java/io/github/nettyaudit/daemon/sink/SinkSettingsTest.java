package io.github.nettyaudit.daemon.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SinkSettingsTest {
    private enum Acks { NONE, ALL_OF_THEM }

    private static final SettingKey<Path> PATH = SettingKey.path("path", "A file.").required();
    private static final SettingKey<Integer> KEEP = SettingKey.number("keep", 0, 10, "How many.").preset(3);
    private static final SettingKey<Long> SIZE = SettingKey.size("max-size", 0, 1L << 40, "How much.");
    private static final SettingKey<Duration> DELAY =
            SettingKey.duration("delay", Duration.ofMillis(1), Duration.ofDays(2), "How long.");
    private static final SettingKey<Acks> ACKS = SettingKey.choice("acks", Acks.class, "Which.").preset(Acks.NONE);
    private static final SettingKey<Boolean> FAST = SettingKey.truth("fast", "Whether.");
    private static final SettingKey<List<String>> HOSTS = SettingKey.texts("hosts", "Where.");
    private static final SettingKey<String> TOKEN = SettingKey.text("tls.token", "Who.").secret();
    private static final List<SettingKey<?>> KEYS = List.of(PATH, KEEP, SIZE, DELAY, ACKS, FAST, HOSTS, TOKEN);

    @Test
    void readsValuesOfEachType() throws Exception {
        SinkSettings settings = SinkSettings.of(KEYS, Map.of("path", "/var/log/x", "keep", 5, "max-size", "64MiB",
                "delay", "500ms", "acks", "all-of-them", "fast", true, "hosts", List.of("a", 2),
                "tls.token", "geheim"));

        assertThat(settings.get(PATH)).isEqualTo(Path.of("/var/log/x"));
        assertThat(settings.get(KEEP)).isEqualTo(5);
        assertThat(settings.get(SIZE)).isEqualTo(64L << 20);
        assertThat(settings.get(DELAY)).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.get(ACKS)).isEqualTo(Acks.ALL_OF_THEM);
        assertThat(settings.get(FAST)).isTrue();
        assertThat(settings.get(HOSTS)).containsExactly("a", "2");
        assertThat(settings.get(TOKEN)).isEqualTo("geheim");
        assertThat(settings.isSet(KEEP)).isTrue();
        assertThat(settings.toString()).contains("keep: 5", "tls.token: (secret)").doesNotContain("geheim");
    }

    @Test
    void whatIsNotSetHasItsPreset() throws Exception {
        SinkSettings settings = SinkSettings.of(KEYS, Map.of("path", "x"));

        assertThat(settings.get(KEEP)).isEqualTo(3);
        assertThat(settings.isSet(KEEP)).isFalse();
        assertThat(settings.find(SIZE)).isNull();
        assertThatIllegalStateException().isThrownBy(() -> settings.get(SIZE)).withMessageContaining("max-size");
        assertThatIllegalStateException().isThrownBy(() -> settings.get(SettingKey.text("keep", "Another.")));
    }

    @Test
    void everyProblemIsNamed() {
        SinkSettingsException failure = catchThrowableOfType(SinkSettingsException.class, () -> SinkSettings.of(KEYS,
                Map.of("keep", 11, "kep", 1, "acks", "some", "tls.token", Map.of("a", "geheim"))));

        assertThat(failure.problems()).extracting(Object::toString).containsExactlyInAnyOrder(
                "keep: 11 is not allowed (expected: a number from 0 to 10)",
                "kep: is not known (expected: acks, delay, fast, hosts, keep, max-size, path, tls.token)",
                "acks: \"some\" is not allowed (expected: one of none, all-of-them)",
                "tls.token: is not allowed (expected: text)",
                "path: is missing (expected: a path)");
        assertThat(failure).hasMessageContaining("; ").hasMessageNotContaining("geheim");
        assertThat(new SinkSettingsException(KEEP, "is wrong")).hasMessage("keep: is wrong");
    }

    @Test
    void aKeyWithoutAValueIsWrong() {
        Map<String, Object> values = new HashMap<>();
        values.put("path", null);
        assertThatThrownBy(() -> SinkSettings.of(KEYS, values)).hasMessage("path: has no value (expected: a path)");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "17, 17", "1KiB, 1024", "2 MiB, 2097152", "1GiB, 1073741824", "1TiB, 1099511627776",
            "3kB, 3000", "4MB, 4000000", "5GB, 5000000000", "6B, 6"})
    void sizes(String text, long bytes) {
        assertThat(SIZE.read(text)).isEqualTo(bytes);
    }

    @Test
    void sizesAndNumbersMayBeNumbers() {
        assertThat(SIZE.read(17)).isEqualTo(17);
        assertThat(SIZE.read(17L)).isEqualTo(17);
        assertThat(KEEP.read("7")).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1.5GiB", "2TiB", "99999999999999999999", "999999999999999999TiB"})
    void noSizes(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SIZE.read(text))
                .withMessage('"' + text + "\" is not allowed (expected: a size from 0 to 1TiB, for example 64MiB)");
    }

    @Test
    void aUnitThatIsNotKnownOrMissingIsExplained() {
        for (String text : List.of("1XiB", "1G", "64mb")) {
            assertThatIllegalArgumentException().isThrownBy(() -> SIZE.read(text)).withMessage('"' + text + "\" is not allowed:"
                    + " the units are KiB, MiB, GiB and TiB (powers of 1024), and kB, MB and GB (powers of 1000) (expected: a"
                    + " size from 0 to 1TiB, for example 64MiB)");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> DELAY.read("5")).withMessageStartingWith("\"5\" is not allowed:"
                + " it has no unit; the units are ms, s, m, h and d (");
        assertThatIllegalArgumentException().isThrownBy(() -> DELAY.read("5 seconds"))
                .withMessageStartingWith("\"5 seconds\" is not allowed: the units are ms, s, m, h and d (");
    }

    @ParameterizedTest
    @CsvSource({"1ms, 1", "5s, 5000", "2m, 120000", "2min, 120000", "3h, 10800000", "1d, 86400000", "2d, 172800000"})
    void durations(String text, long millis) {
        assertThat(DELAY.read(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "5", "s", "3d", "172800001ms", "-1s", "999999999999999999d"})
    void noDurations(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DELAY.read(text)).withMessageContaining("from 1ms to 2d");
    }

    @Test
    void otherTypesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> FAST.read("yes")).withMessageContaining("true or false");
        assertThat(FAST.read("false")).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> KEEP.read(1.5));
        assertThatIllegalArgumentException().isThrownBy(() -> KEEP.read("seven"));
        assertThatIllegalArgumentException().isThrownBy(() -> HOSTS.read(List.of(Map.of())));
        assertThatIllegalArgumentException().isThrownBy(() -> HOSTS.read(Map.of()))
                .withMessageContaining("a group of keys");
        assertThat(HOSTS.read("one")).containsExactly("one");
        assertThatIllegalArgumentException().isThrownBy(() -> PATH.read(""));
        assertThatIllegalArgumentException().isThrownBy(() -> PATH.read("a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> KEEP.read("x".repeat(500)))
                .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(200));
        SettingKey<Integer> own = SettingKey.of("port", "a port", value -> {
            throw new IllegalArgumentException("it is taken");
        }, "A port.");
        assertThatIllegalArgumentException().isThrownBy(() -> own.read(1))
                .withMessage("1 is not allowed: it is taken (expected: a port)");
    }

    @Test
    void keysDescribeThemselves() {
        assertThat(PATH.isRequired()).isTrue();
        assertThat(KEEP.isRequired()).isFalse();
        assertThat(TOKEN.isSecret()).isTrue();
        assertThat(KEEP.presetValue()).isEqualTo(3);
        assertThat(KEEP.description()).isEqualTo("How many.");
        assertThat(KEEP).hasToString("keep (a number from 0 to 10)");
        assertThat(SettingKey.size("s", 3 << 10, 5 << 20, "x").expected()).startsWith("a size from 3KiB to 5MiB");
        assertThat(SettingKey.duration("d", Duration.ZERO, Duration.ofHours(3), "x").expected())
                .startsWith("a duration from 0 to 3h");
        assertThat(SettingKey.duration("d", Duration.ofSeconds(7), Duration.ofMinutes(3), "x").expected())
                .isEqualTo("a duration from 7s to 3m, for example 7s");
    }

    @Test
    void anExampleIsAllowed() {
        assertThat(SettingKey.size("s", 1, 64 << 20, "x").expected()).endsWith("for example 64MiB");
        assertThat(SettingKey.size("s", 1, 16 << 20, "x").expected()).endsWith("for example 64KiB");
        assertThat(SettingKey.size("s", 3 << 10, 5 << 10, "x").expected()).endsWith("for example 3KiB");
        assertThat(SettingKey.duration("d", Duration.ZERO, Duration.ofHours(1), "x").expected()).endsWith("example 500ms");
        assertThat(SettingKey.duration("d", Duration.ofSeconds(1), Duration.ofHours(1), "x").expected())
                .endsWith("for example 5s");
    }

    @Test
    void theInstalledSinksAreFoundByTheirTypes() {
        assertThat(EventSinks.installed()).containsKeys("file", "stdout");
        EventSinkFactory file = EventSinks.installed().get("file");
        assertThatThrownBy(() -> EventSinks.byType(List.of(file, file).iterator()))
                .isInstanceOf(ServiceConfigurationError.class).hasMessageContaining("two sinks have the type file");
    }
}
