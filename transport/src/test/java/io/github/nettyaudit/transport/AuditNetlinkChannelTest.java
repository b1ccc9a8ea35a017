package io.github.nettyaudit.transport;

import static io.github.nettyaudit.transport.NetlinkPair.bytes;
import static io.github.nettyaudit.transport.NetlinkPair.eventually;
import static io.github.nettyaudit.transport.NetlinkPair.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.transport.NetlinkPair.Collector;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditNetlinkChannelTest {
    private final NetlinkPair pair = new NetlinkPair();
    private final Collector received = new Collector();
    private final Collector peerReceived = new Collector();

    @AfterEach
    void closeAll() {
        pair.close();
    }

    @Test
    void bindAssignsAPortIdAndMakesTheChannelActive() {
        AuditNetlinkChannel channel = pair.bind(pair.bootstrap(received));

        assertThat(channel.isActive()).isTrue();
        assertThat(channel.localAddress().portId()).isNotZero();
        assertThat(channel.remoteAddress()).isEqualTo(NetlinkAddress.KERNEL);
        assertThat(channel.receiveBufferSize()).isPositive();
        eventually(() -> assertThat(received.lifecycle).containsExactly("registered", "active"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17, 1023, 1024, 1025, 8970, 32_767, 32_768})
    void aDatagramArrivesWholeWhateverItsLength(int length) {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel channel = pair.connect(pair.bootstrap(received), peer);

        channel.writeAndFlush(bytes(length, 1)).syncUninterruptibly();
        eventually(() -> assertThat(peerReceived.datagrams).hasSize(1));
        assertThat(peerReceived.datagrams.poll()).isEqualTo(ByteBufUtil.getBytes(bytes(length, 1)));
        assertThat(peerReceived.senders).containsExactly(channel.localAddress());

        send(peer, channel, bytes(length, 2));
        eventually(() -> assertThat(received.datagrams).hasSize(1));
        assertThat(received.datagrams.poll()).isEqualTo(ByteBufUtil.getBytes(bytes(length, 2)));
        assertThat(channel.counters().datagrams()).isEqualTo(1);
        assertThat(channel.counters().bytes()).isEqualTo(length);
        assertThat(channel.counters().truncated()).isZero();
        assertThat(channel.counters().batches()).isEqualTo(channel.counters().wakeUps());
    }

    @Test
    void theKernelTakesNoEmptyDatagram() {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel channel = pair.connect(pair.bootstrap(received), peer);

        assertThat(channel.writeAndFlush(Unpooled.EMPTY_BUFFER).awaitUninterruptibly().cause())
                .isInstanceOfSatisfying(AuditNetlinkException.class, failure ->
                        assertThat(failure.errno()).isEqualTo(Errno.ENODATA));
        channel.writeAndFlush(bytes(5, 0)).syncUninterruptibly();
        eventually(() -> assertThat(peerReceived.datagrams).hasSize(1));
    }

    @Test
    void aDatagramThatIsTooLongIsAnEventAndNeverAMessage() {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel channel = pair.connect(
                pair.with(received, AuditNetlinkChannelOption.MAX_DATAGRAM_SIZE, 2000), peer);

        send(peer, channel, bytes(2000, 0));
        send(peer, channel, bytes(2001, 1));
        send(peer, channel, bytes(10, 2));

        eventually(() -> assertThat(received.datagrams).hasSize(2));
        assertThat(received.events).hasSize(1);
        NetlinkTruncatedDatagram event = (NetlinkTruncatedDatagram) received.events.poll();
        assertThat(event.datagramLength()).isEqualTo(2001);
        assertThat(received.eventBytes.poll()).isEqualTo(ByteBufUtil.getBytes(bytes(2001, 1), 0, 2000));
        assertThat(channel.counters().truncated()).isEqualTo(1);
        assertThat(channel.counters().datagrams()).isEqualTo(3);
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void theKernelRefusesDatagramsOfAllSendersButThePeer() {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel stranger = pair.peer(new Collector());
        AuditNetlinkChannel channel = pair.connect(pair.bootstrap(received), peer);
        AuditNetlinkChannel ofTheKernel = pair.bind(pair.bootstrap(new Collector()));

        assertRefused(stranger, channel);
        assertRefused(peer, ofTheKernel);
        for (int i = 0; i < 3; i++) { // with senders looked at, and without
            send(peer, channel, bytes(20, i));
            int expected = i + 1;
            eventually(() -> assertThat(received.datagrams).hasSize(expected));
            assertRefused(stranger, channel);
        }
        eventually(() -> assertThat(channel.counters().datagrams()).isEqualTo(3));
        assertThat(ofTheKernel.counters().datagrams()).isZero();
        assertThat(channel.counters().unexpectedSenders()).isZero();
    }

    private static void assertRefused(AuditNetlinkChannel from, AuditNetlinkChannel to) {
        ChannelFuture write = from.writeAndFlush(new NetlinkDatagram(bytes(20, 0), to.localAddress()));
        assertThat(write.awaitUninterruptibly().cause()).isInstanceOfSatisfying(AuditNetlinkException.class,
                refusal -> assertThat(refusal.reason()).isEqualTo(AuditNetlinkException.Reason.CONNECTION_REFUSED));
    }

    @Test
    void datagramsSentByOthersBeforeThePeerWasSetAreCountedAndDiscarded() {
        AuditNetlinkChannel first = pair.peer(new Collector());
        AuditNetlinkChannel second = pair.peer(new Collector());
        AuditNetlinkChannel channel =
                pair.connect(pair.bootstrap(received).option(ChannelOption.AUTO_READ, false), first);
        for (int round = 0; round < 2; round++) { // the second time, senders are no longer looked at when it begins
            AuditNetlinkChannel now = round == 0 ? first : second;
            AuditNetlinkChannel next = round == 0 ? second : first;
            send(now, channel, bytes(20, 1));
            send(now, channel, bytes(20, 2));
            channel.connect(next.localAddress()).syncUninterruptibly();
            send(next, channel, bytes(20, 3));
            channel.read();
            int expected = round + 1;
            eventually(() -> assertThat(received.datagrams).hasSize(expected));
            eventually(() -> assertThat(channel.counters().unexpectedSenders()).isEqualTo(2 * expected));
        }
        assertThat(received.datagrams).allMatch(datagram -> datagram[0] == 3);
        eventually(() -> assertThat(channel.counters().datagrams()).isEqualTo(2));
        eventually(() -> assertThat(received.events)
                .containsExactly(new NetlinkUnexpectedSender(2, 2), new NetlinkUnexpectedSender(2, 4)));
    }

    @Test
    void thousandsOfDatagramsArriveInOrder() {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel channel = pair.connect(pair.bootstrap(received), peer);
        int count = 20_000;

        peer.eventLoop().execute(() -> {
            for (int i = 0; i < count; i++) {
                peer.write(new NetlinkDatagram(Unpooled.copyInt(i, 0, 0, 0), channel.localAddress()));
            }
            peer.flush();
        });

        eventually(() -> assertThat(received.datagrams.size()).isEqualTo(count));
        int expected = 0;
        for (byte[] datagram : received.datagrams) {
            assertThat(Unpooled.wrappedBuffer(datagram).readInt()).isEqualTo(expected++);
        }
        assertThat(received.events).isEmpty();
    }

    @Test
    void aFullReceiverDelaysTheSenderAndLosesNothing() {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel channel = pair.connect(pair.with(received, AuditNetlinkChannelOption.RECEIVE_BUFFER, 8192)
                .option(ChannelOption.AUTO_READ, false), peer);
        int count = 500;
        List<ChannelFuture> writes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            writes.add(peer.write(new NetlinkDatagram(Unpooled.copyInt(i, 0, 0, 0), channel.localAddress())));
        }
        peer.flush();
        assertThat(writes.get(0).awaitUninterruptibly().isSuccess()).isTrue();
        assertThat(writes.get(count - 1).isDone()).isFalse();

        channel.config().setAutoRead(true);

        assertThat(writes.get(count - 1).awaitUninterruptibly().isSuccess()).isTrue();
        eventually(() -> assertThat(received.datagrams.size()).isEqualTo(count));
    }

    @Test
    void withoutAutoReadNothingIsReadUntilAskedFor() {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel channel = pair.connect(pair.with(received, AuditNetlinkChannelOption.BATCH_SIZE, 2)
                .option(ChannelOption.AUTO_READ, false), peer);
        for (int i = 0; i < 5; i++) {
            send(peer, channel, bytes(16, i));
        }
        channel.eventLoop().submit(() -> { }).syncUninterruptibly();
        assertThat(received.datagrams).isEmpty();

        channel.read();
        eventually(() -> assertThat(received.readCompletes).isEqualTo(1));
        assertThat(received.datagrams).hasSize(2);

        channel.read();
        eventually(() -> assertThat(received.readCompletes).isEqualTo(2));
        channel.read();
        eventually(() -> assertThat(received.readCompletes).isEqualTo(3));
        assertThat(received.datagrams).hasSize(5);

        channel.read(); // asked for before it is there
        send(peer, channel, bytes(16, 9));
        eventually(() -> assertThat(received.datagrams).hasSize(6));
    }

    @Test
    void autoReadMayBeTurnedOffAndOnAgain() {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel channel = pair.connect(pair.bootstrap(received), peer);
        send(peer, channel, bytes(16, 0));
        eventually(() -> assertThat(received.datagrams).hasSize(1));

        channel.config().setAutoRead(false);
        channel.eventLoop().submit(() -> { }).syncUninterruptibly();
        send(peer, channel, bytes(16, 1));
        send(peer, channel, bytes(16, 2));
        channel.eventLoop().submit(() -> { }).syncUninterruptibly();
        assertThat(received.datagrams).hasSize(1);

        channel.config().setAutoRead(true);
        eventually(() -> assertThat(received.datagrams).hasSize(3));
    }

    @Test
    void movesToAnotherLoopAndContinuesToRead() {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel channel = pair.connect(pair.bootstrap(received), peer);
        send(peer, channel, bytes(16, 0));
        eventually(() -> assertThat(received.datagrams).hasSize(1));

        for (int round = 1; round <= 3; round++) {
            channel.deregister().syncUninterruptibly();
            assertThat(channel.isRegistered()).isFalse();
            send(peer, channel, bytes(16, round)); // waits in the socket
            assertThat(received.datagrams).hasSize(round);
            (round % 2 == 0 ? pair.group : pair.otherGroup).register(channel).syncUninterruptibly();
            int expected = round + 1;
            eventually(() -> assertThat(received.datagrams).hasSize(expected));
        }
        channel.writeAndFlush(bytes(16, 7)).syncUninterruptibly();
        eventually(() -> assertThat(peerReceived.datagrams).hasSize(1));
    }

    @Test
    void writesThatWaitForRoomMoveToTheOtherLoopToo() {
        AuditNetlinkChannel full = pair.bind(pair.with(received, AuditNetlinkChannelOption.RECEIVE_BUFFER, 4096)
                .option(AuditNetlinkChannelOption.DELIVER_ENVELOPES, true).option(ChannelOption.AUTO_READ, false));
        AuditNetlinkChannel sender = pair.bind(pair.bootstrap(peerReceived, pair.otherGroup));
        EventLoop before = sender.eventLoop();
        List<ChannelFuture> writes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            writes.add(sender.write(new NetlinkDatagram(bytes(100, i), full.localAddress())));
        }
        sender.flush();
        writes.get(0).syncUninterruptibly();
        assertThat(writes.get(99).isDone()).isFalse();

        sender.deregister().syncUninterruptibly();
        before.schedule(() -> { }, 10, TimeUnit.MILLISECONDS).syncUninterruptibly(); // the retry comes in between
        pair.group.register(sender).syncUninterruptibly();
        CountDownLatch stuck = new CountDownLatch(1);
        before.execute(() -> awaitUninterruptibly(stuck));
        try {
            full.config().setAutoRead(true);
            eventually(() -> assertThat(received.datagrams).hasSize(100));
        } finally {
            stuck.countDown();
        }
    }

    static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void closingInTheMiddleOfABatchDeliversWhatWasReceived() {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        Collector closing = new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                super.channelRead(context, message);
                context.close();
            }
        };
        AuditNetlinkChannel channel = pair.connect(
                pair.bootstrap(closing).option(ChannelOption.AUTO_READ, false), peer);
        for (int i = 0; i < 10; i++) {
            send(peer, channel, bytes(16, i));
        }

        channel.read();

        channel.closeFuture().syncUninterruptibly();
        eventually(() -> assertThat(closing.lifecycle)
                .containsExactly("registered", "active", "inactive", "unregistered"));
        assertThat(closing.datagrams).hasSize(10);
        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.receiveBufferSize()).isZero();
    }

    @Test
    void deregisteringInTheMiddleOfABatchDeliversWhatWasReceived() {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        Collector leaving = new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                super.channelRead(context, message);
                if (datagrams.size() == 1) {
                    context.deregister();
                }
            }
        };
        AuditNetlinkChannel channel = pair.connect(
                pair.bootstrap(leaving).option(ChannelOption.AUTO_READ, false), peer);
        for (int i = 0; i < 10; i++) {
            send(peer, channel, bytes(16, i));
        }
        channel.read();
        eventually(() -> assertThat(leaving.lifecycle).contains("unregistered"));
        assertThat(leaving.datagrams).hasSize(10);
        channel.config().setAutoRead(true);
        pair.otherGroup.register(channel).syncUninterruptibly();
        send(peer, channel, bytes(16, 10));
        eventually(() -> assertThat(leaving.datagrams).hasSize(11));
    }

    @Test
    void buffersThatAreKeptAreNeverWrittenTo() {
        List<ByteBuf> kept = new ArrayList<>();
        Collector keeping = new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                kept.add((ByteBuf) message);
                datagrams.add(new byte[0]);
            }
        };
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel channel = pair.connect(pair.with(keeping, AuditNetlinkChannelOption.BATCH_SIZE, 8)
                .option(AuditNetlinkChannelOption.MAX_DATAGRAM_SIZE, 4000), peer);
        int count = 500;
        for (int i = 0; i < count; i++) {
            send(peer, channel, bytes(lengthOf(i), i));
        }
        send(peer, channel, bytes(4001, 0));
        eventually(() -> assertThat(keeping.datagrams.size()).isEqualTo(count));
        for (int i = 0; i < count; i++) {
            assertThat(kept.get(i)).isEqualTo(bytes(lengthOf(i), i));
            kept.get(i).release();
        }
        eventually(() -> assertThat(keeping.eventBytes).hasSize(1));
        assertThat(keeping.eventBytes.poll()).isEqualTo(ByteBufUtil.getBytes(bytes(4001, 0), 0, 4000));
    }

    private static int lengthOf(int i) {
        return i % 10 == 0 ? 1000 + i * 6 : 40 + i % 7; // up to 4,000, beyond a slot
    }

    @Test
    void slotsOfKeptDatagramsAreNotUsedAgainUntilTheyAreReleased() {
        List<ByteBuf> kept = new ArrayList<>();
        List<Long> addresses = new ArrayList<>();
        Collector keeping = new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ByteBuf datagram = (ByteBuf) message;
                addresses.add(MmsghdrArray.addressOf(datagram, 0, datagram.readableBytes()));
                if (datagrams.size() < 100) {
                    kept.add(datagram);
                    datagrams.add(new byte[0]);
                } else {
                    super.channelRead(context, message);
                }
            }
        };
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel channel = pair.connect(pair.with(keeping, AuditNetlinkChannelOption.BATCH_SIZE, 4), peer);
        for (int i = 0; i < 200; i++) {
            send(peer, channel, bytes(20, i));
            int expected = i + 1;
            eventually(() -> assertThat(keeping.datagrams).hasSize(expected));
            if (expected == 100) {
                kept.forEach(ByteBuf::release);
            }
        }
        assertThat(addresses.subList(0, 100)).doesNotHaveDuplicates();
        assertThat(addresses.get(1) - addresses.get(0)).isEqualTo(1024);
        assertThat(addresses.subList(101, 200)).hasSize(99).containsOnly(addresses.get(101));
    }

    @Test
    void aDatagramThatIsKeptPinsItsPageAndNoMore() {
        FailingAllocator allocator = new FailingAllocator();
        List<ByteBuf> kept = new ArrayList<>();
        Collector keeping = new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ByteBuf datagram = (ByteBuf) message;
                if (datagram.getByte(0) == 0) {
                    kept.add(datagram);
                } else {
                    datagram.release();
                }
            }
        };
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel channel = pair.connect(pair.bootstrap(keeping)
                .option(ChannelOption.ALLOCATOR, allocator), peer);
        long before = allocator.used();
        assertThat(before).isEqualTo(64 * 1024);
        List<ChannelFuture> writes = new ArrayList<>();
        for (int i = 0; i < 48 * 200; i++) {
            writes.add(peer.write(new NetlinkDatagram(bytes(200, i % 48), channel.localAddress())));
        }
        peer.flush();
        writes.forEach(ChannelFuture::syncUninterruptibly);
        eventually(() -> assertThat(channel.counters().datagrams()).isEqualTo(48 * 200));

        assertThat(kept).hasSize(200);
        assertThat(allocator.used() - before).isPositive().isLessThanOrEqualTo(200 * 4096);
        kept.forEach(ByteBuf::release);
        channel.close().syncUninterruptibly();
        eventually(() -> assertThat(allocator.used()).isZero());
    }

    @Test
    void smallDatagramsAreSlicesOfOneReceiveBufferThatIsUsedAgain() {
        List<Long> addresses = new ArrayList<>();
        Collector collector = new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ByteBuf datagram = (ByteBuf) message;
                addresses.add(MmsghdrArray.addressOf(datagram, 0, datagram.readableBytes()));
                super.channelRead(context, message);
            }
        };
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel channel = pair.connect(
                pair.bootstrap(collector).option(ChannelOption.AUTO_READ, false), peer);
        for (int round = 1; round <= 3; round++) {
            for (int i = 0; i < 4; i++) {
                send(peer, channel, bytes(100, i));
            }
            channel.read();
            int expected = round;
            eventually(() -> assertThat(collector.readCompletes).isEqualTo(expected));
        }
        assertThat(addresses).hasSize(12);
        assertThat(addresses.subList(4, 8)).isEqualTo(addresses.subList(0, 4));
        assertThat(addresses.get(1) - addresses.get(0)).isEqualTo(1024);
    }

    @Test
    void writingNeedsABoundChannelAndAKnownType() {
        Bootstrap bootstrap = pair.bootstrap(received);
        AuditNetlinkChannel unbound = (AuditNetlinkChannel) bootstrap.register().syncUninterruptibly().channel();
        assertThatThrownBy(() -> unbound.writeAndFlush(bytes(16, 0)).syncUninterruptibly())
                .isInstanceOf(NotYetConnectedException.class);
        assertThat(unbound.isActive()).isFalse();
        unbound.close().syncUninterruptibly();

        AuditNetlinkChannel channel = pair.bind(bootstrap);
        assertThatThrownBy(() -> channel.writeAndFlush("text").syncUninterruptibly())
                .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("String");
    }

    @Test
    void anUnusedPortIdFailsTheWriteAndNotTheChannel() {
        AuditNetlinkChannel channel = pair.bind(pair.bootstrap(received));
        NetlinkAddress nobody = NetlinkAddress.port(0x7ffffff1);

        assertThatThrownBy(() -> channel.writeAndFlush(new NetlinkDatagram(bytes(16, 0), nobody)).syncUninterruptibly())
                .isInstanceOfSatisfying(AuditNetlinkException.class, failure -> {
                    assertThat(failure.reason()).isEqualTo(AuditNetlinkException.Reason.CONNECTION_REFUSED);
                    assertThat(failure.errno()).isEqualTo(Errno.ECONNREFUSED);
                });
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void aNetlinkFamilyThatTheKernelLacksFailsTheRegistration() {
        Bootstrap bootstrap = pair.with(received, AuditNetlinkChannelOption.PROTOCOL, 31);

        ChannelFuture bound = bootstrap.bind(NetlinkAddress.AUTO).awaitUninterruptibly();

        assertThat(bound.cause()).isInstanceOfSatisfying(AuditNetlinkException.class, failure -> {
            assertThat(failure.reason()).isEqualTo(AuditNetlinkException.Reason.PROTOCOL_NOT_SUPPORTED);
            assertThat(failure).hasMessageContaining("socket").hasMessageContaining("netlink family 31");
        });
        assertThat(bound.channel().isOpen()).isFalse();
    }

    @Test
    void aPortIdThatIsTakenFailsTheBind() {
        AuditNetlinkChannel first = pair.bind(pair.bootstrap(received));

        ChannelFuture second = pair.bootstrap(new Collector()).bind(first.localAddress()).awaitUninterruptibly();

        assertThat(second.cause()).isInstanceOfSatisfying(AuditNetlinkException.class, failure ->
                assertThat(failure.reason()).isEqualTo(AuditNetlinkException.Reason.ADDRESS_IN_USE));
        second.channel().closeFuture().syncUninterruptibly();
        assertThat(first.isActive()).isTrue();
    }

    @Test
    void anotherKindOfAddressIsRefused() {
        assertThat(pair.bootstrap(received).bind(new InetSocketAddress(0)).awaitUninterruptibly().cause())
                .isInstanceOf(UnsupportedAddressTypeException.class);
        assertThat(pair.bootstrap(received).connect(new InetSocketAddress(0)).awaitUninterruptibly().cause())
                .isInstanceOf(UnsupportedAddressTypeException.class);
    }

    static Stream<EventLoopGroup> otherLoops() {
        return Stream.of(new DefaultEventLoop(), new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()),
                new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory()));
    }

    @ParameterizedTest
    @MethodSource("otherLoops")
    void aLoopOfAnotherKindIsRefusedInWordsThatNameTheRightOne(EventLoopGroup other) {
        try {
            ChannelFuture bound = pair.bootstrap(received, other).bind(NetlinkAddress.AUTO).awaitUninterruptibly();
            assertThat(bound.cause()).isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("incompatible event loop type: io.netty.channel.")
                    .hasMessageContaining("new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory())");
            assertThat(bound.channel().isOpen()).isFalse();

            AuditNetlinkChannel channel = pair.bind(pair.bootstrap(received));
            channel.deregister().syncUninterruptibly();
            assertThat(other.register(channel).awaitUninterruptibly().cause())
                    .isInstanceOf(IllegalStateException.class).hasMessageStartingWith("incompatible event loop type");
            assertThat(channel.isOpen()).isTrue();
            pair.otherGroup.register(channel).syncUninterruptibly();
        } finally {
            other.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void anAddressThatIsNotThePeersIsTheRecipientAlsoIfItIsTheKernel() {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        Collector otherReceived = new Collector();
        AuditNetlinkChannel other = pair.peer(otherReceived);
        AuditNetlinkChannel channel = pair.connect(pair.bootstrap(received), peer);

        ChannelFuture toKernel = channel.writeAndFlush(new NetlinkDatagram(bytes(20, 7), NetlinkAddress.KERNEL));
        // there is no kernel socket of NETLINK_USERSOCK
        assertThat(toKernel.awaitUninterruptibly().cause()).isInstanceOfSatisfying(AuditNetlinkException.class,
                refusal -> assertThat(refusal.reason()).isEqualTo(AuditNetlinkException.Reason.CONNECTION_REFUSED));
        send(channel, other, bytes(20, 8));
        channel.writeAndFlush(bytes(20, 9)).syncUninterruptibly();

        eventually(() -> assertThat(peerReceived.datagrams).hasSize(1));
        eventually(() -> assertThat(otherReceived.datagrams).hasSize(1));
        assertThat(peerReceived.datagrams.poll()[0]).isEqualTo((byte) 9);
        assertThat(otherReceived.datagrams.poll()[0]).isEqualTo((byte) 8);
    }

    @Test
    void aConnectThatFailsChangesNothing() {
        AuditNetlinkChannel taken = pair.bind(pair.bootstrap(new Collector()));
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        ChannelFuture registered = pair.bootstrap(received).register().syncUninterruptibly();
        AuditNetlinkChannel channel = (AuditNetlinkChannel) registered.channel();

        ChannelFuture connected = channel.connect(peer.localAddress(), taken.localAddress()).awaitUninterruptibly();

        assertThat(connected.cause()).isInstanceOfSatisfying(AuditNetlinkException.class, failure -> {
            assertThat(failure.reason()).isEqualTo(AuditNetlinkException.Reason.ADDRESS_IN_USE);
            assertThat(failure.operation()).isEqualTo("bind");
        });
        assertThat(channel.remoteAddress()).isEqualTo(NetlinkAddress.KERNEL);
        assertThat(channel.localAddress()).isNull();
        assertThat(channel.isActive()).isFalse();
        channel.connect(peer.localAddress()).syncUninterruptibly();
        assertThat(channel.remoteAddress()).isEqualTo(peer.localAddress());
        channel.writeAndFlush(bytes(20, 0)).syncUninterruptibly();
        channel.close().syncUninterruptibly();
    }

    @Test
    void tooLittleMemoryForAReceiveBatchIsReportedInNumbers() {
        StingyAllocator allocator = new StingyAllocator(4 * 1024);
        allocator.exhausted = true;

        ChannelFuture bound = pair.with(received, ChannelOption.ALLOCATOR, allocator).bind(NetlinkAddress.AUTO)
                .awaitUninterruptibly();

        assertThat(bound.cause()).isInstanceOfSatisfying(AuditNetlinkException.class, failure ->
                assertThat(failure.reason()).isEqualTo(AuditNetlinkException.Reason.OUT_OF_RESOURCES))
                .hasMessageContaining("64 datagrams of up to 32768 bytes, 2048 KiB")
                .hasMessageContaining("-XX:MaxDirectMemorySize").hasMessageContaining("BATCH_SIZE")
                .hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(bound.channel().isOpen()).isFalse();
    }

    @Test
    void aDatagramThatExceedsTheSendBufferIsRefusedInWordsThatNameTheOption() {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel channel =
                pair.connect(pair.with(received, ChannelOption.SO_SNDBUF, 10_000), peer);
        assertThat(channel.writeAndFlush(bytes(30_000, 0)).awaitUninterruptibly().cause())
                .isInstanceOfSatisfying(AuditNetlinkException.class, failure ->
                        assertThat(failure.reason()).isEqualTo(AuditNetlinkException.Reason.MESSAGE_TOO_LONG))
                .hasMessageContaining("SO_SNDBUF");
        channel.config().setOption(ChannelOption.SO_SNDBUF, 40_000);
        channel.writeAndFlush(bytes(30_000, 0)).syncUninterruptibly();
        eventually(() -> assertThat(peerReceived.datagrams).hasSize(1));
    }

    @Test
    void aWriteOfManyDatagramsLetsOtherTasksOfTheLoopRun() {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel channel =
                pair.connect(pair.with(received, ChannelOption.MAX_MESSAGES_PER_WRITE, 3), peer);
        AtomicReference<Integer> afterFirstRun = new AtomicReference<>();
        List<ChannelFuture> writes = new ArrayList<>();
        channel.eventLoop().submit(() -> {
            for (int i = 0; i < 10; i++) {
                writes.add(channel.write(bytes(20, i)));
            }
            channel.flush();
            afterFirstRun.set((int) writes.stream().filter(ChannelFuture::isDone).count());
        }).syncUninterruptibly();
        writes.forEach(ChannelFuture::syncUninterruptibly);
        assertThat(afterFirstRun.get()).isEqualTo(3);
        eventually(() -> assertThat(peerReceived.datagrams).hasSize(10));
        assertThat(peerReceived.datagrams).extracting(datagram -> (int) datagram[0])
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void aChannelBindsOnce() {
        AuditNetlinkChannel channel = pair.bind(pair.bootstrap(received));
        assertThat(channel.bind(NetlinkAddress.AUTO).awaitUninterruptibly().cause())
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("bound to netlink:");
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void aChannelThatWasNeverRegisteredCloses() {
        AuditNetlinkChannel channel = new AuditNetlinkChannel();
        assertThat(channel.isOpen()).isTrue();
        channel.unsafe().closeForcibly();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aHandlerThatThrowsDoesNotStopTheChannel() {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        Collector throwing = new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                super.channelRead(context, message);
                throw new IllegalStateException("handler");
            }
        };
        AuditNetlinkChannel channel = pair.connect(pair.bootstrap(throwing), peer);
        send(peer, channel, bytes(16, 0));
        send(peer, channel, bytes(16, 1));
        eventually(() -> assertThat(throwing.datagrams).hasSize(2));
        assertThat(throwing.failures).hasSize(2);
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void withoutMemoryForALargeDatagramItsBeginningIsAnEvent() {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel channel = pair.connect(pair.bootstrap(received)
                .option(ChannelOption.ALLOCATOR, new StingyAllocator(4 * 1024)), peer);
        send(peer, channel, bytes(5000, 3));
        eventually(() -> assertThat(received.events).hasSize(1));
        assertThat(((NetlinkTruncatedDatagram) received.events.poll()).datagramLength()).isEqualTo(5000);
        assertThat(received.eventBytes.poll()).isEqualTo(ByteBufUtil.getBytes(bytes(5000, 3), 0, 1024));
        assertThat(channel.counters().truncated()).isEqualTo(1);
    }

    @Test
    void withoutReceiveMemoryTheChannelReportsItAndTriesAgain() {
        StingyAllocator allocator = new StingyAllocator(4 * 1024);
        AtomicReference<ByteBuf> kept = new AtomicReference<>();
        Collector keeping = new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (kept.compareAndSet(null, (ByteBuf) message)) {
                    datagrams.add(new byte[0]);
                } else {
                    super.channelRead(context, message);
                }
            }
        };
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel channel = pair.connect(pair.with(keeping, AuditNetlinkChannelOption.BATCH_SIZE, 4)
                .option(ChannelOption.ALLOCATOR, allocator), peer);
        allocator.exhausted = true;
        for (int i = 0; i < 8; i++) {
            send(peer, channel, bytes(16, i));
        }
        eventually(() -> assertThat(keeping.failures).isNotEmpty());
        assertThat(keeping.failures.peek()).isInstanceOf(OutOfMemoryError.class);

        allocator.exhausted = false;

        eventually(() -> assertThat(keeping.datagrams).hasSize(8));
        kept.get().release();
    }

    @Test
    void theShutdownOfTheLoopClosesTheChannel() {
        AuditNetlinkChannel channel = pair.bind(pair.bootstrap(received));
        // with a quiet period of 0 Netty 4.2.18's loop can end without closing any channel, its own included
        pair.group.shutdownGracefully(10, 10_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.closeFuture().isDone()).isTrue();
    }

    @Test
    void pendingWritesFailWhenTheChannelCloses() {
        AuditNetlinkChannel peer = pair.peer(peerReceived);
        AuditNetlinkChannel full = pair.connect(pair.with(received, AuditNetlinkChannelOption.RECEIVE_BUFFER, 4096)
                .option(ChannelOption.AUTO_READ, false), peer);
        List<ChannelFuture> writes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            writes.add(peer.write(new NetlinkDatagram(bytes(100, i), full.localAddress())));
        }
        peer.flush();
        writes.get(0).awaitUninterruptibly();
        peer.close().syncUninterruptibly();
        assertThat(writes.get(199).awaitUninterruptibly().cause()).isInstanceOf(ClosedChannelException.class);
    }

    /** Fails for direct buffers but those of one size, and for those too once told so. */
    private static final class StingyAllocator extends io.netty.buffer.AbstractByteBufAllocator {
        private final int only;
        volatile boolean exhausted;

        StingyAllocator(int only) {
            super(true);
            this.only = only;
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return ByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            if (exhausted || initialCapacity != only) {
                throw new OutOfMemoryError("test");
            }
            return ByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return true;
        }
    }
}
