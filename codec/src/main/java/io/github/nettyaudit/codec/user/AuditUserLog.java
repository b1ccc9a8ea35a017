package io.github.nettyaudit.codec.user;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditRequest;
import io.netty.util.concurrent.Future;

/**
 * Sends messages into the audit trail.
 *
 * <p>{@link #write} never blocks and may be called from any event loop: the message goes out from the loop of the
 * client's channel, and that loop sleeps in the kernel while the kernel's queue is full. So give the client's channel a
 * loop of its own. How many messages may wait is the bound of the channel's
 * {@link io.github.nettyaudit.codec.request.AuditRequestHandler}; beyond it futures fail at once with an
 * {@link io.github.nettyaudit.codec.request.AuditRequestLimitException}, and nothing is dropped without a failed
 * future. Immutable and thread-safe.
 */
public final class AuditUserLog {
    private final AuditClient client;

    /** @param client whose process needs CAP_AUDIT_WRITE */
    public AuditUserLog(AuditClient client) {
        this.client = requireNonNull(client, "client");
    }

    /**
     * Sends a message.
     *
     * @return ends when the kernel has taken it; fails with EPERM without CAP_AUDIT_WRITE, with ECONNREFUSED where the
     *         kernel hides auditing (containers), which an application that does not insist takes as success
     */
    public Future<AuditAcknowledgement> write(AuditUserMessage message) {
        return client.send(request(message));
    }

    /** Sends a message without asking for the kernel's answer: the future ends once it was handed over. */
    public Future<AuditAcknowledgement> writeWithoutAck(AuditUserMessage message) {
        return client.send(request(message).withoutAck());
    }

    private static AuditRequest<AuditAcknowledgement> request(AuditUserMessage message) {
        return AuditRequest.raw(message.type(), message.payload()).named("user message");
    }
}
