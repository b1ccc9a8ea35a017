package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventSink;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldSpace;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prints one JSON object per record, in the order of the input, with events and records numbered as libauparse does.
 * A record is held back until its event has a number.
 * <pre>
 * {"event":1,"record":0,"line":1,"type":"USER_AUTH","typenum":1100,"sec":1700000021,"milli":0,"serial":468,
 *  "fields":[{"name":"type","raw":"USER_AUTH","interpreted":"USER_AUTH"},
 *            {"name":"pid","raw":"63","interpreted":"63"},
 *            {"name":"acct","raw":"root","interpreted":"root","space":"user"}],
 *  "words":[{"before":1,"text":"user"},{"before":2,"text":"PAM:","space":"user"}]}
 * </pre>
 *
 * <p>{@code "space":"user"} marks what stands inside {@code msg='…'}, which the sender of a user message wrote.
 * {@code words} has the words that are not fields, in their order; {@code before} is the index in {@code fields} of the
 * field that follows the word, or the number of fields if none follows. A record without such a word has no
 * {@code words}. A name, value or word that is not UTF-8 has a further member with its bytes, see {@link JsonWriter}.
 *
 * <p>{@code type} is the name that the record's log gave the type, if it knows no name ({@code UNKNOWN[1420]}) for a
 * number that has one elsewhere; {@code ?} if the number has no name.
 *
 * <p>Of a capture, EOE is left out as audit daemons leave it out of their logs, and lines are counted as they would
 * have written them. A captured record without an event id belongs to no event: its object has no numbers of event and
 * record, no time and no serial.
 */
final class FieldsPrinter implements RecordPrinter {
    /** The start of the name that a log gives a type that its audit daemon does not know. */
    private static final String UNKNOWN = "UNKNOWN[";

    private final OutputStream out;
    private final FieldInterpreter interpretation;
    private final AuditLogLine line = new AuditLogLine();
    private final AuditRecord record = new AuditRecord();
    private final EventNumbers numbers = new EventNumbers();
    private final Map<AuditEvent, EventNumbers.Event> open = new IdentityHashMap<>();
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final JsonWriter json = new JsonWriter();
    private final ByteBuf buffer = Unpooled.buffer();
    private final EventAssembler assembler;
    private EventNumbers.@Nullable Event added;
    private boolean began;
    private long serial;
    private long lines;
    private @Nullable String file;

    /**
     * A record that waits for its event's number, and the members that follow the numbers.
     *
     * @param event {@code null} if it belongs to no event, and so waits only for the records before it
     */
    private record Entry(EventNumbers.@Nullable Event event, int number, byte[] rest) {
        boolean isWaiting() {
            return event != null && event.number == 0;
        }
    }

    FieldsPrinter(OutputStream out, FieldInterpreter interpretation) {
        this.out = out;
        this.interpretation = interpretation;
        EventAssemblerOptions options = EventAssemblerOptions.log().toBuilder().maxEvents(1 << 20)
                .maxRecordsPerEvent(Integer.MAX_VALUE).maxBytesPerEvent(Integer.MAX_VALUE)
                .maxTotalBytes(Long.MAX_VALUE).build();
        assembler = new EventAssembler(options, new AuditEventSink() {
            @Override
            public void recordAdded(AuditEvent event) {
                added = open.get(event);
                if (added == null) {
                    added = new EventNumbers.Event(event.seconds(), event.milliseconds(), serial);
                    open.put(event, added);
                    numbers.begin(added);
                    began = true;
                }
            }

            @Override
            public void eventEnded(AuditEvent event) {
                // the report of a loss has no records, and the event that it is about has a number already
                if (!(event instanceof AuditLossEvent)) {
                    numbers.end(open.remove(event));
                }
                event.release();
            }
        });
    }

    @Override
    public void line(AuditLogLine read, ByteBuf buffer, int start, int end, long number) throws IOException {
        lines = number;
        serial = read.serial();
        // the assembler keeps slices, and this buffer is used again
        ByteBuf copy = buffer.copy(start, end - start);
        record.wrapLine(copy);
        line.read(copy);
        describe(true);
        assembler.addLine(line, copy, 0, end - start);
        print();
        copy.release();
    }

    @Override
    public void record(int type, ByteBuf content) throws IOException {
        if (type == AuditMessageType.EOE) {
            return;
        }
        lines++;
        record.wrap(type, content);
        describe(false);
        if (record.hasEventId()) {
            serial = record.serial();
            assembler.add(type, content.copy());
            print();
        } else {
            entries.add(new Entry(null, 0, description()));
            printNumbered();
        }
    }

    private void print() throws IOException {
        EventNumbers.Event event = added;
        added = null;
        if (event != null) {
            entries.add(new Entry(event, event.nextRecord(), description()));
            if (began) {
                began = false;
                numbers.giveOut();
                printNumbered();
            }
        }
    }

    private void printNumbered() throws IOException {
        while (!entries.isEmpty() && !entries.peek().isWaiting()) {
            Entry entry = entries.remove();
        json.to(buffer.clear()).beginObject();
            if (entry.event != null) {
                json.number("event", entry.event.number).number("record", entry.number);
            }
            json.raw(entry.rest).endLine();
            buffer.readBytes(out, buffer.readableBytes());
        }
    }

    @Override
    public void numberOfNextRecord(long number) {
        lines = number - 1;
    }

    @Override
    public void fileStarted(@Nullable String name) {
        lines = 0;
        file = name;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /** Numbers are given out without waiting for the next event to begin, which libauparse does. */
    @Override
    public void paused() throws IOException {
        numbers.giveOut();
        printNumbered();
        out.flush();
    }

    @Override
    public void halfTimeoutPassed() throws IOException {
        assembler.tick();
        paused();
    }

    @Override
    public void end() throws IOException {
        assembler.end();
        numbers.giveOut();
        printNumbered();
        out.flush();
    }

    /** Writes all members of the record but the numbers of event and record. */
    private void describe(boolean isLine) {
        String typeName = AuditMessageType.name(record.type());
        json.to(buffer.clear()).beginObject();
        if (file != null) {
            json.text("file", file);
        }
        json.number("line", lines).text("type", shownType(isLine, typeName))
                .number("typenum", record.type());
        if (record.hasEventId()) {
            json.number("sec", record.seconds()).number("milli", record.milliseconds())
                    .unsigned("serial", record.serial());
        }
        byte[] bytes = record.bytes();
        if (isLine && line.nodeEnd() > line.nodeStart()) {
            json.bytes("node", bytes, line.nodeStart(), line.nodeEnd() - line.nodeStart());
        }
        json.name("fields").beginArray();
        if (!isLine) {
            json.beginObject().text("name", "type").text("raw", typeName).text("interpreted", typeName).endObject();
        }
        interpretation.wrap(record);
        for (int word = 0; word < record.prefixCount(); word++) {
            int start = record.prefixValueStart(word);
            int length = record.prefixValueLength(word);
            json.beginObject().text("name", record.prefixName(word)).bytes("raw", bytes, start, length)
                    .bytes("interpreted", bytes, start, length).endObject();
        }
        for (int field = 0; field < record.fieldCount(); field++) {
            json.beginObject().bytes("name", bytes, record.nameStart(field), record.nameLength(field))
                    .bytes("raw", bytes, record.valueStart(field), record.valueLength(field));
            interpretation.append(field, json);
            space(record.space(field));
            json.endObject();
        }
        json.endArray();
        words(isLine ? record.prefixCount() : 1);
        json.endObject();
    }

    /** A question mark for a type without a name, as libauparse has it; the first field has the text. */
    private String shownType(boolean isLine, String name) {
        boolean isNamed = !name.endsWith("]") && AuditMessageType.of(name) >= 0;
        String ownName = isLine && isNamed ? record.typeText() : null;
        return ownName != null && ownName.startsWith(UNKNOWN) ? ownName
                : TypeName.isOtherMeaning(record) ? TypeName.of(record) : isNamed ? name : "?";
    }

    private void space(FieldSpace space) {
        if (space == FieldSpace.USER) {
            json.text("space", "user");
        }
    }

    /**
     * Writes the words that are not fields.
     *
     * @param prefix how many fields were written before those of the record
     */
    private void words(int prefix) {
        int count = record.wordCount();
        if (count == 0) {
            return;
        }
        json.name("words").beginArray();
        for (int word = 0; word < count; word++) {
            json.beginObject().number("before", prefix + record.fieldAfterWord(word))
                    .bytes("text", record.bytes(), record.wordStart(word), record.wordLength(word));
            space(record.wordSpace(word));
            json.endObject();
        }
        json.endArray();
    }

    /** The members that {@link #describe} has written, without the braces around them. */
    private byte[] description() {
        return ByteBufUtil.getBytes(buffer, 1, buffer.writerIndex() - 2);
    }
}
