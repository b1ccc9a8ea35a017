package io.github.nettyaudit.benchmarks;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditMessageDecoder;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.event.AuditEventAssembler;
import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkFrameDecoder;
import io.github.nettyaudit.codec.netlink.NetlinkFrameEncoder;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.NetlinkAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A channel that receives the kernel's records, as its daemon or as a member of the multicast group, with the options
 * that everybody gets and nothing but the two decoders before the counting handler.
 */
final class LiveChannel {
    private static final int ANSWER_SECONDS = 30;
    private static final int QUIET_MILLIS = 150;

    private final AuditNetlinkChannel channel;
    private final CountingHandler counting;
    private final BlockingQueue<AuditAcknowledgement> answers = new LinkedBlockingQueue<>();
    private final boolean daemon;

    /**
     * Opens the channel and, unless it is a multicast one, registers its socket as the audit daemon.
     *
     * @param data    the loop of the channel
     * @param control where its requests are sent from
     * @param events  whether records are put together to events, of which every field is then read
     * @param ages    where the ages of stamped records go, or {@code null}
     */
    LiveChannel(EventLoopGroup data, EventLoopGroup control, boolean multicast, boolean events,
            @Nullable StampedAges ages)
            throws InterruptedException {
        counting = new CountingHandler(answers::add, ages);
        daemon = !multicast;
        channel = (AuditNetlinkChannel) new Bootstrap()
                .group(data)
                .channel(AuditNetlinkChannel.class)
                .option(AuditNetlinkChannelOption.SEND_EXECUTOR, control.next())
                .handler(new ChannelInitializer<AuditNetlinkChannel>() {
                    @Override
                    protected void initChannel(AuditNetlinkChannel channel) {
                        channel.pipeline().addLast(new NetlinkFrameEncoder(), new NetlinkFrameDecoder(),
                                new AuditMessageDecoder());
                        if (events) {
                            channel.pipeline().addLast(new AuditEventAssembler());
                        }
                        channel.pipeline().addLast(counting);
                    }
                })
                .bind(multicast ? NetlinkAddress.multicast(NetlinkAddress.AUDIT_READLOG) : NetlinkAddress.AUTO)
                .sync()
                .channel();
        if (daemon) {
            register((int) ProcessHandle.current().pid());
        }
    }

    /** {@code AUDIT_SET} of the daemon's pid by the data socket itself: the socket that sends it gets the records. */
    private void register(int pid) throws InterruptedException {
        answers.clear();
        channel.writeAndFlush(setPid(pid)).sync();
        AuditAcknowledgement answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
        if (answer == null || answer.errno() != 0) {
            throw new IllegalStateException("the kernel does not make us its audit daemon: " + answer);
        }
    }

    /** By hand, so that the pipeline has nothing inbound but what is measured; others use AuditDaemonHandler. */
    static NetlinkMessage setPid(int pid) {
        ByteBuf status = Unpooled.directBuffer(AuditStatus.LENGTH).writeZero(AuditStatus.LENGTH);
        status.writerIndex(0);
        for (int field : new int[] {AuditStatusField.PID.maskBit(), 0, 0, pid}) {
            NetlinkHeaderDescriptor.writeInt(status, field);
        }
        status.writerIndex(AuditStatus.LENGTH);
        return new NetlinkMessage(AuditMessageType.SET, NetlinkFlags.REQUEST | NetlinkFlags.ACK, 1, 0, status);
    }

    AuditNetlinkChannel channel() {
        return channel;
    }

    /** Counts from nothing, once the records that registration itself makes have come. */
    void reset() throws InterruptedException {
        CountingHandler.Counts before;
        CountingHandler.Counts now = counts();
        do {
            before = now;
            Thread.sleep(QUIET_MILLIS);
            now = counts();
        } while (!now.equals(before));
        channel.eventLoop().submit(counting::reset).sync();
    }

    CountingHandler.Counts counts() throws InterruptedException {
        return channel.eventLoop().submit(counting::counts).sync().getNow();
    }

    /** Leaves the kernel as it was. */
    void close() throws InterruptedException {
        try {
            if (daemon) {
                register(0);
            }
        } finally {
            channel.close().sync();
        }
    }
}
