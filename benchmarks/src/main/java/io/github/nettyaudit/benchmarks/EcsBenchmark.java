package io.github.nettyaudit.benchmarks;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.ecs.EcsEncoder;
import io.github.nettyaudit.schema.ecs.EcsOptions;
import io.github.nettyaudit.testkit.CapturedDatagrams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * What it costs to make documents of the Elastic Common Schema from events, finding their fields included: captured
 * events are encoded one after the other into a heap buffer that is used again.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {"-Djmh.executor=CUSTOM",
        "-Djmh.executor.class=io.github.nettyaudit.benchmarks.EventLoopThreads"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class EcsBenchmark {
    private static final int EVENTS = 1_024;

    /** The events: all of the capture, or those of a system call without a path, as a load generator makes them. */
    @Param({"all", "call"})
    public String events;

    /** Whether the records are in the document as they were. */
    @Param({"true", "false"})
    public boolean original;

    private final List<AuditEvent> assembled = new ArrayList<>();
    private final ByteBuf out = Unpooled.buffer(1 << 16);
    private final EventContext context = EventContext.ofHost("host.example.com");
    private EcsEncoder encoder;

    /** Assembles the captured records into events. */
    @Setup(Level.Trial)
    public void assemble() {
        encoder = new EcsEncoder(NameService.NONE, new EcsOptions(false, original));
        EventAssembler assembler = new EventAssembler(EventAssemblerOptions.live(), event -> {
            if (event.size() > 0 && (events.equals("all") || event.size() == 2) && assembled.size() < EVENTS) {
                assembled.add(event);
            } else {
                event.release();
            }
        });
        CapturedDatagrams captured = CapturedDatagrams.liveDaemon().records();
        for (int datagram = 0; datagram < captured.size(); datagram++) {
            byte[] bytes = captured.bytes(datagram);
            assembler.add(captured.type(datagram), Unpooled.wrappedBuffer(bytes)
                    .skipBytes(NetlinkHeaderDescriptor.HEADER_LENGTH));
        }
        assembler.end();
        for (int i = 0; assembled.size() < EVENTS; i++) {
            assembled.add(assembled.get(i).retain());
        }
    }

    /** Gives the events back. */
    @TearDown(Level.Trial)
    public void release() {
        assembled.forEach(AuditEvent::release);
    }

    /**
     * Encodes events.
     *
     * @return the length of the documents
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int encode() {
        int length = 0;
        for (AuditEvent event : assembled) {
            encoder.encode(event, context, out.clear());
            length += out.readableBytes();
        }
        return length;
    }
}
