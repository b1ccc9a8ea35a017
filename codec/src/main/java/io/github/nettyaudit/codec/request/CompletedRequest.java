package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditMessage;

/**
 * A completed request, kept for a while so that a late reply can be recognised. It holds only the matcher, not the
 * request with its payload.
 */
final class CompletedRequest {
    final AuditRequestOutcome outcome;
    private final ReplyMatcher matcher;
    private boolean acknowledgementOwed;

    CompletedRequest(PendingRequest<?> request, AuditRequestOutcome outcome) {
        matcher = request.request.replyMatcher();
        this.outcome = outcome;
        acknowledgementOwed = outcome == AuditRequestOutcome.COMPLETED && !request.acknowledged;
    }

    int requestType() {
        return matcher.requestType();
    }

    boolean isRepliedBy(AuditMessage reply) {
        return matcher.matches(reply);
    }

    /** Whether this is the acknowledgement of a request whose reply came first, which is in order, once. */
    boolean takeOwedAcknowledgement(AuditMessage reply) {
        boolean owed = acknowledgementOwed && reply instanceof AuditAcknowledgement;
        acknowledgementOwed &= !owed;
        return owed;
    }
}
