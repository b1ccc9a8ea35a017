package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.server.filter.EventFilter;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;

/** Prints events for people, each as soon as it has ended. */
final class InterpretedPrinter implements RecordPrinter {
    private final OutputStream out;
    private final EventText text;
    private final EventFilter filter;
    private final boolean isJustOne;
    private boolean isDone;
    private final ArrayDeque<AuditEvent> ended = new ArrayDeque<>();
    private final EventAssembler assembler = new EventAssembler(
            EventAssemblerOptions.log().toBuilder().includeEoe(false).build(), ended::add);

    InterpretedPrinter(OutputStream out, EventText text) {
        this(out, text, EventFilter.ALL, false);
    }

    /**
     * Creates a printer.
     *
     * @param filter    selects the events
     * @param isJustOne whether it ends with {@link EnoughPrinted} after the first that is selected
     */
    InterpretedPrinter(OutputStream out, EventText text, EventFilter filter, boolean isJustOne) {
        this.out = out;
        this.text = text;
        this.filter = filter;
        this.isJustOne = isJustOne;
    }

    @Override
    public void line(AuditLogLine line, ByteBuf buffer, int start, int end, long number) throws IOException {
        assembler.addCopyOfLine(line, buffer, start, end);
        print();
    }

    @Override
    public void record(int type, ByteBuf content) throws IOException {
        // as in a log: the command line is the end
        if (type != AuditMessageType.EOE) {
            assembler.add(type, content.copy());
            print();
        }
    }

    private void print() throws IOException {
        for (AuditEvent event = ended.poll(); event != null; event = ended.poll()) {
            boolean isSelected;
            try {
                isSelected = !isDone && filter.matches(event);
                if (isSelected) {
                    TextBuffer printed = text.of(event);
                    out.write(printed.array(), 0, printed.length());
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

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void halfTimeoutPassed() throws IOException {
        assembler.tick();
        print();
        out.flush();
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
        out.flush();
    }
}
