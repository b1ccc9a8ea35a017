package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Prints records as lines of an audit log. Lines of a log are printed as they are, with the names that the daemon has
 * added to an ENRICHED one; lines of another form as the daemon would have written them. Records of a capture are
 * printed as the daemon logs them with {@code log_format = RAW}: EOE left out, newlines inside a record as blanks, one
 * blank at the end dropped.
 */
final class RawPrinter implements RecordPrinter {
    private final OutputStream out;

    RawPrinter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void line(AuditLogLine line, ByteBuf buffer, int start, int end, long number) throws IOException {
        buffer.getBytes(start, out, end - start);
        out.write('\n');
    }

    @Override
    public void record(int type, ByteBuf content) throws IOException {
        if (type == AuditMessageType.EOE) {
            return;
        }
        out.write(("type=" + AuditMessageType.name(type) + " msg=").getBytes(StandardCharsets.US_ASCII));
        int start = content.readerIndex();
        int end = content.writerIndex();
        int nul = content.indexOf(start, end, (byte) 0);
        end = nul < 0 ? end : nul;
        for (int i = start; i < end; i++) {
            byte b = content.getByte(i);
            boolean blank = b == ' ' || b == '\n';
            if (!blank || i + 1 < end) {
                out.write(blank ? ' ' : b);
            }
        }
        out.write('\n');
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void end() throws IOException {
        out.flush();
    }
}
