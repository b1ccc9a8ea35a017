package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventSink;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.server.filter.EventFilter;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives another printer the records of the events that a filter selects, event by event. */
final class SelectingPrinter implements RecordPrinter {
    private static final int FEW_RECORDS = 8;

    private final RecordPrinter printer;
    private final EventFilter filter;
    private final boolean isJustOne;
    private final AuditLogLine line = new AuditLogLine();
    private final ArrayDeque<AuditEvent> ended = new ArrayDeque<>();
    private final Map<AuditEvent, int[]> lines = new IdentityHashMap<>();
    private final EventAssembler assembler;
    private int number;
    private boolean isLog;
    private boolean isDone;

    SelectingPrinter(RecordPrinter printer, EventFilter filter, boolean isJustOne) {
        this.printer = printer;
        this.filter = filter;
        this.isJustOne = isJustOne;
        assembler = new EventAssembler(EventAssemblerOptions.log().toBuilder().includeEoe(false).build(),
                new AuditEventSink() {
                    @Override
                    public void recordAdded(AuditEvent event) {
                        addLine(event);
                    }

                    @Override
                    public void eventEnded(AuditEvent event) {
                        ended.add(event);
                    }
                });
    }

    private void addLine(AuditEvent event) {
        int record = event.size() - 1;
        int @Nullable [] numbers = lines.get(event);
        if (numbers == null || numbers.length <= record) {
            numbers = numbers == null ? new int[Math.max(FEW_RECORDS, record + 1)] : Arrays.copyOf(numbers, 2 * record);
            lines.put(event, numbers);
        }
        numbers[record] = number;
    }

    @Override
    public boolean line(ByteBuf buffer, int start, int end) throws IOException {
        isLog = true;
        number++;
        if (!line.read(buffer, start, end)) {
            return false;
        }
        assembler.addCopyOfLine(line, buffer, start, end);
        print();
        return true;
    }

    @Override
    public void record(int type, ByteBuf content) throws IOException {
        isLog = false;
        if (type != AuditMessageType.EOE) {
            number++;
            assembler.add(type, content.copy());
            print();
        }
    }

    private void print() throws IOException {
        for (AuditEvent event = ended.poll(); event != null; event = ended.poll()) {
            int @Nullable [] numbers = lines.remove(event);
            boolean isSelected;
            try {
                isSelected = !isDone && filter.matches(event);
                if (isSelected) {
                    print(event, numbers);
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

    private void print(AuditEvent event, int @Nullable [] numbers) throws IOException {
        for (int i = 0; i < event.size(); i++) {
            ByteBuf content = event.content(i);
            printer.numberOfNextLine(numbers == null ? number : numbers[i]);
            if (isLog) {
                printer.line(content, content.readerIndex(), content.writerIndex());
            } else {
                printer.record(event.type(i), content);
            }
        }
    }

    @Override
    public void fileEnded() throws IOException {
        number = 0;
        printer.fileEnded();
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
