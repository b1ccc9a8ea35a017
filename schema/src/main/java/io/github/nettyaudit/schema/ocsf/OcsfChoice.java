package io.github.nettyaudit.schema.ocsf;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.normalize.KnownField;
import io.github.nettyaudit.schema.normalize.NormalizationRule;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;

/**
 * Chooses the class and the activity of a document: those that the rule names, if the event has what the class
 * requires. Otherwise a system call is a kernel activity, because its name is always known, and any other event is a
 * base event.
 */
final class OcsfChoice {
    private static final int INVOKE = 4;

    private OcsfClass type = OcsfClass.BASE;
    private int activity;

    OcsfClass type() {
        return type;
    }

    int activity() {
        return activity;
    }

    void choose(NormalizedEvent meaning, EventContext context) {
        NormalizationRule rule = meaning.rule();
        type = OcsfClass.of(rule.ocsfClass());
        activity = type == OcsfClass.BASE ? OcsfClass.OTHER : rule.ocsfActivity();
        if (isComplete(meaning, context)) {
            return;
        }
        boolean isCall = isCall(meaning);
        type = isCall ? OcsfClass.KERNEL : OcsfClass.BASE;
        activity = isCall ? INVOKE : OcsfClass.OTHER;
    }

    static boolean isCall(NormalizedEvent meaning) {
        int type = meaning.fields().record(meaning.fields().main()).type();
        return type == AuditMessageType.SYSCALL || type == AuditMessageType.URINGOP;
    }

    /** Whether an event has what the class requires beyond what every document has. */
    private boolean isComplete(NormalizedEvent meaning, EventContext context) {
        return switch (type) {
            case FILE -> OcsfFile.isKnown(meaning);
            case KERNEL_EXTENSION, MODULE, JOB, ENTITY -> meaning.object().length() > 0;
            case MEMORY -> OcsfProcess.hasActing(meaning.fields());
            case PROCESS -> OcsfProcess.isTargetKnown(meaning, activity);
            case ACCOUNT_CHANGE, AUTHENTICATION -> OcsfAccounts.isUserKnown(meaning, type);
            case USER_ACCESS, SESSION -> OcsfAccounts.isUserKnown(meaning, type) && OcsfAccounts.isRoleKnown(meaning);
            case GROUP_MANAGEMENT -> OcsfAccounts.isGroupKnown(meaning);
            case NETWORK, SSH -> OcsfNetwork.isKnown(meaning, context);
            case APPLICATION -> meaning.object().length() > 0
                    || OcsfValues.isPresent(meaning.fields(), meaning.fields().find(KnownField.EXE));
            case BASE, KERNEL, EVENT_LOG, FINDING, CONFIGURATION -> true;
        };
    }
}
