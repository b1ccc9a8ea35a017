package io.github.nettyaudit.daemon.filter;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.UntrustedString;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Replaces secrets in events, see {@link Redaction}. A record that was changed has the field {@code redacted=1} before its
 * others. Values keep their form, in quotation marks or hexadecimal, and lengths are those of the new values.
 *
 * <p>Not thread-safe. Events without command lines cost next to nothing.
 */
public final class Redactor {
    private static final FieldName DATA = FieldName.of("data");

    private final CommandLine line;
    private final CleanTitles cleanTitles;
    private final ArgumentPieces pieces = new ArgumentPieces();
    private final AuditRecord reader = new AuditRecord();
    private final SortedMap<Integer, RecordEdit> edits = new TreeMap<>();
    private final boolean hidesKeystrokes;
    private AuditEvent event;

    Redactor(Redaction redaction) {
        hidesKeystrokes = redaction.hidesKeystrokes();
        line = new CommandLine(redaction);
        cleanTitles = new CleanTitles(line);
    }

    /**
     * Replaces the secrets of an event.
     *
     * @param original the event, which stays the caller's and is not changed
     * @return a new event, which is the caller's; {@code null} if the event has no secrets
     */
    public @Nullable AuditEvent redact(AuditEvent original) {
        event = original;
        edits.clear();
        boolean hasArguments = false;
        for (int i = 0; i < original.size(); i++) {
            switch (original.type(i)) {
                case AuditMessageType.PROCTITLE -> title(i);
                case AuditMessageType.EXECVE -> hasArguments = true;
                case AuditMessageType.TTY, AuditMessageType.USER_TTY -> keystrokes(i);
                default -> {
                    if (isOfProgram(original.type(i))) {
                        command(i);
                    }
                }
            }
        }
        if (hasArguments) {
            arguments();
        }
        return edits.isEmpty() ? null : changed();
    }

    /** Whether a program has written it: sudo is not the only one whose messages have command lines. */
    private static boolean isOfProgram(int type) {
        return type >= AuditMessageType.FIRST_USER_MSG && type <= AuditMessageType.LAST_USER_MSG
                || type >= AuditMessageType.FIRST_USER_MSG2 && type <= AuditMessageType.LAST_USER_MSG2;
    }

    private void title(int number) {
        if (cleanTitles.has(event.content(number))) {
            return;
        }
        int field = original(number).find(FieldName.PROCTITLE);
        value(number, field, false);
    }

    private void command(int number) {
        AuditRecord record = original(number);
        int field = record.findUser(FieldName.CMD);
        value(number, field < 0 ? record.find(FieldName.CMD) : field, true);
    }

    /** What was typed, as a text for a shell, in which lines end with a carriage return. */
    private void keystrokes(int number) {
        AuditRecord record = original(number);
        int field = record.find(DATA);
        if (field < 0) {
            field = record.findUser(DATA);
        }
        if (field >= 0 && hidesKeystrokes) {
            hide(number, reader.valueStart(field), reader.valueLength(field));
        } else {
            value(number, field, true);
        }
    }

    private void hide(int number, int start, int length) {
        line.clear();
        ArgumentPieces.append(reader.bytes(), start, start + length, line);
        if (line.length > 0 && !line.isMark()) {
            replace(number, start, start + length, '"' + Redaction.MARK + '"');
        }
    }

    private AuditRecord original(int number) {
        return event.read(number, reader);
    }

    private void value(int number, int field, boolean isLine) {
        if (field < 0) {
            return;
        }
        int start = reader.valueStart(field);
        int end = start + reader.valueLength(field);
        line.clear();
        ArgumentPieces.append(reader.bytes(), start, end, line);
        if (line.find(isLine)) {
            byte[] text = line.redacted(0, line.length);
            boolean isQuoted = end - start >= 2 && reader.bytes()[start] == '"';
            boolean isPlain = !isQuoted && !UntrustedString.isHexadecimal(reader.bytes(), start, end - start);
            String value = new String(text, StandardCharsets.ISO_8859_1);
            replace(number, start, end, isQuoted ? '"' + value + '"'
                    : isPlain ? value : UntrustedString.encodeHexadecimal(text));
        }
    }

    private void arguments() {
        line.clear();
        pieces.clear();
        for (int i = 0; i < event.size(); i++) {
            if (event.type(i) == AuditMessageType.EXECVE) {
                pieces.add(i, original(i), line);
            }
        }
        if (line.find(false)) {
            pieces.edit(line, this);
        }
    }

    /** Whether a value is in quotation marks. */
    boolean isQuoted(int record, int valueStart) {
        ByteBuf content = event.content(record);
        return content.getByte(content.readerIndex() + valueStart) == '"';
    }

    /** Removes a field of a record, and the blank after it. */
    void remove(int record, int nameStart, int valueEnd) {
        ByteBuf content = event.content(record);
        boolean isBlankNext = valueEnd < content.readableBytes() && content.getByte(content.readerIndex() + valueEnd) == ' ';
        replace(record, nameStart, isBlankNext ? valueEnd + 1 : valueEnd, "");
    }

    /** Changes a part of the text of a record. */
    void replace(int record, int start, int end, String text) {
        RecordEdit edit = edits.get(record);
        if (edit == null) {
            edit = new RecordEdit();
            edit.mark(original(record).nameStart(0));
            edits.put(record, edit);
        }
        edit.replace(start, end, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private AuditEvent changed() {
        AuditEventBuilder builder = new AuditEventBuilder(event.seconds(), event.milliseconds(), event.serial())
                .node(event.node()).log(event.isLog()).late(event.isLate()).state(event.state())
                .droppedRecords(event.droppedRecords());
        for (int i = 0; i < event.size(); i++) {
            RecordEdit edit = edits.get(i);
            ByteBuf content = event.content(i);
            builder.addRecord(event.type(i), edit == null ? content.retain() : edit.apply(content));
        }
        return builder.build();
    }
}
