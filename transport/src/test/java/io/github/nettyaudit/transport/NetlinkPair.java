package io.github.nettyaudit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Two event loops, and channels on them that talk over NETLINK_USERSOCK, which needs no privilege. */
final class NetlinkPair implements AutoCloseable {
    final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    final EventLoopGroup otherGroup = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<Channel> channels = new ArrayList<>();

    /** A bootstrap on the first loop whose channels run over NETLINK_USERSOCK. */
    Bootstrap bootstrap(ChannelHandler handler) {
        return bootstrap(handler, group);
    }

    Bootstrap bootstrap(ChannelHandler handler, EventLoopGroup group) {
        return new Bootstrap().group(group).channel(AuditNetlinkChannel.class).handler(handler)
                .option(AuditNetlinkChannelOption.PROTOCOL, NetlinkProtocol.USERSOCK);
    }

    AuditNetlinkChannel bind(Bootstrap bootstrap) {
        AuditNetlinkChannel channel =
                (AuditNetlinkChannel) bootstrap.bind(NetlinkAddress.AUTO).syncUninterruptibly().channel();
        channels.add(channel);
        return channel;
    }

    /** A channel on the other loop that serves as the peer: it accepts datagrams of every sender. */
    AuditNetlinkChannel peer(Collector collector) {
        return bind(bootstrap(collector, otherGroup).option(AuditNetlinkChannelOption.DELIVER_ENVELOPES, true));
    }

    /** A channel whose peer is the other one. */
    AuditNetlinkChannel connect(Bootstrap bootstrap, AuditNetlinkChannel to) {
        AuditNetlinkChannel channel =
                (AuditNetlinkChannel) bootstrap.connect(to.localAddress()).syncUninterruptibly().channel();
        channels.add(channel);
        return channel;
    }

    <T> Bootstrap with(ChannelHandler handler, ChannelOption<T> option, T value) {
        return bootstrap(handler).option(option, value);
    }

    static ByteBuf bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + seed);
        }
        return Unpooled.wrappedBuffer(bytes);
    }

    /** Sends as {@code from} to {@code to} and waits until it is sent. */
    static void send(AuditNetlinkChannel from, AuditNetlinkChannel to, ByteBuf content) {
        from.writeAndFlush(new NetlinkDatagram(content, to.localAddress())).syncUninterruptibly();
    }

    static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(2)).untilAsserted(assertion);
    }

    @Override
    public void close() {
        for (Channel channel : channels) {
            if (channel.isOpen()) {
                channel.close().syncUninterruptibly();
            }
        }
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        otherGroup.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        for (Channel channel : channels) {
            assertThat(channel.isOpen()).isFalse();
        }
    }

    /** Keeps what arrives: messages as byte arrays, events as they are. */
    @ChannelHandler.Sharable
    static class Collector extends ChannelInboundHandlerAdapter {
        final Queue<byte[]> datagrams = new ConcurrentLinkedQueue<>();
        final Queue<NetlinkAddress> senders = new ConcurrentLinkedQueue<>();
        final Queue<Object> events = new ConcurrentLinkedQueue<>();
        final Queue<byte[]> eventBytes = new ConcurrentLinkedQueue<>();
        final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        final Queue<String> lifecycle = new ConcurrentLinkedQueue<>();
        volatile int readCompletes;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf content = message instanceof NetlinkDatagram datagram ? datagram.content() : (ByteBuf) message;
            if (message instanceof NetlinkDatagram datagram) {
                senders.add(datagram.sender());
            }
            byte[] bytes = new byte[content.readableBytes()];
            content.getBytes(content.readerIndex(), bytes);
            ReferenceCountUtil.release(message);
            datagrams.add(bytes);
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField")
        public void channelReadComplete(ChannelHandlerContext context) {
            readCompletes++;
            context.fireChannelReadComplete();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof NetlinkTruncatedDatagram truncated) {
                eventBytes.add(truncated.received());
            }
            events.add(event);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failures.add(cause);
        }

        @Override
        public void channelRegistered(ChannelHandlerContext context) {
            lifecycle.add("registered");
            context.fireChannelRegistered();
        }

        @Override
        public void channelUnregistered(ChannelHandlerContext context) {
            lifecycle.add("unregistered");
            context.fireChannelUnregistered();
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            lifecycle.add("active");
            context.fireChannelActive();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            lifecycle.add("inactive");
            context.fireChannelInactive();
        }
    }
}
