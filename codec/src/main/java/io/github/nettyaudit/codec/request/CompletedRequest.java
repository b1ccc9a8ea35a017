package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditMessage;

/**
 * What is remembered of a request that has ended, so that an answer which comes afterwards is known for what it is.
 * Holds the matching rule alone, not the request with its payload.
 */
final class CompletedRequest {
    final int requestType;
    final AuditRequestOutcome ending;
    private final ReplyMatcher rule;
    private boolean acknowledgementOwed;

    CompletedRequest(PendingRequest<?> call, AuditRequestOutcome ending) {
        requestType = call.request.type();
        rule = call.request.answerRule();
        this.ending = ending;
        acknowledgementOwed = ending == AuditRequestOutcome.ANSWERED && !call.acknowledged;
    }

    boolean isAnsweredBy(AuditMessage answer) {
        return rule.matches(answer);
    }

    /** Whether this is the acknowledgement of a request whose reply came first, which is as it should be, once. */
    boolean takeOwedAcknowledgement(AuditMessage answer) {
        boolean owed = acknowledgementOwed && answer instanceof AuditAcknowledgement;
        acknowledgementOwed &= !owed;
        return owed;
    }
}
