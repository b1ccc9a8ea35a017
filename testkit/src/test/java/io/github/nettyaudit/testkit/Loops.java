package io.github.nettyaudit.testkit;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.NetlinkAddress;
import io.github.nettyaudit.transport.NetlinkOverrun;
import io.github.nettyaudit.transport.NetlinkProtocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Channels for tests, data on one loop and control on another, as a program should have it. Closing closes the data
 * channels first, then the control channels, then the loops.
 */
final class Loops implements AutoCloseable {
    private final EventLoopGroup data = group("data");
    private final EventLoopGroup control = group("control");
    private final List<Channel> dataChannels = new ArrayList<>();
    private final List<Channel> controlChannels = new ArrayList<>();

    /** A client of the real kernel. */
    AuditClient control() {
        return client(bind(kernel(control, requests())));
    }

    /** A client of a scripted kernel. */
    AuditClient control(ScriptedKernel kernel) {
        return client(connect(scripted(control, requests()), kernel));
    }

    private static AuditPipeline requests() {
        return AuditPipeline.builder().lossTranslator(event -> event instanceof NetlinkOverrun overrun
                ? new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, overrun.dropped(), overrun.toString()) : null).build();
    }

    private AuditClient client(Channel channel) {
        controlChannels.add(channel);
        return new AuditClient(channel);
    }

    /** A channel that becomes the real kernel's daemon. */
    Channel daemon(AuditClient client, ChannelHandler... handlers) {
        return data(kernel(data, AuditPipeline.daemon(client, handlers)));
    }

    /** A channel of the real kernel, not bound yet, on the data loop. */
    Bootstrap kernel(ChannelInitializer<Channel> pipeline) {
        return kernel(data, pipeline);
    }

    /** Binds on the data loop; closed first. */
    Channel data(Bootstrap bootstrap) {
        Channel channel = bind(bootstrap);
        dataChannels.add(channel);
        return channel;
    }

    /** A channel that becomes a scripted kernel's daemon. */
    Channel daemon(ScriptedKernel kernel, AuditClient client, ChannelHandler... handlers) {
        return data(scripted(data, AuditPipeline.daemon(client, handlers)), kernel);
    }

    /** A channel on the data loop that is connected to a scripted kernel. */
    Channel data(Bootstrap bootstrap, ScriptedKernel kernel) {
        Channel channel = connect(bootstrap, kernel);
        dataChannels.add(channel);
        return channel;
    }

    /** A channel that speaks to scripted kernels, on the data loop. */
    Bootstrap scripted(ChannelInitializer<Channel> pipeline) {
        return scripted(data, pipeline);
    }

    EventLoopGroup dataLoop() {
        return data;
    }

    EventLoopGroup controlLoop() {
        return control;
    }

    @Override
    public void close() {
        dataChannels.forEach(channel -> channel.close().syncUninterruptibly());
        controlChannels.forEach(channel -> channel.close().syncUninterruptibly());
        control.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        data.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Bootstrap kernel(EventLoopGroup loop, ChannelInitializer<Channel> pipeline) {
        return new Bootstrap().group(loop).channel(AuditNetlinkChannel.class)
                .option(AuditNetlinkChannelOption.SEND_EXECUTOR, loop == data ? control.next() : null)
                .handler(pipeline);
    }

    private static Bootstrap scripted(EventLoopGroup loop, ChannelInitializer<Channel> pipeline) {
        return new Bootstrap().group(loop).channel(AuditNetlinkChannel.class)
                .option(AuditNetlinkChannelOption.PROTOCOL, NetlinkProtocol.USERSOCK).handler(pipeline);
    }

    private static Channel bind(Bootstrap bootstrap) {
        return bootstrap.bind(NetlinkAddress.AUTO).syncUninterruptibly().channel();
    }

    private static Channel connect(Bootstrap bootstrap, ScriptedKernel kernel) {
        return bootstrap.connect(kernel.address()).syncUninterruptibly().channel();
    }

    private static EventLoopGroup group(String name) {
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), EpollIoHandler.newFactory());
    }
}
