package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.request.AuditErrnoException;
import io.github.nettyaudit.codec.request.AuditException;
import org.jspecify.annotations.Nullable;

/**
 * The kernel refused to load or to delete a rule. The message is one sentence that names the rule, the error and its
 * likely reason. {@link #errno()} is the error number.
 */
public final class AuditRuleRefusedException extends AuditException {
    private static final long serialVersionUID = 1L;

    private final transient AuditRule rule;

    AuditRuleRefusedException(boolean adding, AuditRule rule, AuditErrnoException cause) {
        super((adding ? "the kernel did not load the rule " : "the kernel did not delete the rule ") + rule + ": "
                        + RuleRefusal.explain(adding, rule, cause.errno()) + " (" + cause.errnoName() + ')',
                cause.operation(), cause.errno(), cause.sequence(), cause);
        this.rule = rule;
    }

    /**
     * Returns the rule that was refused.
     *
     * @return the rule; null in an exception that was deserialized
     */
    public @Nullable AuditRule rule() {
        return rule;
    }
}
