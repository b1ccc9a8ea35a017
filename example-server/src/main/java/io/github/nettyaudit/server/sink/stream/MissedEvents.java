package io.github.nettyaudit.server.sink.stream;

import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.server.sink.DropReport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;

/** Reports events that a subscriber did not get, as a document of its format in their place. For the loop. */
final class MissedEvents implements DropReport {
    private final EventEncoder encoder;
    private final EventContext context;

    MissedEvents(EventEncoder encoder, EventContext context) {
        this.encoder = encoder;
        this.context = context;
    }

    @Override
    public ByteBuf line(String subscriber, long missed, long events, long total) {
        AuditLossEvent loss = AuditLossEvent.of(AuditLossKind.DISCARDED, Instant.now(), missed, "this subscriber ("
                + subscriber + ") was too slow: it did not get " + missed + " events here, " + total + " so far");
        ByteBuf line = Unpooled.buffer();
        encoder.encode(loss, context, line);
        loss.release();
        return line;
    }
}
