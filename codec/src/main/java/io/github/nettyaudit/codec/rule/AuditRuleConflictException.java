package io.github.nettyaudit.codec.rule;

/**
 * Another program changes the kernel's rules at the same time, so that they cannot be listed reliably or brought into
 * the wanted order. The cause of an {@link AuditRuleApplyException}, or the failure of a plan.
 */
public final class AuditRuleConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AuditRuleConflictException(String message) {
        super(message);
    }
}
