package io.github.nettyaudit.server.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.daemon.sink.SettingKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
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
    void frequentMistakesAreExplained() {
        assertThat(parse("a: 1\nb:\n\t- c\n").problems().lines()).containsExactly(
                "server.yaml:3:1: this is not YAML: a tab cannot indent a line: write blanks");
        assertThat(parse("source: demo\n  sinks: []\n").problems().lines()).singleElement().asString()
                .startsWith("server.yaml:2:8: ").contains("a key needs a blank after its colon, also in the line above")
                .contains("the keys of a group begin in the same column");
        assertThat(parse("sinks:\n  - name: out\n   type: stdout\n").problems().lines()).singleElement().asString()
                .startsWith("server.yaml:3:4: ").contains("not indented as the lines of its group, which begins in line 2");
        assertThat(parse("a: 1\nb: [1, 2\n").problems().lines()).singleElement().asString()
                .contains("which begins in line 2").contains("the end of the file");
        assertThat(parse("rules: @starter\n").problems().lines()).singleElement().asString()
                .contains("put the text in quotation marks");
    }

    @Test
    void aColonWithoutABlankIsNamed() {
        assertThat(parse("source:demo\nsinks: []\n").problems().lines()).containsExactly(
                "server.yaml:1:1: this is not YAML: write a blank after the colon of source");
        assertThat(parse("a: 1\nprocess-context:true\n# no\nb: 1\n").problems().lines()).containsExactly(
                "server.yaml:2:1: this is not YAML: write a blank after the colon of process-context");
        assertThat(parse("a:\n  b: 1\n  see http://x\nc: 1\n").problems().lines()).singleElement().asString()
                .startsWith("server.yaml:3:3: this is not YAML: this line has no key: write KEY: VALUE, with a blank");
    }

    /** A sink that was added at the end of the file, below another section. */
    @Test
    void anEntryBelowTheEndOfItsListIsExplained() {
        assertThat(parse("sinks:\n  - { name: a }\n  - name: b\n    type: x\n\n# the page\npage:\n  user: 1\n  - { name: c }\n")
                .problems().lines()).containsExactly("server.yaml:9:3: this is not YAML: this entry of a list belongs to no key:"
                + " the list of sinks: ended in line 4, because page: follows in line 7: move the entry up, below line 4");
        assertThat(parse("sinks:\n- { name: a }\npage: {}\nmetrics:\n  user: 1\n- { name: c }\n").problems().lines())
                .singleElement().asString().startsWith("server.yaml:6:1: ").contains("the list of sinks: ended in line 2,"
                + " because page: follows in line 3");
        assertThat(parse("sinks:\n  - { name: a }\n - { name: b }\n").problems().lines()).singleElement().asString()
                .startsWith("server.yaml:3:2: ").contains("not indented as the lines of its group, which begins in line 1");
    }

    @Test
    void aKeyWithoutAValueIsAProblem() {
        YamlFile file = parse("page:\n  # listen: x\nuser:\nx:\n  y:\n");
        assertThat(file.top().section("page")).isNull();
        assertThat(file.top().value("user")).isNull();
        assertThat(file.top().rest(Set.of())).isEmpty();
        file.top().end();
        assertThat(file.problems().lines()).containsExactly(
                "server.yaml:1:1: page has no value: write page: {} for its presets, or remove the key",
                "server.yaml:3:1: user has no value: write one, or remove the key",
                "server.yaml:5:3: x.y has no value: write one, or remove the key");
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
