package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.codec.record.AuditLogSplitter;
import io.github.nettyaudit.codec.record.CollectedLogLine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Takes the bytes of one file of lines and gives the records in them to a printer: lines of an audit log, of other logs
 * that {@link CollectedLogLine} reads, and JSON of this program or of journalctl. The report receives everything else.
 */
final class LineInput implements AutoCloseable {
    private final RecordPrinter printer;
    private final InputReport report;
    private final AuditLogSplitter splitter = new AuditLogSplitter(this::line);
    private final AuditLogLine line = new AuditLogLine();
    private final CollectedLogLine collected = new CollectedLogLine();
    private final JsonLine json = new JsonLine();

    LineInput(RecordPrinter printer, InputReport report) {
        this.printer = printer;
        this.report = report;
    }

    /** Reads bytes from an array that may be used again afterwards. */
    void read(byte[] bytes, int length) throws IOException {
        try {
            // the splitter copies what it keeps
            splitter.read(Unpooled.wrappedBuffer(bytes, 0, length));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        report.setCut(splitter.cutLines());
    }

    /** Reads the last line, if it has no newline. Another file may follow. */
    void endOfFile() throws IOException {
        try {
            splitter.close();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        report.setCut(splitter.cutLines());
    }

    @Override
    public void close() throws IOException {
        endOfFile();
    }

    private void line(ByteBuf buffer, int start, int end) {
        report.nextLine();
        try {
            // a line without a type is more than that in another form
            if (line.read(buffer, start, end) && line.type() != 0) {
                record(buffer, start, end);
            } else if (start < end && isJson(buffer.getByte(start))) {
                jsonLine(buffer, start, end);
            } else {
                otherLine(buffer, start, end);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void record(ByteBuf buffer, int start, int end) throws IOException {
        printer.line(line, buffer, start, end, report.line());
        report.record();
    }

    private void otherLine(ByteBuf buffer, int start, int end) throws IOException {
        ByteBuf text = collected.text();
        switch (collected.read(buffer, start, end)) {
            case RECORD -> {
                line.read(text);
                record(text, text.readerIndex(), text.writerIndex());
            }
            case WITHOUT_EVENT_ID -> {
                printer.numberOfNextRecord(report.line());
                printer.record(collected.type(), text);
                report.withoutEventId();
            }
            case INTERPRETED -> report.interpreted();
            case SEPARATOR -> report.separator();
            default -> {
                if (line.read(buffer, start, end)) {
                    record(buffer, start, end);
                } else {
                    report.unread(buffer, start, end);
                }
            }
        }
    }

    /** An object, after the record separator of {@code -o json-seq} or the {@code data:} of {@code -o json-sse}. */
    private static boolean isJson(byte first) {
        return first == '{' || first == JsonLine.RECORD_SEPARATOR || first == 'd';
    }

    private void jsonLine(ByteBuf buffer, int start, int end) throws IOException {
        int object = JsonLine.start(buffer, start, end);
        if (object < 0) {
            otherLine(buffer, start, end);
            return;
        }
        switch (json.read(buffer, object, end)) {
            case RECORD -> {
                printer.numberOfNextRecord(report.line());
                printer.record(json.type(), Unpooled.wrappedBuffer(json.text()));
                report.record();
            }
            case EVENT -> report.serverEvent(json.event());
            case JOURNAL -> {
                ByteBuf entry = Unpooled.wrappedBuffer(json.line());
                if (line.read(entry) && line.type() != 0) {
                    record(entry, 0, entry.writerIndex());
                } else if (collected.read(entry, 0, entry.writerIndex()) == CollectedLogLine.Form.RECORD) {
                    line.read(collected.text());
                    record(collected.text(), 0, collected.text().writerIndex());
                } else {
                    report.otherJournalEntry();
                }
            }
            case JOURNAL_WITHOUT_TEXT -> report.withoutText();
            default -> report.unread(buffer, start, end);
        }
    }
}
