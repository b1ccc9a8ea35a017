package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.request.AuditErrnoException;

/** The kernel has refused a rule. The message names the rule, the error, and what is likely to be the reason. */
public final class AuditRuleRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient AuditRule rule;
    private final int errno;

    AuditRuleRefusedException(boolean adding, AuditRule rule, AuditErrnoException cause) {
        super((adding ? "the kernel did not load the rule " : "the kernel did not delete the rule ") + rule + ": "
                + RuleRefusal.explain(adding, rule, cause.errno()) + " (" + cause.errnoName() + ')', cause);
        this.rule = rule;
        this.errno = cause.errno();
    }

    /** The rule; null in an exception that was serialised. */
    public AuditRule rule() {
        return rule;
    }

    /** The error number, see {@link io.github.nettyaudit.codec.netlink.NetlinkErrno}. */
    public int errno() {
        return errno;
    }
}
