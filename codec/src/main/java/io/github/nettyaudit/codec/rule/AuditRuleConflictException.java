package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.request.AuditException;

/**
 * Another program changes the kernel's rules at the same time, so that they cannot be listed reliably or brought into
 * the wanted order. The cause of an {@link AuditRuleApplyException}, or the failure of a plan.
 */
public final class AuditRuleConflictException extends AuditException {
    private static final long serialVersionUID = 1L;

    AuditRuleConflictException(String message, String operation) {
        super(message, operation, 0, 0, null);
    }
}
