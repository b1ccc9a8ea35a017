package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventSink;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.server.filter.EventFilter;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives another printer the records of the events that a filter selects, event by event, each with its file and number.
 */
final class SelectingPrinter implements RecordPrinter {
    private static final int FEW_RECORDS = 8;

    private final RecordPrinter printer;
    private final EventFilter filter;
    private final boolean isJustOne;
    private final AuditLogLine line = new AuditLogLine();
    private final ArrayDeque<AuditEvent> ended = new ArrayDeque<>();
    private final Map<AuditEvent, Origin[]> origins = new IdentityHashMap<>();
    private final EventAssembler assembler;
    private Origin origin = new Origin(null, 0, false);
    private @Nullable String printedFile;
    private boolean isDone;
    private EventContext present = EventContext.NONE;

    /** Where a record comes from. */
    private record Origin(@Nullable String file, long number, boolean isLine) {
    }

    SelectingPrinter(RecordPrinter printer, EventFilter filter, boolean isJustOne) {
        this.printer = printer;
        this.filter = filter;
        this.isJustOne = isJustOne;
        assembler = new EventAssembler(EventAssemblerOptions.log().toBuilder().includeEoe(false).build(),
                new AuditEventSink() {
                    @Override
                    public void recordAdded(AuditEvent event) {
                        addOrigin(event);
                    }

                    @Override
                    public void eventEnded(AuditEvent event) {
                        ended.add(event);
                    }
                });
    }

    private void addOrigin(AuditEvent event) {
        int record = event.size() - 1;
        Origin @Nullable [] known = origins.get(event);
        if (known == null || known.length <= record) {
            known = known == null ? new Origin[Math.max(FEW_RECORDS, record + 1)] : Arrays.copyOf(known, 2 * record);
            origins.put(event, known);
        }
        known[record] = origin;
    }

    @Override
    public void line(AuditLogLine read, ByteBuf buffer, int start, int end, long number) throws IOException {
        origin = new Origin(origin.file(), number, true);
        assembler.addLine(read, buffer, start, end);
        print();
    }

    @Override
    public void record(int type, ByteBuf content) throws IOException {
        if (type != AuditMessageType.EOE) {
            origin = new Origin(origin.file(), origin.number() + 1, false);
            assembler.add(type, content.copy());
            print();
        }
    }

    @Override
    public void event(AuditEvent event, EventContext context, long number) throws IOException {
        origin = new Origin(origin.file(), number, event.isLog());
        print(); // those before have no context
        present = context;
        ended.add(event.retain());
        try {
            print();
        } finally {
            present = EventContext.NONE;
        }
    }

    private void print() throws IOException {
        for (AuditEvent event = ended.poll(); event != null; event = ended.poll()) {
            Origin @Nullable [] known = origins.remove(event);
            boolean isSelected;
            try {
                isSelected = !isDone && filter.matches(event, present);
                if (isSelected) {
                    print(event, known);
                }
            } finally {
                event.release();
            }
            if (isSelected && isJustOne) {
                isDone = true;
                throw new EnoughPrinted();
            }
        }
    }

    private void print(AuditEvent event, Origin @Nullable [] known) throws IOException {
        for (int i = 0; i < event.size(); i++) {
            ByteBuf content = event.content(i);
            Origin from = known == null ? origin : known[i];
            if (!Objects.equals(from.file(), printedFile)) {
                printedFile = from.file();
                printer.fileStarted(printedFile);
            }
            if (from.isLine()) {
                line.read(content);
                printer.line(line, content, content.readerIndex(), content.writerIndex(), from.number());
            } else {
                printer.numberOfNextRecord(from.number());
                printer.record(event.type(i), content);
            }
        }
    }

    @Override
    public void numberOfNextRecord(long number) {
        origin = new Origin(origin.file(), number - 1, false);
    }

    @Override
    public void fileStarted(@Nullable String name) throws IOException {
        origin = new Origin(name, 0, false);
    }

    @Override
    public void bufferEnded() {
        assembler.compact();
        printer.bufferEnded();
    }

    @Override
    public void flush() throws IOException {
        printer.flush();
    }

    @Override
    public void paused() throws IOException {
        printer.paused();
    }

    @Override
    public void halfTimeoutPassed() throws IOException {
        assembler.tick();
        print();
        printer.halfTimeoutPassed();
    }

    @Override
    public void end() throws IOException {
        assembler.end();
        try {
            print();
        } catch (EnoughPrinted e) {
            // releases the rest
            print();
        }
        printer.end();
    }
}
