package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.server.filter.EventFilter;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.function.Supplier;

/** Prints events, for people or as documents, each as soon as it has ended. */
final class InterpretedPrinter implements RecordPrinter {
    private final OutputStream out;
    private final EventPipeline pipeline;
    private final boolean isJustOne;
    private boolean isDone;
    private EventContext present = EventContext.NONE;
    private final ArrayDeque<AuditEvent> ended = new ArrayDeque<>();
    private final EventAssembler assembler = new EventAssembler(
            EventAssemblerOptions.log().toBuilder().includeEoe(false).build(), ended::add);

    InterpretedPrinter(OutputStream out, EventText text) {
        this(out, () -> new EventRenderer(EventFilter.ALL, text), 0, false);
    }

    /**
     * Creates a printer.
     *
     * @param renderers makes a renderer for each thread
     * @param threads   how many threads render events beside the calling one
     * @param isJustOne whether it ends with {@link EnoughPrinted} after the first event that is selected
     */
    InterpretedPrinter(OutputStream out, Supplier<EventRenderer> renderers, int threads, boolean isJustOne) {
        this.out = out;
        this.isJustOne = isJustOne;
        pipeline = new EventPipeline(out, renderers, threads);
    }

    @Override
    public void line(AuditLogLine line, ByteBuf buffer, int start, int end, long number) throws IOException {
        pipeline.read(end - start);
        assembler.addLine(line, buffer, start, end);
        print();
    }

    @Override
    public void record(int type, ByteBuf content) throws IOException {
        // as in a log: the command line is the end
        if (type != AuditMessageType.EOE) {
            pipeline.read(content.readableBytes());
            assembler.add(type, content.copy());
            print();
        }
    }

    @Override
    public void event(AuditEvent event, EventContext context, long number) throws IOException {
        for (int i = 0; i < event.size(); i++) {
            pipeline.read(event.content(i).readableBytes());
        }
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
            if (isDone) {
                event.release();
                continue;
            }
            pipeline.add(event, present);
            if (isJustOne && pipeline.drain() > 0) {
                isDone = true;
                throw new EnoughPrinted();
            }
        }
    }

    @Override
    public void bufferEnded() {
        assembler.compact();
    }

    @Override
    public void flush() throws IOException {
        pipeline.drain();
        out.flush();
    }

    @Override
    public void halfTimeoutPassed() throws IOException {
        assembler.tick();
        print();
        flush();
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
        flush();
        pipeline.close();
    }
}
