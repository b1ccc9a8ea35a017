package io.github.nettyaudit.schema.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeystrokesTest {
    private static EventValue value(String text) {
        EventValue value = new EventValue();
        value.set().append(text);
        return value;
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"ls -l\"", "<ret>", "\"ls\",<ret>,\"x\"", "\"\"", "\"a\\\"b\\\\\"", "<ret>,<ret>"})
    void areQuoted(String text) {
        assertThat(Keystrokes.isQuoted(value(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\"a", "\"a\" ", "\"a\"b", "\"a\",", ",\"a\"", "\"a\" using x", "<ret", "<a b>", "\"a\\\"",
        "\"a\tb\"", "\"\u00e4\"", "<\u00e4>", "\"a\",,\"b\""})
    void areNot(String text) {
        assertThat(Keystrokes.isQuoted(value(text))).isFalse();
    }
}
