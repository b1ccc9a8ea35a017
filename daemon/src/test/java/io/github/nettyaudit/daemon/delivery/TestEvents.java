package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.github.nettyaudit.schema.raw.RawEventReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Events whose entries in the log are their raw-json documents. */
final class TestEvents {
    static final long SECONDS = 1_795_333_217L;
    static final EventContext HOST = EventContext.ofHost("web1");
    private static final int USER_AUTH = 1100;

    private TestEvents() {
    }

    /** The entry of an event. */
    static ByteBuf entry(int serial) {
        return entry(new AuditEventBuilder(SECONDS, serial % 1000, serial)
                .addRecord(USER_AUTH, text("audit(" + SECONDS + ".000:" + serial + "): pid=" + serial)).build());
    }

    static ByteBuf entry(AuditEvent event) {
        ByteBuf out = Unpooled.buffer();
        new RawEventEncoder().encode(event, EventContext.NONE, out);
        event.release();
        return out;
    }

    static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    /** Reads what {@link #entry} wrote. */
    static final class Decoder implements EntryDecoder {
        private final RawEventReader reader = new RawEventReader();

        @Override
        public AuditEvent decode(ByteBuf entry) throws IOException {
            return reader.read(entry);
        }

        @Override
        public EventContext context() {
            return HOST;
        }
    }
}
