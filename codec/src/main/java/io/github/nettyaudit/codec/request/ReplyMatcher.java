package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditDoneMessage;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.InvalidAuditMessage;
import io.github.nettyaudit.codec.netlink.NetlinkControlType;

/**
 * Which messages can answer a request, besides having its sequence: its type has to be repeated by an acknowledgement,
 * and a reply has to be of the type asked for.
 *
 * @param requestType the type of the request
 * @param awaited     what ends it
 * @param replyType   the type of replies and parts; -1 if there are none
 */
record ReplyMatcher(int requestType, AuditRequest.ReplyMode awaited, int replyType) {

    boolean matches(AuditMessage answer) {
        if (answer instanceof AuditAcknowledgement acknowledgement) {
            return acknowledgement.requestHeader().type() == requestType;
        }
        if (answer instanceof AuditDoneMessage) {
            return awaited == AuditRequest.ReplyMode.LIST;
        }
        // an acknowledgement or reply that could not be read keeps the type of its header
        return answer.type() == replyType
                || answer instanceof InvalidAuditMessage && answer.type() == NetlinkControlType.ERROR;
    }
}
