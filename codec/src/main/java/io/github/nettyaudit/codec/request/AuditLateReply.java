package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import org.jspecify.annotations.Nullable;

/**
 * User event: an answer has come to a request that had ended already (too late, twice, or an error nobody waited for).
 * Fired by {@link AuditRequestHandler}, which takes such an answer out of the pipeline, so that nobody mistakes it for
 * the answer to something else. Immutable, holds no buffer.
 */
public final class AuditLateReply {
    private final NetlinkHeader header;
    private final int requestType;
    private final AuditRequestOutcome ending;
    private final @Nullable AuditMessage answer;

    /**
     * @param header      the answer's header
     * @param requestType the type of the request that it answers
     * @param ending      how that request had ended
     * @param answer      the answer, if it is a value without a buffer
     */
    AuditLateReply(NetlinkHeader header, int requestType, AuditRequestOutcome ending, @Nullable AuditMessage answer) {
        this.header = header;
        this.requestType = requestType;
        this.ending = ending;
        this.answer = answer;
    }

    /** The header of the answer. */
    public NetlinkHeader header() {
        return header;
    }

    /** The type of the request that it answers. */
    public int requestType() {
        return requestType;
    }

    /** How that request had ended. */
    public AuditRequestOutcome ending() {
        return ending;
    }

    /** The answer; {@code null} for those that live in a buffer, parts of a listing for example. */
    public @Nullable AuditMessage answer() {
        return answer;
    }

    /** The kernel's errno if the answer is an error, otherwise 0. */
    public int errno() {
        return answer instanceof AuditAcknowledgement acknowledgement ? acknowledgement.errno() : 0;
    }

    @Override
    public String toString() {
        return "AuditLateReply(" + AuditMessageType.name(header.type()) + " to " + AuditMessageType.name(requestType)
                + ", sequence: " + Integer.toUnsignedString(header.sequence()) + ", request was: " + ending
                + (errno() == 0 ? "" : ", errno: " + errno()) + ')';
    }
}
