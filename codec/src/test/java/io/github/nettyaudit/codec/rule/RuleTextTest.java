package io.github.nettyaudit.codec.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RuleTextTest {
    /** The names in rules are ASCII, and auditctl compares them in the C locale. */
    @Test
    void onlyLettersOfAsciiChangeTheirCase() {
        assertThat(RuleText.lowerCase("@AMZ[`amz{\u00c4\u0130")).isEqualTo("@amz[`amz{\u00c4\u0130");
        assertThat(RuleText.upperCase("@AMZ[`amz{\u00e4\u0131")).isEqualTo("@AMZ[`AMZ{\u00e4\u0131");
    }
}
