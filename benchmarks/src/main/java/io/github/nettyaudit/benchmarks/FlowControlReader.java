package io.github.nettyaudit.benchmarks;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.netlink.NetlinkFrameEncoder;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.NetlinkAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An audit daemon whose reader is slow or stops, for {@code flow-control.sh}: each line on stdin is answered by one line
 * on stdout.
 * <pre>
 *   pause           setAutoRead(false)                                          → PAUSED
 *   resume          setAutoRead(true)                                           → RESUMED
 *   slow NANOS      the handler takes this long for each record; 0 = none       → SLOW
 *   overshoot       setAutoRead(false) in the handler at every 1,000th record,
 *                   and true again after 1 ms                                   → OVERSHOOT
 *   report          waits until nothing came for 1.5 s                          → one JSON object, counted from the last one
 *   quit            un-registers, exits
 * </pre>
 */
final class FlowControlReader extends ChannelInboundHandlerAdapter {
    private static final int QUIET_MILLIS = 1_500;
    private static final int POLL_MILLIS = 50;
    private static final int OVERSHOOT_EVERY = 1_000;
    /** {@code nlmsg_type}, little-endian on the machines that the benchmarks run on. */
    private static final int TYPE_OFFSET = 4;

    private volatile long delayNanos;
    private volatile boolean measuresOvershoot;
    private volatile long records;
    private volatile int mostOvershoot;
    private int overshoot;

    private FlowControlReader() {
    }

    /** The argument is the receive buffer to ask for, in bytes. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        MultiThreadIoEventLoopGroup data = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        MultiThreadIoEventLoopGroup control = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        FlowControlReader reader = new FlowControlReader();
        AuditNetlinkChannel channel = (AuditNetlinkChannel) new Bootstrap().group(data)
                .channel(AuditNetlinkChannel.class)
                .option(AuditNetlinkChannelOption.RECEIVE_BUFFER, Integer.parseInt(arguments[0]))
                .option(AuditNetlinkChannelOption.SEND_EXECUTOR, control.next())
                .handler(new ChannelInitializer<AuditNetlinkChannel>() {
                    @Override
                    protected void initChannel(AuditNetlinkChannel channel) {
                        channel.pipeline().addLast(new NetlinkFrameEncoder(), reader);
                    }
                })
                .bind(NetlinkAddress.AUTO).sync().channel();
        channel.writeAndFlush(LiveChannel.setPid((int) ProcessHandle.current().pid())).sync();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            reader.delayNanos = 0;
            channel.config().setAutoRead(true);
            channel.writeAndFlush(LiveChannel.setPid(0)).awaitUninterruptibly();
            channel.close().awaitUninterruptibly();
        }));
        System.out.println("READY");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
            System.out.println(reader.obey(channel, line.split(" ")));
        }
        System.exit(0);
    }

    private String obey(AuditNetlinkChannel channel, String[] words) throws InterruptedException {
        return switch (words[0]) {
            case "pause" -> {
                channel.config().setAutoRead(false);
                channel.eventLoop().submit(() -> { }).sync();
                yield "PAUSED";
            }
            case "resume" -> {
                channel.config().setAutoRead(true);
                yield "RESUMED";
            }
            case "slow" -> {
                delayNanos = Long.parseLong(words[1]);
                yield "SLOW";
            }
            case "overshoot" -> {
                measuresOvershoot = true;
                yield "OVERSHOOT";
            }
            case "report" -> report(channel);
            default -> "what is '" + words[0] + "'?";
        };
    }

    private String report(AuditNetlinkChannel channel) throws InterruptedException {
        long before = -1;
        for (int quiet = 0; quiet < QUIET_MILLIS; quiet = records == before ? quiet + POLL_MILLIS : 0) {
            before = records;
            Thread.sleep(POLL_MILLIS);
        }
        String report = String.format(Locale.ROOT,
                "{\"records\":%d,\"drops\":%d,\"receive_buffer\":%d,\"most_overshoot\":%d}", records,
                channel.counters().socketDrops(), channel.receiveBufferSize(), mostOvershoot);
        measuresOvershoot = false;
        channel.eventLoop().submit(() -> {
            records = 0;
            mostOvershoot = 0;
        }).sync();
        return report;
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer, the event loop
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf datagram = (ByteBuf) message;
        int type = datagram.getUnsignedShortLE(datagram.readerIndex() + TYPE_OFFSET);
        datagram.release();
        if (type != AuditMessageType.SYSCALL && type != AuditMessageType.PROCTITLE && type != AuditMessageType.EOE) {
            return;
        }
        records++;
        if (delayNanos > 0) {
            LockSupport.parkNanos(delayNanos);
        }
        if (measuresOvershoot) {
            measureOvershoot(context);
        }
    }

    /** Counts what arrives while autoRead is off. */
    private void measureOvershoot(ChannelHandlerContext context) {
        if (!context.channel().config().isAutoRead()) {
            overshoot++;
            mostOvershoot = Math.max(mostOvershoot, overshoot);
        } else if (records % OVERSHOOT_EVERY == 0) {
            overshoot = 0;
            context.channel().config().setAutoRead(false);
            context.executor().schedule(() -> context.channel().config().setAutoRead(true), 1, TimeUnit.MILLISECONDS);
        }
    }
}
