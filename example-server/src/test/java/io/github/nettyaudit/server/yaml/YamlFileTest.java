package io.github.nettyaudit.server.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class YamlFileTest {
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
        file.top().get("source");
        file.top().get("sinks");
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
        assertThat(file.top().get("spool").map().require("directory", "the directory of the spool")).isNull();
        assertThat(file.problems().lines())
                .containsExactly("server.yaml:2:8: the key spool.directory is missing: the directory of the spool");
    }

    @Test
    void aKeyWithoutValueIsAbsent() {
        YamlFile file = parse("a:\nb: ~\n");
        assertThat(file.top().get("a")).isNull();
        assertThat(file.top().get("b")).isNull();
    }

    @Test
    void anAliasIsItsValue() {
        YamlFile file = parse("a: &x { k: 1 }\nb: *x\n");
        assertThat(file.top().get("b").map().get("k").number(0, 9)).isEqualTo(1);
    }

    @Test
    void problemsAreInTheOrderOfTheFile() {
        YamlFile file = parse("a: x\nb: y\n");
        file.top().get("b").flag();
        file.top().get("a").flag();
        assertThat(file.problems().lines()).extracting(line -> line.substring(0, 13))
                .containsExactly("server.yaml:1", "server.yaml:2");
    }
}
