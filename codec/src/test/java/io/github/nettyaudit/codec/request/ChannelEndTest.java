package io.github.nettyaudit.codec.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request ends with its channel, also where Netty fires no channelInactive. The other end never answers. */
class ChannelEndTest {
    private final EventLoopGroup silent = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final EventLoopGroup second = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final CountDownLatch arrived = new CountDownLatch(1);
    private Channel channel;
    private Future<AuditStatus> status;

    @BeforeEach
    void sendARequest() throws InterruptedException {
        LocalAddress address = new LocalAddress(ChannelEndTest.class);
        new ServerBootstrap().group(silent).channel(LocalServerChannel.class)
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        ReferenceCountUtil.release(message);
                        arrived.countDown();
                    }
                }).bind(address).sync();
        channel = new Bootstrap().group(group).channel(LocalChannel.class).handler(AuditPipeline.requests())
                .connect(address).sync().channel();
        status = new AuditClient(channel).withTimeout(Duration.ofHours(1)).status();
        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @AfterEach
    void shutDown() {
        for (EventLoopGroup each : new EventLoopGroup[] {group, second, silent}) {
            each.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private void expectClosed() throws InterruptedException {
        assertThat(status.await(10, TimeUnit.SECONDS)).as("it ends").isTrue();
        assertThat(status.cause()).isInstanceOf(AuditChannelClosedException.class);
    }

    @Test
    void closedWhileRegisteredWithNoLoop() throws InterruptedException {
        channel.deregister().sync();
        channel.close().sync();
        expectClosed();
        assertThat(new AuditClient(channel).status().await().cause()).isInstanceOf(AuditChannelClosedException.class);
    }

    @Test
    void closedInTheOrdinaryWay() throws InterruptedException {
        channel.close().sync();
        expectClosed();
    }

    @Test
    void loopTerminatedWithoutClosing() throws InterruptedException {
        channel.deregister().sync(); // a loop without registrations closes nothing when it ends
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        expectClosed();
    }

    @Test
    void anotherLoopTerminates() throws InterruptedException {
        channel.deregister().sync();
        second.next().register(channel).sync();
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        assertThat(status.await(100, TimeUnit.MILLISECONDS)).as("the channel is on another loop").isFalse();
        channel.deregister().sync();
        second.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
        expectClosed();
    }
}
