package io.github.nettyaudit.codec.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * What each line means, or the exact message with which it is refused. The rows of {@code rule-lines.tsv} were read one
 * by one; the bytes that lines stand for are compared with auditctl's in {@link GoldenRuleLinesTest}.
 */
class RuleLinesTest {
    private final AuditRuleParser parser = new AuditRuleParser(new GoldenHost());

    @Test
    void linesMeanWhatTheyMeantOrAreRefusedWithTheSameMessage() throws IOException {
        List<String> rows;
        try (InputStream in = getClass().getResourceAsStream("rule-lines.tsv")) {
            rows = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(row -> !row.startsWith("#"))
                    .toList();
        }
        assertThat(rows).hasSizeGreaterThan(200);
        SoftAssertions softly = new SoftAssertions();
        for (String row : rows) {
            String[] columns = row.split("\t\t");
            softly.assertThat(read(expand(columns[0]))).as(columns[0]).isEqualTo(expand(columns[1]));
        }
        softly.assertAll();
    }

    private static String expand(String text) {
        return text.replace("{n255}", "n".repeat(255)).replace("{n256}", "n".repeat(256))
                .replace("{p4094}", "/p".repeat(2047)).replace("{p4096}", "/p".repeat(2048))
                .replace("{k256}", "k".repeat(256)).replace("{k257}", "k".repeat(257))
                .replace("{f63}", " -F a0=1".repeat(63)).replace("{f64}", " -F a0=1".repeat(64))
                .replace("{F63}", " -F a0=0x1".repeat(63)).replace("{u1}", "\u0001");
    }

    private String read(String line) {
        try {
            AuditRuleLine read = parser.parse(line);
            return "OK " + read.commands() + (read.warnings().isEmpty() ? "" : " WARN " + read.warnings());
        } catch (AuditRuleException refused) {
            return refused.getMessage();
        }
    }
}
