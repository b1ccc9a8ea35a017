package io.github.nettyaudit.codec.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditRuleFileTest {
    private static final AuditRuleParser PARSER = new AuditRuleParser(new GoldenHost());

    private static AuditRuleFile file(String... lines) {
        return AuditRuleFile.parse("test.rules", String.join("\n", lines).getBytes(StandardCharsets.UTF_8), PARSER);
    }

    @Test
    void allThatIsWrongIsToldWithItsLine() {
        AuditRuleFile file = file("# rules", "-D", "-a always,exit -S nosuch", "", "-w /etc -p wa", "-w etc");

        assertThat(file.errors()).satisfiesExactly(
                first -> assertThat(first).startsWith("test.rules:3: -S at column 19: no system call nosuch"),
                second -> assertThat(second).startsWith("test.rules:6: -w at column 4: "));
        assertThat(file.commands()).hasSize(2);
        assertThat(file.lines()).hasSize(6);
        assertThat(file.ignoresErrors()).isFalse();
    }

    @Test
    void errorsAreIgnoredBehindAnI() {
        assertThat(file("-i", "-w etc").ignoresErrors()).isTrue();
        assertThat(file("-c", "-w etc").ignoresErrors()).isTrue();
        assertThat(file("-w etc", "-i").ignoresErrors()).isFalse();
    }

    @Test
    void aFileMakesTheRulesThatAuditctlWouldLoad() {
        AuditRule before = PARSER.parseRule("-a always,exit -S 1 -k before");
        AuditRuleFile file = file("-b 8192", "-w /etc/passwd -p wa -k a", "-A always,exit -S 2 -k first",
                "-w /etc/shadow -p wa -k b", "-W /etc/passwd -p wa -k a", "-w /etc/shadow -p wa -k b", "-e 1");

        AuditRuleSet kept = AuditRuleSet.of(List.of(before), file.commands());

        assertThat(kept.rules()).extracting(AuditRule::toString).containsExactly(
                "-a always,exit -S open -F key=first",
                "-a always,exit -S write -F key=before", "-w /etc/shadow -p wa -k b");
        assertThat(kept.settings()).hasSize(2).allMatch(AuditRuleCommand.SetStatus.class::isInstance);
    }

    @Test
    void deletingAllCanBeLimitedToAKey() {
        List<AuditRule> loaded = List.of(PARSER.parseRule("-a always,exit -S 1 -k one -k two"),
                PARSER.parseRule("-a always,exit -S 2 -k three"));

        assertThat(AuditRuleSet.of(loaded, file("-D -k tw").commands()).rules()).containsExactly(loaded.get(1));
        assertThat(AuditRuleSet.of(loaded, file("-D").commands()).rules()).isEmpty();
    }
}
