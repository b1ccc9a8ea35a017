package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.daemon.internal.rotation.Compression;
import io.github.nettyaudit.daemon.internal.rotation.RotatedFile;
import io.github.nettyaudit.daemon.internal.rotation.Rotation;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/** Writes dead letters, see {@link DeadLetterOptions}. */
final class DeadLetterFile implements DeadLetters {
    /** The end of a document: the brace and the newline. */
    private static final int END = 2;

    private final String sink;
    private final EntryDecoder decoder;
    private final Clock clock;
    private final RotatedFile file;
    private final RawEventEncoder raw = new RawEventEncoder();
    private final JsonWriter json = new JsonWriter();
    private final ByteBuf line = Unpooled.buffer();
    private final ByteBuf member = Unpooled.buffer();

    DeadLetterFile(String sink, DeadLetterOptions options, EntryDecoder decoder, Clock clock) {
        this.sink = sink;
        this.decoder = decoder;
        this.clock = clock;
        file = new RotatedFile(options.file(), new Rotation(options.maxBytes(), Duration.ZERO, options.kept(),
                Compression.NONE), clock);
    }

    @Override
    public boolean write(ByteBuf entry, String reason) throws IOException {
        line.clear();
        boolean isRaw = entry.isReadable() && encode(entry);
        member.clear();
        json.to(member).beginObject().name("dead_letter").beginObject().text("time", clock.instant().toString())
                .text("sink", sink).text("reason", reason);
        if (!isRaw) {
            json.hex("entry", entry);
        }
        json.endObject().endLine();
        if (isRaw) {
            line.writerIndex(line.writerIndex() - END).writeByte(',');
            member.skipBytes(1);
        }
        file.write(line.writeBytes(member));
        return true;
    }

    private boolean encode(ByteBuf entry) {
        try {
            AuditEvent event = decoder.decode(entry);
            try {
                raw.encode(event, decoder.context(), line);
            } finally {
                event.release();
            }
            return true;
        } catch (IOException | RuntimeException e) {
            line.clear();
            return false;
        }
    }

    @Override
    public void sync() throws IOException {
        file.sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
