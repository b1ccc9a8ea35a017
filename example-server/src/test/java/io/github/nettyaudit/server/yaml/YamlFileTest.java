package io.github.nettyaudit.server.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.daemon.sink.SettingKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class YamlFileTest {
    private static final SettingKey<Path> DIRECTORY = SettingKey.path("directory", "the directory of the spool").required();
    private static final SettingKey<Integer> NUMBER = SettingKey.number("k", 0, 9, "a number").preset(0);
    private static final SettingKey<Boolean> FLAG = SettingKey.truth("a", "a flag");

    private static YamlFile parse(String text) {
        return YamlFile.parse("server.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(String text, String... problems) {
        YamlFile file = parse(text);
        assertThat(file.top()).isNull();
        assertThat(file.problems().lines()).containsExactly(problems);
    }

    @Test
    void anEmptyFileIsRefused() {
        assertRefused("", "server.yaml:1:1: the file is empty");
        assertRefused("# nothing\n", "server.yaml:1:1: the file is empty");
    }

    @Test
    void aFileWithoutKeysIsRefused() {
        assertRefused("- a\n- b\n", "server.yaml:1:1: expected keys with values, such as 'source: kernel'");
    }

    @Test
    void brokenYamlIsRefusedWithItsPlace() {
        YamlFile file = parse("a: 1\nb: [1, 2\nc: 3\n");
        assertThat(file.top()).isNull();
        assertThat(file.problems().lines()).singleElement().asString()
                .startsWith("server.yaml:3:").contains("this is not YAML");
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThat(parse("a: 1\n---\nb: 2\n").problems().isEmpty()).isFalse();
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        YamlFile file = YamlFile.parse("server.yaml", new byte[] {'a', ':', ' ', (byte) 0xff});
        assertThat(file.problems().lines()).containsExactly("server.yaml:1:1: the file is not UTF-8");
    }

    @Test
    void anUnknownKeyIsAProblemThatNamesTheKnownOnes() {
        YamlFile file = parse("source: kernel\nsnks: []\nx: 1\n");
        file.top().value("source");
        file.top().value("sinks");
        file.top().end();
        assertThat(file.problems().lines()).containsExactly(
                "server.yaml:2:1: there is no key snks (did you mean sinks?); the keys here are source, sinks",
                "server.yaml:3:1: there is no key x; the keys here are source, sinks");
    }

    @Test
    void aKeyThatIsThereTwiceIsAProblem() {
        assertThat(parse("a: 1\nb: 2\na: 3\n").problems().lines())
                .containsExactly("server.yaml:3:1: the key a is there twice, first in line 1");
    }

    @Test
    void aMissingKeyIsAProblemAtItsMapping() {
        YamlFile file = parse("a: 1\nspool: { size: 1GiB }\n");
        assertThat(file.top().value("spool").map().find(DIRECTORY)).isNull();
        assertThat(file.problems().lines())
                .containsExactly("server.yaml:2:8: spool needs the key directory: the directory of the spool (expected: a path)");
    }

    @Test
    void aKeyWithoutValueIsAbsent() {
        YamlFile file = parse("a:\nb: ~\n");
        assertThat(file.top().value("a")).isNull();
        assertThat(file.top().value("b")).isNull();
    }

    @Test
    void anAliasIsItsValue() {
        YamlFile file = parse("a: &x { k: 1 }\nb: *x\n");
        assertThat(file.top().value("b").map().get(NUMBER)).isEqualTo(1);
    }

    @Test
    void problemsAreInTheOrderOfTheFile() {
        YamlFile file = parse("a: x\nb: y\n");
        file.top().value("b").read(FLAG);
        file.top().value("a").read(FLAG);
        assertThat(file.problems().lines()).extracting(line -> line.substring(0, 13))
                .containsExactly("server.yaml:1", "server.yaml:2");
    }
}
