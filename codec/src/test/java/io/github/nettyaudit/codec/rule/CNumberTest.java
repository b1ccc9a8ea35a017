package io.github.nettyaudit.codec.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Numbers as auditctl reads them. The rows were printed by a C program. */
class CNumberTest {
    @ParameterizedTest
    @CsvFileSource(resources = "strtol.tsv", delimiter = '\t', ignoreLeadingAndTrailingWhitespace = false)
    void textsAreReadAsInC(String row, int base, char function, long value, int end, boolean overflow) {
        String text = row.replace("{e}", "").replace("{b}", " ").replace("{t}", "\t").replace("{r}", "\r")
                .replace("{v}", "\u000b");
        boolean signed = function == 's';
        CNumber number = signed ? CNumber.signed(text, base) : CNumber.unsigned(text, base);

        assertThat(number).isEqualTo(new CNumber(value, overflow, end));
        assertThat(number.isWhole(text)).isEqualTo(end > 0 && end == text.length());
        if (base == 0) {
            assertThat(signed ? CNumber.signed(text) : CNumber.unsigned(text)).isEqualTo(number);
        }
    }
}
