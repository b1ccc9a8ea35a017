package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
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
    /** An event of {@code raw-json} with 8 MiB of text, each byte escaped with six. */
    private static final int LONGEST_OBJECT = 64 << 20;

    private final RecordPrinter printer;
    private final InputReport report;
    private final AuditLogSplitter splitter = new AuditLogSplitter(this::line, LONGEST_OBJECT);
    private final AuditLogLine line = new AuditLogLine();
    private final CollectedLogLine collected = new CollectedLogLine();
    private final JsonLine json = new JsonLine();
    private final PrettyJson pretty = new PrettyJson();
    /** Whether there was a NUL. */
    private boolean hasNuls;

    LineInput(RecordPrinter printer, InputReport report) {
        this.printer = printer;
        this.report = report;
    }

    /** Reads bytes from an array that may be used again afterwards. */
    void read(byte[] bytes, int length) throws IOException {
        ByteBuf copy = Unpooled.buffer(length);
        readUnchanged(copy.writeBytes(bytes, 0, length));
    }

    /** Reads a buffer that does not change afterwards, and releases it. The printer may retain parts of it. */
    void readUnchanged(ByteBuf bytes) throws IOException {
        try {
            hasNuls = hasNuls || bytes.indexOf(bytes.readerIndex(), bytes.writerIndex(), (byte) 0) >= 0;
            splitter.read(bytes);
            printer.bufferEnded();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        report.setCut(splitter.cutLines());
    }

    /** Reads the last line, if it has no newline. Another file may follow. */
    void endOfFile() throws IOException {
        try {
            splitter.close();
            readCollectedLines();
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
        try {
            if (pretty.isOpen()) {
                prettyLine(buffer, start, end);
            } else {
                firstLine(buffer, start, end);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line that is not inside an object of JSON. */
    private void firstLine(ByteBuf buffer, int start, int end) throws IOException {
        if (PrettyJson.isStart(buffer, start, end)) {
            pretty.add(buffer, start, end);
        } else {
            report.nextLine();
            singleLine(buffer, start, end);
        }
    }

    private void prettyLine(ByteBuf buffer, int start, int end) throws IOException {
        boolean isRecord = line.read(buffer, start, end) && line.type() != 0;
        if (isRecord || !pretty.hasRoom(end - start) || PrettyJson.isStart(buffer, start, end)) {
            readCollectedLines();
            firstLine(buffer, start, end);
            return;
        }
        pretty.add(buffer, start, end);
        if (PrettyJson.isEnd(buffer, start, end)) {
            JsonLine.Kind kind = json.read(pretty.text(), 0, pretty.text().writerIndex());
            if (kind == JsonLine.Kind.OTHER && json.document() == null) {
                readCollectedLines();
                return;
            }
            // the object has the number of its first line
            report.nextLine();
            jsonObject(kind, pretty.text(), 0, pretty.text().writerIndex());
            for (int more = pretty.lines() - 1; more > 0; more--) {
                report.nextLine();
            }
            pretty.clear();
        }
    }

    /** Lines after a brace that are not an object are lines like any others. */
    private void readCollectedLines() throws IOException {
        ByteBuf text = pretty.text().copy();
        pretty.clear();
        for (int start = 0; start < text.writerIndex();) {
            int end = text.indexOf(start, text.writerIndex(), (byte) '\n');
            report.nextLine();
            singleLine(text, text.getByte(start) == ' ' ? start + 1 : start, end);
            start = end + 1;
        }
    }

    private void singleLine(ByteBuf buffer, int start, int end) throws IOException {
        if (collected.isContinuation(buffer, start)) {
            report.unread(buffer, start, end);
        } else if (line.read(buffer, start, end) && line.type() != 0) {
            daemonsLine(buffer, start, end);
        } else if (start < end && isJson(buffer.getByte(start))) {
            jsonLine(buffer, start, end);
        } else {
            // a line without a type is more than that in another form
            otherLine(buffer, start, end);
        }
    }

    /**
     * A line of an audit log. Nobody can write a NUL into one; but a host that lost its power has left them in place of
     * text, and the next record behind them.
     */
    private void daemonsLine(ByteBuf buffer, int start, int end) throws IOException {
        int from = start;
        for (int next = behindNul(buffer, from, end); next < end; next = behindNul(buffer, from, end)) {
            boolean isRecord = line.read(buffer, next, end) && line.type() != 0;
            line.read(buffer, from, end);
            if (!isRecord) {
                report.afterNul(buffer, next, end);
                break;
            }
            int textEnd = buffer.indexOf(from, end, (byte) 0);
            while (buffer.getByte(textEnd - 1) == '\r') {
                textEnd--;
            }
            record(buffer, from, textEnd);
            from = next;
            line.read(buffer, from, end);
        }
        record(buffer, from, end);
    }

    /** Where text follows a NUL; the end if none does. */
    private int behindNul(ByteBuf buffer, int start, int end) {
        int next = hasNuls ? buffer.indexOf(start, end, (byte) 0) : -1;
        while (next >= 0 && next < end && (buffer.getByte(next) == 0 || buffer.getByte(next) == ' ')) {
            next++;
        }
        return next < 0 ? end : next;
    }

    private void record(ByteBuf buffer, int start, int end) throws IOException {
        printer.line(line, buffer, start, end, report.line());
        report.record();
    }

    private void otherLine(ByteBuf buffer, int start, int end) throws IOException {
        ByteBuf text = collected.text();
        switch (collected.read(buffer, start, end)) {
            case RECORD -> {
                collectedRecord();
                int rest = behindNul(buffer, start, end);
                if (rest < end) {
                    // no record, as any program can write to these logs
                    report.afterNul(buffer, rest, end);
                }
            }
            case WITHOUT_EVENT_ID -> {
                printer.numberOfNextRecord(report.line());
                printer.record(collected.type(), text);
                report.withoutEventId();
            }
            case INTERPRETED -> report.interpreted();
            case SEPARATOR -> report.separator();
            case LOSS -> report.kernelLoss(text);
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
        jsonObject(json.read(buffer, object, end), buffer, start, end);
    }

    private void jsonObject(JsonLine.Kind kind, ByteBuf buffer, int start, int end) throws IOException {
        switch (kind) {
            case RECORD -> {
                printer.numberOfNextRecord(report.line());
                printer.record(json.type(), Unpooled.wrappedBuffer(json.text()));
                report.record();
            }
            case EVENT -> report.serverEvent(json.event());
            case RAW_EVENT -> rawEvent(json.takeRawEvent());
            case DAMAGED -> report.damaged(json.damage());
            case JOURNAL -> {
                if (!journalEntry(json.entry())) {
                    report.unread(buffer, start, end);
                }
            }
            default -> {
                DocumentKind document = json.document();
                if (document == null) {
                    report.unread(buffer, start, end);
                } else {
                    report.document(document);
                }
            }
        }
    }

    private void rawEvent(AuditEvent event) throws IOException {
        try {
            printer.event(event, json.context(), report.line());
            for (int i = 0; i < event.size(); i++) {
                report.record();
            }
        } finally {
            event.release();
        }
    }

    /** Reads an entry of the journal; returns whether it has what every entry has. */
    boolean journalEntry(JournalEntry entry) throws IOException {
        switch (entry.read()) {
            case LINE -> {
                ByteBuf text = Unpooled.wrappedBuffer(entry.line());
                if (line.read(text) && line.type() != 0) {
                    record(text, 0, textEnd(text));
                } else {
                    otherEntry(collected.read(text, 0, text.writerIndex()));
                }
            }
            case WITHOUT_TEXT -> report.withoutText();
            case OTHER_PROGRAM -> report.otherJournalEntry();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void otherEntry(CollectedLogLine.Form form) throws IOException {
        if (form == CollectedLogLine.Form.RECORD) {
            collectedRecord();
        } else if (form == CollectedLogLine.Form.LOSS) {
            report.kernelLoss(collected.text());
        } else {
            report.otherJournalEntry();
        }
    }

    /** The printer may keep the text. */
    private void collectedRecord() throws IOException {
        ByteBuf copy = collected.text().copy();
        line.read(copy);
        record(copy, 0, textEnd(copy));
    }

    /** Before a NUL: what follows it in another log must not be a record when it is read as an audit log. */
    private static int textEnd(ByteBuf text) {
        int nul = text.indexOf(0, text.writerIndex(), (byte) 0);
        return nul < 0 ? text.writerIndex() : nul;
    }
}
