package io.github.nettyaudit.codec.rule;

/** The host of {@link AuditRuleHost#unknown()}. */
enum UnknownHost implements AuditRuleHost {
    INSTANCE
}
