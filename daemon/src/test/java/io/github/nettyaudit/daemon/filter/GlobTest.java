package io.github.nettyaudit.daemon.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GlobTest {
    private static boolean matches(String pattern, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Glob(pattern).matches(bytes, 0, bytes.length);
    }

    @Test
    void aQuestionMarkIsACharacterAndABackslashTakesTheMeaning() {
        assertThat(matches("a?c", "aéc")).isTrue();
        assertThat(matches("a\\*c", "a*c")).isTrue();
        assertThat(matches("a\\*c", "abc")).isFalse();
        assertThat(matches("", "")).isTrue();
        assertThat(matches("*", "")).isTrue();
        assertThat(matches("?", "")).isFalse();
    }

    @Test
    void isTheSameAsARegularExpression() {
        SplittableRandom random = new SplittableRandom(7);
        int hits = 0;
        for (int i = 0; i < 100_000; i++) {
            String pattern = word(random, "ab*?");
            String text = word(random, "ab");
            boolean expected = Pattern.matches(pattern.replace("*", ".*").replace('?', '.'), text);
            assertThat(matches(pattern, text)).as("%s of %s", pattern, text).isEqualTo(expected);
            hits += expected ? 1 : 0;
        }
        assertThat(hits).isGreaterThan(10_000);
    }

    @Test
    void noPatternTakesLongerThanTheProductOfBothLengths() {
        assertThat(matches("*a".repeat(2000) + "b", "a".repeat(4000))).isFalse();
    }

    private static String word(SplittableRandom random, String letters) {
        StringBuilder word = new StringBuilder();
        for (int length = random.nextInt(8); length > 0; length--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }
}
