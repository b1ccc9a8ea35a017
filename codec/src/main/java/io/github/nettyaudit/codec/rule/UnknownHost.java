package io.github.nettyaudit.codec.rule;

/** See {@link AuditRuleHost#unknown()}. */
enum UnknownHost implements AuditRuleHost {
    INSTANCE
}
