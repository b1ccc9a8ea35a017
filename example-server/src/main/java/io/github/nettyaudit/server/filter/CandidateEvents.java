package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.netty.buffer.ByteBuf;

/**
 * Finds out from the bytes of the records which events can fulfil all conditions, because most do not, and to find the
 * fields of a record takes much longer.
 */
final class CandidateEvents {
    private static final int LONG_RECORD = 1 << 10;

    private final Condition[] conditions;
    private byte[] copy = new byte[LONG_RECORD];

    CandidateEvents(Condition[] conditions) {
        this.conditions = conditions;
    }

    /** Whether an event can fulfil all conditions; true for each event that does. */
    boolean canMatch(AuditEvent event) {
        for (Condition condition : conditions) {
            if (!canFulfil(event, condition)) {
                return false;
            }
        }
        return true;
    }

    private boolean canFulfil(AuditEvent event, Condition condition) {
        for (int i = 0; i < event.size(); i++) {
            int type = event.type(i);
            if (condition.reads(type) && canFulfil(event.content(i), type, condition)) {
                return true;
            }
        }
        return false;
    }

    private boolean canFulfil(ByteBuf content, int type, Condition condition) {
        int start = content.readerIndex();
        int length = content.readableBytes();
        if (content.hasArray()) {
            int from = content.arrayOffset() + start;
            return condition.canBeFulfilledBy(type, content.array(), from, from + length);
        }
        if (copy.length < length) {
            copy = new byte[2 * length];
        }
        content.getBytes(start, copy, 0, length);
        return condition.canBeFulfilledBy(type, copy, 0, length);
    }
}
