package io.github.nettyaudit.codec.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.SharedCorpus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every line does what it does with auditctl 4.2.2: the same bytes, or a refusal; and is listed in the same words. */
class GoldenRuleLinesTest {
    private final AuditRuleParser parser = new AuditRuleParser(new GoldenHost());

    @Test
    void linesWrittenForThePurpose() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/corpus/rules-custom.golden.jsonl.gz")) {
            List<GoldenRules> lines = GoldenRules.read(in);
            assertThat(lines).hasSize(330);
            check(lines);
        }
    }

    @Test
    void linesOfPublicRuleFiles() throws IOException {
        try (InputStream in = Files.newInputStream(SharedCorpus.require("rules.golden.jsonl.gz"))) {
            List<GoldenRules> lines = GoldenRules.read(in);
            assertThat(lines).hasSize(599);
            check(lines);
        }
    }

    private void check(List<GoldenRules> lines) {
        assertThat(lines.stream().map(this::difference).filter(difference -> !difference.isEmpty())).isEmpty();
    }

    private String difference(GoldenRules golden) {
        List<AuditRuleCommand> commands;
        try {
            commands = parser.parse(golden.line()).commands();
        } catch (AuditRuleException exception) {
            return golden.status() != 0 ? "" : golden.line() + "\n  was refused: " + exception.getMessage();
        }
        if (!golden.isSent()) {
            return golden.line() + "\n  was not refused: " + commands;
        }
        GoldenRules.Request request = golden.requests().get(0);
        AuditRule rule;
        int type;
        if (golden.requests().size() == 1 && commands.size() == 1
                && commands.get(0) instanceof AuditRuleCommand.Add add) {
            rule = add.rule();
            type = 1011;
        } else if (golden.requests().size() == 1 && commands.size() == 1
                && commands.get(0) instanceof AuditRuleCommand.Delete delete) {
            rule = delete.rule();
            type = 1012;
        } else {
            return golden.line() + "\n  gave " + commands;
        }
        if (type != request.type() || !Arrays.equals(rule.encode(), request.payload())) {
            return golden.line() + "\n  gave other bytes: " + rule + "\n  instead of: "
                    + AuditRule.decode(request.payload());
        }
        if (!AuditRule.decode(request.payload()).equals(rule)) {
            return golden.line() + "\n  is not read back";
        }
        if (golden.status() == 0 && !golden.listed().isEmpty()
                && !golden.listed().equals(List.of(rule.asLoaded().toString()))) {
            return golden.line() + "\n  is listed as " + rule.asLoaded() + "\n  instead of     " + golden.listed();
        }
        return "";
    }
}
