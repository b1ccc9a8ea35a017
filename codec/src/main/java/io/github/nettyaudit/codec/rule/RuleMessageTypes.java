package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.message.AuditMessageType;

/** The message types that auditctl 4.2.2 has a name for: those of records, without those that were added later. */
final class RuleMessageTypes {
    private static final int REPLACE = 1329;
    private static final int FIRST_POLICY = 1420;
    private static final int LAST_POLICY = 1422;
    private static final int TASK_CONTEXTS = 1425;
    private static final int OBJECT_CONTEXTS = 1426;

    private RuleMessageTypes() {
    }

    static boolean hasName(int type) {
        return AuditMessageType.isRecord(type) && type != REPLACE && !(type >= FIRST_POLICY && type <= LAST_POLICY)
                && type != TASK_CONTEXTS && type != OBJECT_CONTEXTS
                && !AuditMessageType.name(type).startsWith("UNKNOWN");
    }
}
