package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The documents that an encoder writes. */
final class DocumentView implements EventView {
    private final EventEncoder encoder;
    private final ByteBuf document = Unpooled.buffer();
    private final TextBuffer text = new TextBuffer();

    DocumentView(EventEncoder encoder) {
        this.encoder = encoder;
    }

    @Override
    public TextBuffer of(AuditEvent event, EventContext context) {
        encoder.encode(event, context, document.clear());
        return text.clear().append(document.array(), document.arrayOffset(), document.readableBytes());
    }
}
