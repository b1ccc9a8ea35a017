package io.github.nettyaudit.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleApplyResult;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans and their application on a scripted kernel. */
class RuleEditorTest {
    private static final String FIRST = "-a always,exit -F arch=b64 -S 1000 -F key=first";
    private static final String SECOND = "-a always,exit -F arch=b64 -S 1001 -F key=second";
    private static final String THIRD = "-a always,exit -F arch=b64 -S 1002 -F key=third";

    private final ScriptedControl control = new ScriptedControl();
    private final RuleEditor editor = new RuleEditor(control::connect);

    @AfterEach
    void close() {
        control.close();
    }

    private AuditRuleApplyResult apply(String text, String digest) throws Exception {
        return editor.apply(text, digest, plan -> { });
    }

    private List<String> rules() {
        return control.rules().stream().map(AuditRule::toString).toList();
    }

    @Test
    void whatIsAppliedIsWhatWasPlanned() throws Exception {
        control.load(FIRST, SECOND);
        String text = "# two\n" + SECOND + "\n" + THIRD + "\n";
        RuleEditor.Planned planned = editor.plan(text);
        assertThat(planned.problems()).isEmpty();
        assertThat(planned.plan().additions()).isEqualTo(1);
        assertThat(planned.plan().deletions()).isEqualTo(1);
        assertThat(rules()).containsExactly(FIRST, SECOND);

        AuditRuleApplyResult result = apply(text, planned.digest());
        assertThat(result.additions()).isEqualTo(1);
        assertThat(rules()).containsExactly(SECOND, THIRD);
        assertThat(editor.list().rules()).hasSize(2);
        assertThat(editor.list().isLocked()).isFalse();
    }

    @Test
    void aPlanThatDoesNotFitAnyMoreIsNotApplied() throws Exception {
        control.load(FIRST);
        String digest = editor.plan(SECOND).digest();
        assertThatThrownBy(() -> apply(THIRD, digest)).as("another text")
                .isInstanceOf(RuleEditor.StalePlanException.class);
        assertThatThrownBy(() -> apply(SECOND, "")).isInstanceOf(RuleEditor.StalePlanException.class);
        control.load(THIRD);
        assertThatThrownBy(() -> apply(SECOND, digest)).as("other rules")
                .isInstanceOf(RuleEditor.StalePlanException.class).hasMessageContaining("nothing was changed");
        assertThat(rules()).containsExactly(FIRST, THIRD);
        apply(SECOND, editor.plan(SECOND).digest());
        assertThat(rules()).containsExactly(SECOND);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"-e 2|1|only lines that add or delete rules",
        "-b 8192|1|only lines that add or delete rules", "-f 2|1|only lines that add or delete rules",
        "--reset-lost|1|only lines that add or delete rules", "-i|1|only lines that add or delete rules",
        "-a always,exit -S nosuch|1|no system call nosuch", "'# nothing'|0|write a line -D"})
    void settingsAndWrongLinesAreProblems(String text, int line, String message) throws Exception {
        control.load(FIRST);
        RuleEditor.Planned planned = editor.plan(text);
        assertThat(planned.plan()).isNull();
        assertThat(planned.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(line);
            assertThat(problem.message()).contains(message);
        });
        assertThatThrownBy(() -> apply(text, planned.digest())).isInstanceOf(RuleEditor.StalePlanException.class);
        assertThat(rules()).containsExactly(FIRST);
    }

    @Test
    void allRulesAreDeletedIfThatIsSaid() throws Exception {
        control.load(FIRST, SECOND);
        apply("-D", editor.plan("-D").digest());
        assertThat(rules()).isEmpty();
    }
}
