package io.github.nettyaudit.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.nettyaudit.codec.rule.AuditRuleHost;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that say nothing about rules would have all rules deleted; they are refused (H3). */
class RuleFilesTest {
    @TempDir
    private Path directory;

    private RuleFiles files(String... lines) throws IOException, ServerException {
        return RuleFiles.read(Files.write(directory.resolve("x.rules"), List.of(lines)).toString(),
                AuditRuleHost.unknown());
    }

    private static String refusal(RuleFiles files) {
        ServerException refused = catchThrowableOfType(ServerException.class, () -> files.requireRules("Do this."));
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        return refused.getMessage();
    }

    @Test
    void anEmptyDirectoryIsRefused() throws Exception {
        assertThat(refusal(RuleFiles.read(directory.toString(), AuditRuleHost.unknown()))).isEqualTo("the directory "
                + directory + " has no file *.rules, so all loaded rules would be deleted; nothing was changed."
                + " Do this.");
    }

    @Test
    void filesWithoutARuleAreRefused() throws Exception {
        String message = directory.resolve("x.rules") + " has no line that adds a rule (-a, -A, -w), so all loaded"
                + " rules would be deleted; nothing was changed. Do this.";

        assertThat(refusal(files())).isEqualTo(message);
        assertThat(refusal(files("# -D", "", "-b 8192", "-D -k x", "-W /etc/passwd"))).isEqualTo(message);
        assertThat(refusal(files("-i", "-w wrong"))).isEqualTo(message);
        assertThat(refusal(RuleFiles.read(directory.toString(), AuditRuleHost.unknown())))
                .startsWith(directory + " has no line that adds a rule");
    }

    @Test
    void aRuleOrDeletingAllIsEnough() throws Exception {
        RuleFiles rule = files("-w /etc/passwd");
        assertThatCode(() -> rule.requireRules("")).doesNotThrowAnyException();
        RuleFiles all = files("-D");
        assertThatCode(() -> all.requireRules("")).doesNotThrowAnyException();
    }

    @Test
    void standardInputIsRefusedInTheSameWay() throws Exception {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("-b 64\n".getBytes(StandardCharsets.US_ASCII)));
            RuleFiles files = RuleFiles.read("-", AuditRuleHost.unknown());
            assertThat(files.commands()).hasSize(1);
            assertThat(refusal(files)).startsWith("standard input has no line that adds a rule");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void wrongLinesAreIgnoredOnlyAfterAnI() throws Exception {
        assertThat(files("-w wrong", "-i").ignoreErrors()).isFalse();
        assertThat(files("-i", "-w wrong").ignoreErrors()).isTrue();
        assertThat(files("-i", "-w wrong").failInTheEnd()).isFalse();
        assertThat(files("-c", "-w wrong").failInTheEnd()).isTrue();
        assertThat(files("-c", "-w /right").failInTheEnd()).isFalse();
        assertThat(files("-w /right/../x").warnings()).isNotEmpty()
                .allMatch(warning -> warning.startsWith(directory + "/x.rules:1: "));
    }
}
