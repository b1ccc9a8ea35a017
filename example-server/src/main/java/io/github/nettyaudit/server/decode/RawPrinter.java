package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Prints records as the audit daemon logs them with {@code log_format = RAW}: EOE left out, newlines inside a record as
 * blanks, one blank at the end dropped. Of an ENRICHED log the daemon's own part is left out. Lines that are no records
 * are, too.
 */
final class RawPrinter implements RecordPrinter {
    private final OutputStream out;
    private final AuditLogLine line = new AuditLogLine();

    RawPrinter(OutputStream out) {
        this.out = out;
    }

    @Override
    public boolean line(ByteBuf buffer, int start, int end) throws IOException {
        if (!line.read(buffer, start, end)) {
            return false;
        }
        int separator = buffer.indexOf(start, end, AuditLogLine.ENRICHMENT_SEPARATOR);
        buffer.getBytes(start, out, (separator < 0 ? end : separator) - start);
        out.write('\n');
        return true;
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
    public void end() throws IOException {
        out.flush();
    }
}
