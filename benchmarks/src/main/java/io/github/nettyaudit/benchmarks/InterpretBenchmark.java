package io.github.nettyaudit.benchmarks;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.interpret.AuditInterpreter;
import io.github.nettyaudit.codec.interpret.CachedNameService;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.testkit.CapturedDatagrams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to turn every field of a record into text, finding the fields included: captured records (no EOE, which
 * has no fields) are wrapped one after the other, each field's text goes into a buffer that is used again.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {"-Djmh.executor=CUSTOM",
        "-Djmh.executor.class=io.github.nettyaudit.benchmarks.EventLoopThreads"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class InterpretBenchmark {
    private static final int RECORDS = 4_096;

    /** Whether users and groups have names, of which every tenth is not known. */
    @Param({"false", "true"})
    public boolean names;

    private final int[] types = new int[RECORDS];
    private final ByteBuf[] records = new ByteBuf[RECORDS];
    private final AuditRecord record = new AuditRecord();
    private final TextBuffer text = new TextBuffer();
    private AuditInterpreter interpreter;

    /** Copies the captured records into buffers as a transport's would be. */
    @Setup(Level.Trial)
    public void layOut() {
        interpreter = AuditInterpreter.builder()
                .names(names ? new CachedNameService(new SomeNames()) : NameService.NONE).build();
        CapturedDatagrams captured = CapturedDatagrams.liveDaemon().records();
        int next = 0;
        for (int datagram = 0; next < RECORDS; datagram = (datagram + 1) % captured.size()) {
            byte[] bytes = captured.bytes(datagram);
            ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
            int type = captured.type(datagram);
            if (type == AuditMessageType.EOE) {
                buffer.release();
            } else {
                types[next] = type;
                records[next++] = buffer.skipBytes(NetlinkHeaderDescriptor.HEADER_LENGTH);
            }
        }
    }

    /** Gives the buffers back. */
    @TearDown(Level.Trial)
    public void release() {
        for (ByteBuf buffer : records) {
            buffer.release();
        }
    }

    /** All fields of all records as text. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long interpretAllFields() {
        long length = 0;
        for (int i = 0; i < RECORDS; i++) {
            interpreter.wrap(record.wrap(types[i], records[i]));
            text.clear();
            int fields = record.fieldCount();
            for (int field = 0; field < fields; field++) {
                interpreter.interpret(field, text);
            }
            length += text.length();
        }
        return length;
    }

    /** The same fields found but not interpreted: the part of the cost that is not interpretation. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long findAllFields() {
        long length = 0;
        for (int i = 0; i < RECORDS; i++) {
            record.wrap(types[i], records[i]);
            int fields = record.fieldCount();
            for (int field = 0; field < fields; field++) {
                length += record.valueLength(field);
            }
        }
        return length;
    }

    /** Names made of numbers. */
    private static final class SomeNames implements NameService {
        @Override
        public @Nullable String user(int id) {
            return id % 10 == 9 ? null : "user" + id;
        }

        @Override
        public @Nullable String group(int id) {
            return id % 10 == 9 ? null : "group" + id;
        }
    }
}
