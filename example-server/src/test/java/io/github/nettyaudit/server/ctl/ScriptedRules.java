package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.testkit.ScriptedKernel;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** An editor of the rules of a scripted kernel, for the tests of the page. */
public final class ScriptedRules implements AutoCloseable {
    private final ScriptedControl control = new ScriptedControl();
    private final RuleEditor editor = new RuleEditor(control::connect, new ReentrantLock());

    /** The editor. */
    public RuleEditor editor() {
        return editor;
    }

    /** The kernel, so that a test can have it misbehave. */
    public ScriptedKernel kernel() {
        return control.kernel;
    }

    /** Adds rules. */
    public void load(String... lines) {
        control.load(lines);
    }

    /** The rules that are loaded. */
    public List<String> rules() {
        return control.rules().stream().map(AuditRule::toString).toList();
    }

    @Override
    public void close() {
        control.close();
    }
}
