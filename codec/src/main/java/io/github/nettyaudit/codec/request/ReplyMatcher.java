package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditDoneMessage;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.InvalidAuditMessage;
import io.github.nettyaudit.codec.netlink.NetlinkControlType;

/**
 * Determines which messages with the sequence of a request can be replies to it: an acknowledgement has to repeat the
 * type of the request, and any other reply has to be of the reply type.
 *
 * @param requestType the type of the request
 * @param mode        which reply completes it
 * @param replyType   the type of replies and parts; {@link #NO_REPLY_TYPE} if there are none
 */
record ReplyMatcher(int requestType, ReplyMode mode, int replyType) {
    static final int NO_REPLY_TYPE = -1;

    boolean matches(AuditMessage reply) {
        if (reply instanceof AuditAcknowledgement acknowledgement) {
            return acknowledgement.requestHeader().type() == requestType;
        }
        if (reply instanceof AuditDoneMessage) {
            return mode == ReplyMode.LIST;
        }
        // an acknowledgement or reply that could not be decoded keeps the type of its header
        return reply.type() == replyType
                || reply instanceof InvalidAuditMessage && reply.type() == NetlinkControlType.ERROR;
    }
}
