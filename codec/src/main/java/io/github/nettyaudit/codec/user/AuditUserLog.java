package io.github.nettyaudit.codec.user;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditRequest;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.time.Duration;

/**
 * Writes messages of an application to the audit trail, without blocking the caller, from any thread.
 *
 * <p>The client belongs on a control channel with an event loop of its own: while the kernel's queue is full, the
 * kernel puts the sending thread to sleep, and then the control loop sleeps, not the caller's. Messages wait meanwhile;
 * the number of waiting messages is bounded by {@code maxInFlight} of the
 * {@link io.github.nettyaudit.codec.request.AuditRequestHandler}. A message beyond the bound fails at once with
 * {@link io.github.nettyaudit.codec.request.AuditRequestLimitException}; no message is dropped without a failed future.
 *
 * <p>Immutable and thread-safe.
 */
public final class AuditUserLog {
    private final AuditClient client;
    private final boolean acknowledged;

    /**
     * Creates a log.
     *
     * @param client a client whose process has CAP_AUDIT_WRITE
     */
    public AuditUserLog(AuditClient client) {
        this(client, true);
    }

    private AuditUserLog(AuditClient client, boolean acknowledged) {
        this.client = requireNonNull(client, "client");
        this.acknowledged = acknowledged;
    }

    /**
     * Returns the same log with another timeout for the kernel's acknowledgement.
     *
     * @param timeout how long to wait, from the moment at which the message was handed to the kernel
     * @return a new log
     * @throws IllegalArgumentException if {@code timeout} is not positive
     */
    public AuditUserLog withTimeout(Duration timeout) {
        return new AuditUserLog(client.withTimeout(timeout), acknowledged);
    }

    /**
     * Returns the same log, but its messages do not ask for an acknowledgement: their futures end when the message was
     * handed to the kernel. An error that the kernel sends nevertheless becomes a user event,
     * {@link io.github.nettyaudit.codec.request.AuditLateReply}.
     *
     * @return a new log
     */
    public AuditUserLog withoutAck() {
        return new AuditUserLog(client, false);
    }

    /**
     * Sends a message.
     *
     * @param message the message
     * @return a future that ends when the kernel has accepted the message. It fails with an
     *         {@link io.github.nettyaudit.codec.request.AuditErrnoException}: EPERM without CAP_AUDIT_WRITE, and
     *         ECONNREFUSED where the kernel hides auditing (in most containers), which applications usually take as
     *         success; see {@code audit_log_user_message(3)}.
     */
    public Future<Void> write(AuditUserMessage message) {
        byte[] payload = message.payload();
        AuditRequest<Void> request = AuditRequest.<Void>acknowledged(message.type(),
                header -> record(header, payload), acknowledgement -> null).named("user message");
        return client.send(acknowledged ? request : request.withoutAck());
    }

    private static AuditRecordMessage record(NetlinkHeader header, byte[] payload) {
        return new AuditRecordMessage(new NetlinkMessage(header.type(), header.flags(), header.sequence(),
                header.portId(), Unpooled.wrappedBuffer(payload)));
    }
}
