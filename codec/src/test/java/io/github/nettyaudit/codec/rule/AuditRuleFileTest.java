package io.github.nettyaudit.codec.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditFailureMode;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusField;
import java.nio.charset.Charset;
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
    void aByteOrderMarkMakesTheFirstLineWrong() {
        for (String first : new String[] {"-D", "# a comment", ""}) {
            AuditRuleFile file = file("\ufeff" + first, "-i", "-w /etc -p wa");
            assertThat(file.errors()).containsExactly("test.rules:1: at column 1: the file begins with a byte order mark"
                    + " (EF BB BF); save it as UTF-8 without one");
            assertThat(file.ignoresErrors()).isFalse();
            assertThat(file.commands()).hasSize(2);
        }
        assertThat(file("-D", "\ufeff-D").errors()).singleElement().asString().startsWith("test.rules:2: ");
    }

    @Test
    void aFileInUtf16IsCalledSo() {
        for (Charset charset : new Charset[] {StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE}) {
            AuditRuleFile file = AuditRuleFile.parse("x", "\ufeff-D".getBytes(charset), PARSER);
            assertThat(file.errors()).containsExactly(
                    "x:1: at column 1: the file is UTF-16; save it as UTF-8 without a byte order mark");
        }
        assertThat(AuditRuleFile.parse("x", new byte[] {(byte) 0xef, (byte) 0xbb}, PARSER).errors())
                .noneMatch(error -> error.contains("byte order mark"));
        assertThat(AuditRuleFile.parse("x", new byte[0], PARSER).errors()).isEmpty();
    }

    /** As for auditctl, in a file that was edited with tabs or on Windows; F19. */
    @Test
    void tabsAndCarriageReturnsArePartOfAWordAndReported() {
        String arch = "-a always,exit -F arch=b64 -S kexec_load -k ";
        AuditRuleFile file = file(arch + "\tT1", arch + "x\r", "-D", "-w /a\t-p wa -k id", "\r", "\t# comment");
        assertThat(file.commands()).hasSize(3);
        assertThat(((AuditRuleCommand.Add) file.commands().get(0)).rule().keys()).containsExactly("\tT1");
        assertThat(((AuditRuleCommand.Add) file.commands().get(1)).rule().keys()).containsExactly("x\r");
        String notice = " is part of a word, because only spaces separate words and only a newline ends a line";
        assertThat(file.warnings()).containsExactly("test.rules:1: the tab at column 45" + notice,
                "test.rules:2: the carriage return at column 46" + notice);
        assertThat(file.errors()).satisfiesExactly(
                error -> assertThat(error).startsWith("test.rules:4: ").contains("the tab at column 6" + notice),
                error -> assertThat(error).startsWith("test.rules:5: ").contains("the carriage return at column 1"),
                error -> assertThat(error).startsWith("test.rules:6: ").contains("the tab at column 1"));
        assertThat(file("   # comment", "   ", "-m \"a\u00a0b\"").errors()).isEmpty();
        // between quotes a tab is meant
        assertThat(file("-a always,exit -F arch=b64 -S kexec_load -k 'a\tb'").warnings()).isEmpty();
    }

    @Test
    void errorsAreIgnoredBehindAnI() {
        assertThat(file("-i", "-w etc").ignoresErrors()).isTrue();
        assertThat(file("-c", "-w etc").ignoresErrors()).isTrue();
        assertThat(file("-w etc", "-i").ignoresErrors()).isFalse();
    }

    @Test
    void aFileMakesTheRulesThatAuditctlWouldLoad() {
        AuditRule before = PARSER.parseRule("-a always,exit -S write -k before");
        AuditRuleFile file = file("-b 8192", "-w /etc/passwd -p wa -k a", "-A always,exit -S close -k first",
                "-w /etc/shadow -p wa -k b", "-W /etc/passwd -p wa -k a", "-w /etc/shadow -p wa -k b", "-e 1");

        AuditRuleSet kept = AuditRuleSet.of(List.of(before), file.commands());

        assertThat(kept.rules()).extracting(AuditRule::toString).containsExactly(
                "-a always,exit -S close -F key=first",
                "-a always,exit -S write -F key=before", "-w /etc/shadow -p wa -k b");
        assertThat(kept.settings().mask())
                .isEqualTo(AuditStatusField.BACKLOG_LIMIT.maskBit() | AuditStatusField.ENABLED.maskBit());
        assertThat(kept.others()).isEmpty();
    }

    @Test
    void theLastValueOfASettingCounts() {
        AuditRuleSet set = AuditRuleSet.of(List.of(), file("-b 8192", "-f 0", "--backlog_wait_time 7 -e 1",
                "--reset-lost", "-b 64", "-e 0", "-r 5", "-t", "-l", "-s", "-i", "--signal hup").commands());

        assertThat(set.settings()).isEqualTo(AuditStatus.builder().backlogLimit(64).failureMode(AuditFailureMode.SILENT)
                .backlogWaitTime(7).enabled(AuditEnabled.OFF).rateLimit(5).build());
        assertThat(set.others()).containsExactly(new AuditRuleCommand.ResetLost(), new AuditRuleCommand.Trim());
        assertThat(AuditRuleSet.of(List.of(), List.of()).settings().mask()).isZero();
    }

    @Test
    void onlyAdditionsAndDeletingAllSayWhichRulesAreWanted() {
        assertThat(AuditRuleSet.determineRules(file("-w /etc/passwd").commands())).isTrue();
        assertThat(AuditRuleSet.determineRules(file("-b 64", "-D").commands())).isTrue();
        assertThat(AuditRuleSet.determineRules(file("-D -k x", "-W /etc/passwd", "-b 64", "# -D").commands()))
                .isFalse();
        assertThat(AuditRuleSet.determineRules(List.of())).isFalse();
    }

    @Test
    void linesEndAtTheirNewlines() {
        assertThat(AuditRuleFile.lines("a\n\n b\r\nc".getBytes(StandardCharsets.US_ASCII)))
                .extracting(line -> new String(line, StandardCharsets.US_ASCII)).containsExactly("a", "", " b\r", "c");
        assertThat(AuditRuleFile.lines(new byte[0])).isEmpty();
        assertThat(AuditRuleFile.lines(new byte[] {'\n'})).hasSize(1);
    }

    @Test
    void deletingAllCanBeLimitedToAKey() {
        List<AuditRule> loaded = List.of(PARSER.parseRule("-a always,exit -S 1 -k one -k two"),
                PARSER.parseRule("-a always,exit -S 2 -k three"));

        assertThat(AuditRuleSet.of(loaded, file("-D -k tw").commands()).rules()).containsExactly(loaded.get(1));
        assertThat(AuditRuleSet.of(loaded, file("-D").commands()).rules()).isEmpty();
    }

    @Test
    void aRuleThatWasDeletedCanBeAddedAgain() {
        List<AuditRule> loaded = List.of(PARSER.parseRule("-a always,exit -S 1 -k one"),
                PARSER.parseRule("-a always,exit -S 2 -k two"));

        assertThat(AuditRuleSet.of(loaded, file("-D", "-a always,exit -S 2 -k two").commands()).rules())
                .containsExactly(loaded.get(1));
        assertThat(AuditRuleSet.of(loaded, file("-D -k one", "-a always,exit -S 2 -k two",
                "-a always,exit -S 1 -k one").commands()).rules()).containsExactly(loaded.get(1), loaded.get(0));
    }

    @Test
    void warningsHaveTheirLine() {
        assertThat(file("-a always,exit -F sessionid=x", "-w etc", "-b 5k").warnings()).containsExactly(
                "test.rules:1: sessionid x is read as the number 0", "test.rules:3: -b 5k is read as the number 5");
    }
}
