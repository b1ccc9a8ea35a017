package io.github.nettyaudit.benchmarks;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLogReader;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.testkit.CapturedDatagrams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What reading records costs, over those of the captured run, in buffers as a transport makes them: slices of a pooled
 * direct buffer. An operation is one record. Records that are parsed are those of a log (no EOE, which has no fields);
 * those that are put together to events are all of them.
 *
 * <p>{@link #linesToEvents} reads the same records as lines of a log; its rate times the mean length of a line, which
 * is printed at the start, is the speed in bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {"-Djmh.executor=CUSTOM",
        "-Djmh.executor.class=io.github.nettyaudit.benchmarks.EventLoopThreads"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordBenchmark {
    private static final int RECORDS = 4_096;
    private static final int SLOT_SIZE = 1_024;
    private static final int SLOTS = 64;
    /** Bytes of a piece of the log, as a file would be read. */
    private static final int CHUNK = 256 << 10;

    private final int[] types = new int[RECORDS];
    private final ByteBuf[] records = new ByteBuf[RECORDS];
    private final int[] allTypes = new int[RECORDS];
    private final ByteBuf[] all = new ByteBuf[RECORDS];
    private final AuditRecord record = new AuditRecord();
    private final Totals totals = new Totals();
    private byte[] log = {};
    private EventAssembler assembler;
    private AuditLogReader reader;

    /** What the benchmarks count, so that nothing is left out. */
    private static final class Totals {
        private long events;
        private long sum;

        void take(AuditEvent event) {
            events++;
            sum += event.size();
            event.release();
        }
    }

    /** Lays out the capture as records and as a log. */
    @Setup(Level.Trial)
    public void layOut() {
        CapturedDatagrams captured = CapturedDatagrams.liveDaemon().records();
        lay(captured.ofType(type -> type != AuditMessageType.EOE), types, records);
        lay(captured, allTypes, all);
        assembler = new EventAssembler(EventAssemblerOptions.live(), totals::take);
        reader = new AuditLogReader(totals::take);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < RECORDS; i++) {
            text.append("type=").append(AuditMessageType.name(types[i])).append(" msg=")
                    .append(records[i].toString(StandardCharsets.ISO_8859_1).replace('\n', ' ')).append('\n');
        }
        log = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        System.out.println("mean bytes of a line: " + log.length / (double) RECORDS);
    }

    private static void lay(CapturedDatagrams captured, int[] types, ByteBuf[] records) {
        ByteBuf buffer = null;
        int next = 0;
        for (int datagram = 0; next < RECORDS; datagram = (datagram + 1) % captured.size()) {
            byte[] bytes = captured.bytes(datagram);
            if (bytes.length > SLOT_SIZE) {
                continue;
            }
            if (next % SLOTS == 0) {
                buffer = ByteBufAllocator.DEFAULT.directBuffer(SLOTS * SLOT_SIZE, SLOTS * SLOT_SIZE);
            }
            int offset = next % SLOTS * SLOT_SIZE;
            buffer.setBytes(offset, bytes);
            types[next] = captured.type(datagram);
            records[next++] = buffer.slice(offset, bytes.length).skipBytes(NetlinkHeaderDescriptor.HEADER_LENGTH);
        }
    }

    /** Gives the buffers back, and fails if somebody has kept or over-released one. */
    @TearDown(Level.Trial)
    public void release() {
        assembler.end();
        reader.close();
        for (ByteBuf[] buffers : new ByteBuf[][] {records, all}) {
            for (int i = 0; i < RECORDS; i += SLOTS) {
                if (buffers[i].refCnt() != 1) {
                    throw new IllegalStateException("a buffer is held " + buffers[i].refCnt() + " times");
                }
                buffers[i].release();
            }
        }
    }

    /** Type, time and serial. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long header() {
        long sum = 0;
        for (int i = 0; i < RECORDS; i++) {
            record.wrap(types[i], records[i]);
            sum += record.type() + record.seconds() + record.milliseconds() + record.serial();
        }
        return sum;
    }

    /** The name and the raw value of every field: first byte, last byte and length of each. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long fields() {
        long sum = 0;
        for (int i = 0; i < RECORDS; i++) {
            record.wrap(types[i], records[i]);
            byte[] bytes = record.bytes();
            int fields = record.fieldCount();
            for (int field = 0; field < fields; field++) {
                sum += record.nameKey(field);
                int start = record.valueStart(field);
                int length = record.valueLength(field);
                if (length > 0) {
                    sum += bytes[start] + bytes[start + length - 1] + length;
                }
            }
        }
        return sum;
    }

    /** Events from the kernel's records, EOE included. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long assemble() {
        for (int i = 0; i < RECORDS; i++) {
            assembler.add(allTypes[i], all[i].retain());
        }
        return totals.sum;
    }

    /** Events from the lines of a log. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long linesToEvents() {
        for (int start = 0; start < log.length; start += CHUNK) {
            int length = Math.min(CHUNK, log.length - start);
            reader.read(ByteBufAllocator.DEFAULT.directBuffer(length).writeBytes(log, start, length));
        }
        return totals.sum;
    }
}
