package io.github.nettyaudit.server.sink.stream;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.ObjIntConsumer;

/**
 * Writes an event in each format that somebody wants, one after the other: a byte with the number of the format, four bytes
 * with the length, the document; and a byte of -1 at the end. For one thread.
 */
final class WantedFormats implements EventEncoder {
    private static final int END = -1;
    private static final int LENGTH = Integer.BYTES;

    private final List<EventEncoder> encoders;
    private final IntPredicate isWanted;

    /** @param isWanted whether somebody wants the format of this number; from any thread */
    WantedFormats(List<EventEncoder> encoders, IntPredicate isWanted) {
        this.encoders = encoders;
        this.isWanted = isWanted;
    }

    @Override
    public void encode(AuditEvent event, EventContext context, ByteBuf out) {
        for (int format = 0; format < encoders.size(); format++) {
            if (isWanted.test(format)) {
                out.writeByte(format);
                int length = out.writerIndex();
                out.writeZero(LENGTH);
                encoders.get(format).encode(event, context, out);
                out.setInt(length, out.writerIndex() - length - LENGTH);
            }
        }
        out.writeByte(END);
    }

    /** Reads what was written of one event: each document, and the number of its format. */
    static void read(ByteBuf written, ObjIntConsumer<ByteBuf> documents) {
        for (int format = written.readByte(); format != END; format = written.readByte()) {
            documents.accept(written.readSlice(written.readInt()), format);
        }
    }
}
