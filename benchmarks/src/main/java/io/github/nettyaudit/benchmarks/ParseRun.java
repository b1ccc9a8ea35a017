package io.github.nettyaudit.benchmarks;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventSink;
import io.github.nettyaudit.codec.event.AuditLogReader;
import io.github.nettyaudit.codec.interpret.AuditInterpreter;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.codec.record.AuditLogSplitter;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Our side of {@code parse.sh}: goes over a log as {@code src/main/c/parse.c} does, in one thread, several times, and
 * prints one JSON object for each pass. The first passes warm the JVM.
 * <pre>
 *   ParseRun header|events|fields|interpret FILE PASSES
 * </pre>
 * {@code header} reads type, time and serial of each line, {@code events} puts the events together, {@code fields} does
 * that and takes the name and the raw value of every field, {@code interpret} also its text.
 */
public final class ParseRun implements AuditEventSink {
    private static final int CHUNK = 256 << 10;

    private final String work;
    private final AuditRecord record = new AuditRecord();
    private final AuditInterpreter interpreter = AuditInterpreter.builder().build();
    private final TextBuffer text = new TextBuffer();
    private final AuditLogLine line = new AuditLogLine();
    private long events;
    private long records;
    private long fields;
    private long checksum;

    private ParseRun(String work) {
        this.work = work;
    }

    /** Runs on a thread as event loops have, on which Netty's pools are quicker. */
    public static void main(String[] arguments) throws InterruptedException {
        Thread thread = new FastThreadLocalThread(() -> run(arguments[0], Path.of(arguments[1]),
                Integer.parseInt(arguments[2])));
        thread.start();
        thread.join();
    }

    private static void run(String work, Path file, int passes) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int pass = 0; pass < passes; pass++) {
            ParseRun run = new ParseRun(work);
            long cpu = threads.getCurrentThreadCpuTime();
            long wall = System.nanoTime();
            long bytes;
            try {
                bytes = run.read(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            cpu = threads.getCurrentThreadCpuTime() - cpu;
            wall = System.nanoTime() - wall;
            System.out.printf(Locale.ROOT, "{\"who\":\"ours\",\"work\":\"%s\",\"bytes\":%d,\"events\":%d,"
                    + "\"records\":%d,\"fields\":%d,\"cpu_s\":%.4f,\"wall_s\":%.4f,\"checksum\":%d}%n", work, bytes, run.events,
                    run.records, run.fields, cpu / 1e9, wall / 1e9, run.checksum);
        }
    }

    private long read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long position = 0;
            if (work.equals("header")) {
                try (AuditLogSplitter splitter = new AuditLogSplitter(this::header)) {
                    for (ByteBuf chunk = chunk(channel, position); chunk != null; chunk = chunk(channel, position)) {
                        position += chunk.readableBytes();
                        splitter.read(chunk);
                    }
                }
            } else {
                try (AuditLogReader reader = new AuditLogReader(this)) {
                    for (ByteBuf chunk = chunk(channel, position); chunk != null; chunk = chunk(channel, position)) {
                        position += chunk.readableBytes();
                        reader.read(chunk);
                    }
                }
            }
            return position;
        }
    }

    private static ByteBuf chunk(FileChannel channel, long position) throws IOException {
        ByteBuf chunk = ByteBufAllocator.DEFAULT.directBuffer(CHUNK);
        if (chunk.writeBytes(channel, position, CHUNK) > 0) {
            return chunk;
        }
        chunk.release();
        return null;
    }

    private void header(ByteBuf buffer, int start, int end) {
        if (line.read(buffer, start, end)) {
            records++;
            checksum += line.type() + line.seconds() + line.milliseconds() + line.serial();
        }
    }

    @Override
    public void eventEnded(AuditEvent event) {
        events++;
        int size = event.size();
        records += size;
        if (!work.equals("events")) {
            for (int i = 0; i < size; i++) {
                readFields(event.read(i, record));
            }
        }
        event.release();
    }

    private void readFields(AuditRecord read) {
        byte[] bytes = read.bytes();
        int count = read.fieldCount();
        // libauparse counts the type, and interprets it
        fields += count + 1;
        boolean interpret = work.equals("interpret");
        if (interpret) {
            interpreter.wrap(read);
            text.clear();
        }
        for (int field = 0; field < count; field++) {
            checksum += bytes[read.nameStart(field)];
            if (read.valueLength(field) > 0) {
                checksum += bytes[read.valueStart(field)];
            }
            if (interpret) {
                interpreter.interpret(field, text);
            }
        }
        checksum += text.length();
    }
}
