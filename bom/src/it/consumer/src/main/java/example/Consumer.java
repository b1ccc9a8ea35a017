package example;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.testkit.CapturedDatagrams;
import io.github.nettyaudit.testkit.ScriptedKernel;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.NetlinkProtocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollIoHandler;

/** Uses the codec on an embedded channel, and the transport against a scripted kernel. Needs no privilege. */
public final class Consumer {
    private Consumer() {
    }

    private static final class Counter extends SimpleChannelInboundHandler<AuditRecordMessage> {
        private int records;

        @Override
        protected void channelRead0(ChannelHandlerContext context, AuditRecordMessage record) {
            records++;
        }
    }

    /**
     * Prints three lines.
     *
     * @param arguments none
     * @throws Exception if the channel cannot be opened or does not answer
     */
    public static void main(String[] arguments) throws Exception {
        System.out.println("module: " + AuditNetlinkChannel.class.getModule().getName());

        Counter counter = new Counter();
        EmbeddedChannel embedded = new EmbeddedChannel(AuditPipeline.records(counter));
        CapturedDatagrams.liveMulticast().forEach(embedded::writeInbound);
        embedded.finishAndReleaseAll();
        System.out.println("records: " + counter.records);

        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try (ScriptedKernel kernel = ScriptedKernel.start()) {
            Channel control = new Bootstrap().group(loops).channel(AuditNetlinkChannel.class)
                    .option(AuditNetlinkChannelOption.PROTOCOL, NetlinkProtocol.USERSOCK)
                    .handler(AuditPipeline.requests())
                    .connect(kernel.address()).sync().channel();
            System.out.println("backlog limit: " + new AuditClient(control).status().get().backlogLimit());
            control.close().sync();
        } finally {
            loops.shutdownGracefully().sync();
        }
    }
}
