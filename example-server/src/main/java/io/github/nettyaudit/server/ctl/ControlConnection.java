package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.rule.AuditRules;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.source.KernelReplies;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.AuditNetlinkException;
import io.github.nettyaudit.transport.NetlinkAddress;
import io.github.nettyaudit.transport.NetlinkOverrun;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A control channel to the kernel with an event loop of its own. */
final class ControlConnection implements AutoCloseable {
    /** Longer than usual: a deletion takes the kernel some 12 ms, and many are sent before the first answer is read. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Room for some 1,000 rules of a listing, should the loop not read them at once. */
    private static final int RECEIVE_BUFFER = 2 << 20;

    private final EventLoopGroup loop;
    private final AuditClient client;

    /** @param loop ended with the connection */
    ControlConnection(EventLoopGroup loop, AuditClient client) {
        this.loop = loop;
        this.client = client;
    }

    static ControlConnection open() throws ServerException, InterruptedException {
        AuditNetlinkException unavailable = AuditNetlinkChannel.unavailabilityCause();
        if (unavailable != null) {
            throw KernelReplies.failure(unavailable);
        }
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("audit-ctl", true),
                EpollIoHandler.newFactory());
        ChannelFuture opened = new Bootstrap().group(loop).channel(AuditNetlinkChannel.class)
                .option(AuditNetlinkChannelOption.COALESCE_NANOS, 0L)
                .option(AuditNetlinkChannelOption.RECEIVE_BUFFER, RECEIVE_BUFFER)
                // the kernel itself reports a lost part of a listing
                .option(AuditNetlinkChannelOption.NO_ENOBUFS, false)
                .handler(AuditPipeline.builder().lossTranslator(event -> event instanceof NetlinkOverrun overrun
                        ? new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, overrun.dropped(), overrun.toString()) : null)
                        .build()).bind(NetlinkAddress.AUTO).await();
        if (!opened.isSuccess()) {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw KernelReplies.failure(opened.cause());
        }
        return new ControlConnection(loop, new AuditClient(opened.channel()).withTimeout(PATIENCE));
    }

    AuditClient client() {
        return client;
    }

    AuditRules rules() {
        return new AuditRules(client);
    }

    @Override
    public void close() {
        client.channel().close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
