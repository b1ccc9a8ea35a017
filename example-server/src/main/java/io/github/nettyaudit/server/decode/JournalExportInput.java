package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.record.AuditLogSplitter;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal export format (https://systemd.io/JOURNAL_EXPORT_FORMATS), which {@code journalctl -o export} writes
 * and systemd-journal-remote(8) sends:
 * <pre>
 *   MESSAGE=a line of text
 *   MESSAGE                     a name alone, if the value has newlines: then its length, 8 bytes, little-endian,
 *   …                           the value, and a newline
 *                               an empty line after each entry
 * </pre>
 * It must not be read as lines: a value of several lines may have one that looks like a record. An entry is one line to
 * the report.
 */
final class JournalExportInput {
    private static final int MAX_NAME = 64;
    private static final int MAX_VALUE = AuditLogSplitter.MAX_LINE;
    private static final int LENGTH = Long.BYTES;

    private final LineInput lines;
    private final InputReport report;
    private final JournalEntry entry = new JournalEntry();
    private final byte[] length = new byte[LENGTH];
    private long cut;
    private boolean hasFields;

    /** @param lines receives the entries as lines */
    JournalExportInput(LineInput lines, InputReport report) {
        this.lines = lines;
        this.report = report;
    }

    /** Whether a file that starts like this is an export of the journal. Its first fields are its addresses. */
    static boolean isStart(ByteBuf head) {
        String text = head.toString(StandardCharsets.ISO_8859_1);
        return text.startsWith("__CURSOR=") || text.startsWith("__REALTIME_TIMESTAMP=");
    }

    /** Reads to the end. The stream is read byte by byte. */
    void read(InputStream input) throws IOException {
        boolean isMore = true;
        while (isMore) {
            isMore = readField(input);
        }
        endOfEntry();
        report.setCut(cut);
    }

    /** Reads a field, or the end of an entry; returns whether there may be more. */
    private boolean readField(InputStream input) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int next = input.read();
        while (next >= 0 && next != '=' && next != '\n') {
            if (bytes.size() == MAX_NAME) {
                throw new IOException("the export of the journal is damaged in entry " + (report.line() + 1));
            }
            bytes.write(next);
            next = input.read();
        }
        String name = bytes.toString(StandardCharsets.ISO_8859_1);
        if (next == '=') {
            hasFields = true;
            return readLine(name, input);
        }
        if (!name.isEmpty()) {
            hasFields = true;
            readBytes(name, input);
            return true;
        }
        endOfEntry();
        return next >= 0;
    }

    private boolean readLine(String name, InputStream input) throws IOException {
        ByteArrayOutputStream value = value(name);
        int next = input.read();
        long size = 0;
        for (; next >= 0 && next != '\n'; next = input.read()) {
            if (value != null && size++ < MAX_VALUE) {
                value.write(next);
            }
        }
        put(name, value, size);
        return next >= 0;
    }

    private void readBytes(String name, InputStream input) throws IOException {
        if (input.readNBytes(length, 0, LENGTH) < LENGTH) {
            throw new EOFException("the export of the journal ends within an entry");
        }
        long size = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
        ByteArrayOutputStream value = value(name);
        for (long i = 0; i < size; i++) {
            int next = input.read();
            if (next < 0) {
                throw new EOFException("the export of the journal ends within an entry");
            }
            if (value != null && i < MAX_VALUE) {
                value.write(next);
            }
        }
        if (size < 0 || input.read() != '\n') {
            throw new IOException("the export of the journal is damaged in entry " + (report.line() + 1));
        }
        put(name, value, size);
    }

    /** Where to keep a value; {@code null} if it is not needed. */
    private static @Nullable ByteArrayOutputStream value(String name) {
        return name.equals(JournalEntry.MESSAGE) || JournalEntry.isField(name) ? new ByteArrayOutputStream() : null;
    }

    private void put(String name, @Nullable ByteArrayOutputStream value, long size) {
        if (value == null) {
            return;
        }
        if (size > MAX_VALUE) {
            cut++;
        }
        if (name.equals(JournalEntry.MESSAGE)) {
            entry.message(value.toByteArray());
        } else {
            entry.put(name, value.toString(StandardCharsets.UTF_8));
        }
    }

    private void endOfEntry() throws IOException {
        if (hasFields) {
            hasFields = false;
            report.nextLine();
            if (!lines.journalEntry(entry)) {
                report.otherJournalEntry();
            }
            entry.clear();
        }
    }
}
