package io.github.nettyaudit.benchmarks;

import io.github.nettyaudit.codec.message.AuditMessageDecoder;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.netlink.NetlinkFrameDecoder;
import io.github.nettyaudit.testkit.CapturedDatagrams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
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
 * What our code costs per record between the kernel's copy and the user's handler: a batch of captured records goes
 * from the head of a pipeline through the frame decoder and the message decoder to a handler that looks at the type
 * and releases.
 *
 * <p>The batch lies as the transport lays it: datagrams of one recvmmsg(2), each in a slot of a pooled direct buffer.
 * {@link #decode} makes the slices beforehand and gives the pipeline the same ones again and again;
 * {@link #sliceAndDecode} takes a retained slice for each datagram, as {@code ReceiveBatch} of the transport does, and
 * so is the whole of the user-space work per record.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {"-Djmh.executor=CUSTOM",
        "-Djmh.executor.class=io.github.nettyaudit.benchmarks.EventLoopThreads"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodeBenchmark {
    /** Records of a benchmark's batch: many batches of the transport, so that types and lengths vary. */
    private static final int RECORDS = 4_096;
    private static final int SLOT_SIZE = 1_024;
    private static final int SLOTS = 64;

    private final int[] lengths = new int[RECORDS];
    private final ByteBuf[] buffers = new ByteBuf[RECORDS / SLOTS];
    private final ByteBuf[] slices = new ByteBuf[RECORDS];
    private EmbeddedChannel channel;
    private ChannelPipeline pipeline;
    private Sink sink;

    /** Lays out the capture and makes the pipeline. */
    @Setup(Level.Trial)
    public void layOut() {
        CapturedDatagrams records = CapturedDatagrams.liveDaemon().records();
        for (int batch = 0; batch < buffers.length; batch++) {
            buffers[batch] = ByteBufAllocator.DEFAULT.directBuffer(SLOTS * SLOT_SIZE, SLOTS * SLOT_SIZE);
        }
        int record = 0;
        for (int datagram = 0; record < RECORDS; datagram = (datagram + 1) % records.size()) {
            byte[] bytes = records.bytes(datagram);
            if (bytes.length <= SLOT_SIZE) {
                lengths[record] = bytes.length;
                buffer(record).setBytes(offset(record), bytes);
                slices[record] = buffer(record).slice(offset(record), bytes.length);
                record++;
            }
        }
        sink = new Sink();
        channel = new EmbeddedChannel(new NetlinkFrameDecoder(), new AuditMessageDecoder(), sink);
        pipeline = channel.pipeline();
    }

    /** Gives everything back, and fails if a decoder has kept or over-released a buffer. */
    @TearDown(Level.Trial)
    public void release() {
        channel.finishAndReleaseAll();
        for (ByteBuf buffer : buffers) {
            if (buffer.refCnt() != 1) {
                throw new IllegalStateException("a buffer is held " + buffer.refCnt() + " times");
            }
            buffer.release();
        }
    }

    private ByteBuf buffer(int record) {
        return buffers[record / SLOTS];
    }

    private static int offset(int record) {
        return record % SLOTS * SLOT_SIZE;
    }

    /** Frame and message decoder, and the handler's release. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long decode() {
        for (int record = 0; record < RECORDS; record++) {
            ByteBuf slice = slices[record];
            slice.setIndex(0, lengths[record]);
            slice.retain();
            pipeline.fireChannelRead(slice);
        }
        return sink.checked(RECORDS);
    }

    /** The same with a slice made for each datagram. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long sliceAndDecode() {
        for (int record = 0; record < RECORDS; record++) {
            pipeline.fireChannelRead(buffer(record).retainedSlice(offset(record), lengths[record]));
        }
        return sink.checked(RECORDS);
    }

    /** The user's handler. */
    private static final class Sink extends ChannelInboundHandlerAdapter {
        private int records;
        private long types;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            AuditRecordMessage record = (AuditRecordMessage) message;
            types += record.type();
            records++;
            record.release();
        }

        /** A number that depends on each record, once it is sure that none was missing. */
        long checked(int expected) {
            if (records != expected) {
                throw new IllegalStateException(records + " records instead of " + expected);
            }
            records = 0;
            return types;
        }
    }
}
