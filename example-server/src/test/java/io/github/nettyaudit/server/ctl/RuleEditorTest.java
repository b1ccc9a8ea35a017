package io.github.nettyaudit.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleApplyResult;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
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
    private final RuleEditor editor = new RuleEditor(control::connect, new ReentrantLock());

    private final CountDownLatch holding = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

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

    /** As auditctl prints them, these cannot be parsed, or are other rules then. */
    @Test
    void aLineThatIsTheTextOfALoadedRuleStandsForThatRule() throws Exception {
        String bytes = AuditRuleParser.text(new byte[] {'-', 'w', ' ', '/', 'x', (byte) 0xff, (byte) 0xfe, ' ', '-', 'p', ' ', 'w'});
        control.load(bytes, "-w \"/with blank\" -p wa -k blank", "-w /with -p wa -k \"two words\"");
        String text = String.join("\n", rules()) + "\n  " + THIRD;
        RuleEditor.Planned planned = editor.plan(text);
        assertThat(planned.problems()).isEmpty();
        assertThat(planned.plan().unchanged()).isEqualTo(3);
        assertThat(planned.plan().deletions()).isZero();
        List<AuditRule> before = control.rules();
        apply(text, planned.digest());
        assertThat(control.rules()).startsWith(before.toArray(AuditRule[]::new)).hasSize(4);

        RuleEditor.Planned twice = editor.plan(rules().get(1) + "\n" + rules().get(1));
        assertThat(twice.problems()).as("only the first one is the loaded rule").isNotEmpty();
    }

    @Test
    void aNulByteIsAProblem() throws Exception {
        assertThat(editor.plan("-w /etc/passwd\0 -p wa").problems()).singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("NUL byte at column 15"));
    }

    @Test
    void onlyOneAtATimeChangesRules() throws Exception {
        control.load(FIRST);
        String digest = editor.plan(SECOND).digest();
        ReentrantLock lock = new ReentrantLock();
        RuleEditor other = new RuleEditor(control::connect, lock);
        Thread holder = new Thread(() -> {
            lock.lock();
            holding.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                lock.unlock();
            }
        });
        holder.start();
        holding.await();
        assertThatThrownBy(() -> other.apply(SECOND, digest, plan -> { })).isInstanceOf(RuleEditor.StalePlanException.class)
                .hasMessageContaining("another change of the rules is under way");
        assertThat(rules()).containsExactly(FIRST);
        release.countDown();
        holder.join();
        other.apply(SECOND, digest, plan -> { });
        assertThat(rules()).containsExactly(SECOND);
    }
}
