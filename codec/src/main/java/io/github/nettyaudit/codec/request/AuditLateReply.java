package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import org.jspecify.annotations.Nullable;

/**
 * User event: a reply has arrived for a request that had ended already (a reply that is too late, a duplicate, or an
 * error for a request without an acknowledgement). {@link AuditRequestHandler} fires the event and removes the reply
 * from the pipeline, so that it cannot be mistaken for the reply to another request. Immutable and without a buffer.
 */
public final class AuditLateReply {
    private final NetlinkHeader header;
    private final int requestType;
    private final AuditRequestOutcome outcome;
    private final @Nullable AuditMessage reply;

    /**
     * @param header      the header of the reply
     * @param requestType the type of the request
     * @param outcome     how the request had ended
     * @param reply       the reply, if it is a value without a buffer
     */
    AuditLateReply(NetlinkHeader header, int requestType, AuditRequestOutcome outcome, @Nullable AuditMessage reply) {
        this.header = header;
        this.requestType = requestType;
        this.outcome = outcome;
        this.reply = reply;
    }

    /**
     * Returns the header of the reply.
     *
     * @return the header
     */
    public NetlinkHeader header() {
        return header;
    }

    /**
     * Returns the message type of the request.
     *
     * @return the type, see {@link AuditMessageType}
     */
    public int requestType() {
        return requestType;
    }

    /**
     * Returns how the request had ended.
     *
     * @return the outcome
     */
    public AuditRequestOutcome outcome() {
        return outcome;
    }

    /**
     * Returns the reply.
     *
     * @return the reply, or {@code null} if it was a message with a buffer, such as a part of a listing
     */
    public @Nullable AuditMessage reply() {
        return reply;
    }

    /**
     * Returns the kernel's error number.
     *
     * @return a positive number if the reply is an error, otherwise 0
     */
    public int errno() {
        return reply instanceof AuditAcknowledgement acknowledgement ? acknowledgement.errno() : 0;
    }

    @Override
    public String toString() {
        return "AuditLateReply(" + AuditMessageType.name(header.type()) + " to " + AuditMessageType.name(requestType)
                + ", sequence: " + Integer.toUnsignedString(header.sequence()) + ", request was: " + outcome
                + (errno() == 0 ? "" : ", errno: " + errno()) + ')';
    }
}
