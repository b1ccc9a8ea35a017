package io.github.nettyaudit.server.source;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.codec.pcapng.NetlinkTap;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.tap.TapFile;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.NetlinkAddress;
import io.github.nettyaudit.transport.NetlinkOverrun;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The two loops of a source, and the channels on them. The data channel's loop only reads; all requests, and what
 * little the data channel itself sends, go out from the control channel's loop.
 */
final class KernelChannels {
    /** A kernel thread of ours sleeping in {@code sendto} is not to be waited for longer than this. */
    private static final long LOOP_END_SECONDS = 2;

    private final KernelEndpoint endpoint;
    private final @Nullable TapFile tap;
    private final List<Channel> opened = new ArrayList<>();
    private final EventLoopGroup dataLoop = group("audit-data");
    private final EventLoopGroup controlLoop = group("audit-control");

    /** @param tap gets a copy of all traffic, if there is one */
    KernelChannels(KernelEndpoint endpoint, @Nullable TapFile tap) {
        this.endpoint = endpoint;
        this.tap = tap;
    }

    private static EventLoopGroup group(String name) {
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), EpollIoHandler.newFactory());
    }

    EventLoop dataLoop() {
        return dataLoop.next();
    }

    /** Opens the control channel. */
    AuditClient openControl() throws ServerException, InterruptedException {
        return new AuditClient(open(bootstrap(controlLoop, "control", requests()), 0));
    }

    /** The pipeline of a control channel: a rule listing starts again after an overrun. */
    private static AuditPipeline requests() {
        return AuditPipeline.builder().lossTranslator(event -> event instanceof NetlinkOverrun overrun
                ? new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, overrun.dropped(), overrun.toString()) : null).build();
    }

    /**
     * Opens the data channel.
     *
     * @param groups   multicast groups to join, 0 = none
     * @param handlers behind the protocol's own
     */
    Channel openData(int receiveBuffer, int groups, ChannelHandler... handlers)
            throws ServerException, InterruptedException {
        return open(bootstrap(dataLoop, "data", AuditPipeline.records(handlers))
                .option(AuditNetlinkChannelOption.RECEIVE_BUFFER, receiveBuffer)
                .option(AuditNetlinkChannelOption.SEND_EXECUTOR, controlLoop.next()), groups);
    }

    private Bootstrap bootstrap(EventLoopGroup loop, String name, AuditPipeline pipeline) {
        return new Bootstrap().group(loop)
                .channel(AuditNetlinkChannel.class)
                .option(AuditNetlinkChannelOption.PROTOCOL, endpoint.protocol())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) throws Exception {
                        if (tap != null) {
                            channel.pipeline().addLast(new NetlinkTap(tap.writer(), tap.describe(name)));
                        }
                        channel.pipeline().addLast(pipeline);
                    }
                });
    }

    private Channel open(Bootstrap bootstrap, int groups) throws ServerException, InterruptedException {
        NetlinkAddress local = groups == 0 ? NetlinkAddress.AUTO : NetlinkAddress.multicast(groups);
        ChannelFuture opening = endpoint.address().equals(NetlinkAddress.KERNEL)
                ? bootstrap.bind(local) : bootstrap.connect(endpoint.address(), local);
        opening.await();
        if (!opening.isSuccess()) {
            throw KernelReplies.failure(opening.cause());
        }
        opened.add(0, opening.channel());
        return opening.channel();
    }

    /** Closes what is still open, the data channel first, and ends both loops. */
    void close() throws InterruptedException {
        for (Channel channel : opened) { // a loop that ends without a quiet period may leave its channels open
            channel.close().await(LOOP_END_SECONDS, TimeUnit.SECONDS);
        }
        var data = dataLoop.shutdownGracefully(0, LOOP_END_SECONDS, TimeUnit.SECONDS);
        data.await(LOOP_END_SECONDS + 1, TimeUnit.SECONDS);
        var control = controlLoop.shutdownGracefully(0, LOOP_END_SECONDS, TimeUnit.SECONDS);
        control.await(LOOP_END_SECONDS + 1, TimeUnit.SECONDS);
    }
}
