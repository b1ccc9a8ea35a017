package io.github.nettyaudit.transport;

import static io.github.nettyaudit.transport.NetlinkPair.bytes;
import static io.github.nettyaudit.transport.NetlinkPair.eventually;
import static io.github.nettyaudit.transport.NetlinkPair.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.transport.NetlinkPair.Collector;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.IllegalReferenceCountException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of invariant 10: a handler that misbehaves breaks itself, and nothing silently. */
class MisbehavingHandlerTest {
    private static final int SENT = 10;

    private final NetlinkPair pair = new NetlinkPair();
    private final AuditNetlinkChannel sender = pair.peer(new Collector());

    @AfterEach
    void closeAll() {
        pair.close();
    }

    static Stream<ByteBufAllocator> allocators() {
        return Stream.of(new AdaptiveByteBufAllocator(true), new PooledByteBufAllocator(true),
                new UnpooledByteBufAllocator(true));
    }

    private AuditNetlinkChannel open(ChannelInboundHandlerAdapter handler, ByteBufAllocator allocator) {
        return open(pair.bootstrap(handler).option(ChannelOption.ALLOCATOR, allocator));
    }

    private AuditNetlinkChannel open(Bootstrap bootstrap) {
        return pair.connect(bootstrap, sender);
    }

    /** Sends one by one, each in a read loop of its own. */
    private void sendTo(AuditNetlinkChannel receiver, int first, int count) {
        for (int i = first; i < first + count; i++) {
            send(sender, receiver, bytes(100, i));
            long expected = i + 1;
            eventually(() -> assertThat(receiver.counters().datagrams()).isEqualTo(expected));
        }
    }

    private static void assertAlive(AuditNetlinkChannel receiver, int delivered) {
        assertThat(receiver.counters().datagrams()).isEqualTo(delivered);
        assertThat(receiver.counters().undelivered()).isZero();
        assertThat(receiver.isActive()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("allocators")
    void releasesTwice(ByteBufAllocator allocator) {
        Collector twice = new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ByteBuf datagram = (ByteBuf) message;
                super.channelRead(context, message);
                if (datagrams.size() == 4) {
                    datagram.release();
                }
            }
        };
        AuditNetlinkChannel receiver = open(twice, allocator);

        sendTo(receiver, 0, SENT);

        assertAlive(receiver, SENT);
        assertThat(twice.datagrams).hasSize(SENT);
        assertThat(twice.failures).singleElement().isInstanceOf(IllegalReferenceCountException.class);
    }

    @ParameterizedTest
    @MethodSource("allocators")
    void releasesTwiceAndTheKernelWritesToNoMemoryOfOthers(ByteBufAllocator allocator) {
        List<ByteBuf> others = new ArrayList<>();
        Collector twice = new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                super.channelRead(context, message);
                try {
                    ((ByteBuf) message).release();
                } finally {
                    if (others.isEmpty()) {
                        for (int size : new int[] {4096, 65_536}) {
                            for (int i = 0; i < 64; i++) {
                                others.add(context.alloc().directBuffer(size).writeZero(size));
                            }
                        }
                    }
                }
            }
        };
        AuditNetlinkChannel receiver = open(twice, allocator);
        sendTo(receiver, 0, SENT);
        assertThat(twice.failures).hasSize(SENT);
        for (ByteBuf other : others) {
            assertThat(other.forEachByte(value -> value == 0)).as("a byte that is not zero").isEqualTo(-1);
            other.release();
        }
    }

    @ParameterizedTest
    @MethodSource("allocators")
    void releasesTwiceADatagramInThePageOfAKeptOne(ByteBufAllocator allocator) {
        List<ByteBuf> kept = new ArrayList<>();
        Collector handler = new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ByteBuf datagram = (ByteBuf) message;
                if (kept.size() == datagrams.size()) { // every other one
                    kept.add(datagram.retain());
                    super.channelRead(context, message);
                } else {
                    datagrams.add(new byte[0]);
                    datagrams.remove();
                    datagram.release();
                    datagram.release();
                }
            }
        };
        AuditNetlinkChannel receiver =
                open(pair.bootstrap(handler).option(ChannelOption.ALLOCATOR, allocator)
                        .option(ChannelOption.AUTO_READ, false));
        for (int i = 0; i < SENT; i++) {
            send(sender, receiver, bytes(100, i));
        }
        receiver.read(); // all in one batch
        eventually(() -> assertThat(receiver.counters().datagrams()).isEqualTo(SENT));
        receiver.config().setAutoRead(true);
        sendTo(receiver, SENT, 200);
        for (int i = 0; i < kept.size(); i++) {
            assertThat(kept.get(i)).as("datagram " + i).isEqualTo(bytes(100, kept.get(i).getByte(0)));
            assertThat(kept.get(i).refCnt()).isEqualTo(1);
            kept.get(i).release();
        }
        assertThat(kept).isNotEmpty();
    }

    @Test
    void releasesOnceMoreWhenTheMemoryIsUsedAgain() {
        List<ByteBuf> released = new ArrayList<>();
        List<ByteBuf> kept = new ArrayList<>();
        Collector handler = new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (released.size() < SENT) {
                    released.add((ByteBuf) message);
                    super.channelRead(context, message);
                } else {
                    kept.add((ByteBuf) message);
                    released.get(kept.size() - 1).release(); // of the datagram that lay here before
                }
            }
        };
        AuditNetlinkChannel receiver = open(pair.bootstrap(handler));
        sendTo(receiver, 0, 2 * SENT);
        sendTo(receiver, 2 * SENT, 0);

        assertThat(handler.failures).hasSize(SENT).allMatch(IllegalReferenceCountException.class::isInstance);
        for (int i = 0; i < SENT; i++) {
            assertThat(kept.get(i)).isEqualTo(bytes(100, SENT + i));
            assertThat(kept.get(i).release()).isTrue();
        }
    }

    @Test
    void neverReleases() {
        List<ByteBuf> kept = new ArrayList<>();
        ChannelInboundHandlerAdapter keeping = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                kept.add((ByteBuf) message);
            }
        };
        AuditNetlinkChannel receiver = open(pair.bootstrap(keeping));
        sendTo(receiver, 0, 300);
        assertAlive(receiver, 300);
        receiver.close().syncUninterruptibly();
        for (int i = 0; i < kept.size(); i++) {
            assertThat(kept.get(i)).isEqualTo(bytes(100, i));
            kept.get(i).release();
        }
    }

    @Test
    void throwsEverywhere() {
        AtomicInteger caught = new AtomicInteger();
        ChannelInboundHandlerAdapter throwing = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ((ByteBuf) message).release();
                throw new IllegalStateException("read");
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext context) throws Exception {
                super.channelReadComplete(context);
                throw new IllegalStateException("read complete");
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                throw new AssertionError("user event");
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                caught.incrementAndGet();
                throw new IllegalStateException("exception", cause);
            }
        };
        AuditNetlinkChannel receiver =
                open(pair.with(throwing, AuditNetlinkChannelOption.MAX_DATAGRAM_SIZE, 1024));
        sendTo(receiver, 0, 3);
        send(sender, receiver, bytes(1025, 0));
        eventually(() -> assertThat(receiver.counters().truncated()).isEqualTo(1));
        sendTo(receiver, 4, SENT - 4);

        assertAlive(receiver, SENT);
        int reads = SENT - 1;
        eventually(() -> assertThat(caught.get()).isEqualTo(reads + SENT + 1));
    }

    @Test
    void removesItself() {
        Collector next = new Collector();
        ChannelInboundHandlerAdapter leaving = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                context.pipeline().addLast(next);
                context.pipeline().remove(this);
                context.fireChannelRead(message);
            }
        };
        AuditNetlinkChannel receiver = open(pair.bootstrap(leaving).option(ChannelOption.AUTO_READ, false));
        for (int i = 0; i < SENT; i++) {
            send(sender, receiver, bytes(100, i));
        }
        receiver.read();
        eventually(() -> assertThat(next.datagrams.size()).isEqualTo(SENT));
        assertAlive(receiver, SENT);
    }

    @Test
    void blocksAndTheChannelsOfOtherLoopsDoNotWait() {
        CountDownLatch blocked = new CountDownLatch(1);
        Collector blocking = new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                AuditNetlinkChannelTest.awaitUninterruptibly(blocked);
                super.channelRead(context, message);
            }
        };
        Collector other = new Collector();
        AuditNetlinkChannel receiver = open(pair.bootstrap(blocking));
        AuditNetlinkChannel onOtherLoop = pair.connect(pair.bootstrap(other, pair.otherGroup), sender);
        try {
            for (int i = 0; i < SENT; i++) {
                send(sender, receiver, bytes(100, i));
                send(sender, onOtherLoop, bytes(100, i));
            }
            eventually(() -> assertThat(other.datagrams.size()).isEqualTo(SENT));
            assertThat(blocking.datagrams).isEmpty();
        } finally {
            blocked.countDown();
        }
        eventually(() -> assertThat(blocking.datagrams.size()).isEqualTo(SENT));
        eventually(() -> assertAlive(receiver, SENT));
    }

    static Stream<Throwable> failuresOfADelivery() {
        return Stream.of(new IllegalStateException("no buffer for a large datagram"), new StackOverflowError("test"));
    }

    @ParameterizedTest
    @MethodSource("failuresOfADelivery")
    void undeliveredDatagramsAreCountedAndReportedAndTheRestOfTheBatchIsDelivered(Throwable failure) {
        Collector collector = new Collector();
        FailingAllocator allocator = new FailingAllocator();
        AuditNetlinkChannel receiver = open(pair.bootstrap(collector).option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.AUTO_READ, false));
        allocator.failure = failure;
        for (int i = 0; i < SENT; i++) {
            send(sender, receiver, bytes(i % 5 == 3 ? 3000 : 100, i));
        }

        receiver.read();

        eventually(() -> assertThat(collector.readCompletes).isEqualTo(1));
        assertThat(collector.datagrams).extracting(datagram -> (int) datagram[0])
                .containsExactly(0, 1, 2, 4, 5, 6, 7, 9);
        assertThat(collector.events).containsExactly(new NetlinkUndelivered(2, 2));
        assertThat(collector.failures).containsExactly(failure);
        assertThat(receiver.counters().undelivered()).isEqualTo(2);
        assertThat(receiver.counters().datagrams()).isEqualTo(SENT - 2);

        allocator.failure = null;
        receiver.config().setAutoRead(true);
        send(sender, receiver, bytes(3000, 11));
        eventually(() -> assertThat(collector.datagrams.size()).isEqualTo(SENT - 1));
    }

    @Test
    void withoutReceiveMemoryNothingIsLostAndTheLoopServesOthers() {
        List<ByteBuf> kept = new ArrayList<>();
        Collector collector = new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                kept.add(((ByteBuf) message).retain());
                super.channelRead(context, message);
            }
        };
        Collector other = new Collector();
        FailingAllocator allocator = new FailingAllocator();
        AuditNetlinkChannel receiver = open(pair.bootstrap(collector).option(ChannelOption.ALLOCATOR, allocator)
                .option(AuditNetlinkChannelOption.BATCH_SIZE, 4));
        AuditNetlinkChannel onSameLoop = pair.connect(pair.bootstrap(other), sender);
        sendTo(receiver, 0, 3);
        allocator.failure = new IllegalStateException("no page");
        sendTo(receiver, 3, 1); // the last slot of the page
        for (int i = 4; i < SENT; i++) {
            send(sender, receiver, bytes(100, i));
        }
        eventually(() -> assertThat(collector.failures).hasSizeGreaterThan(2));
        assertThat(collector.failures).allMatch(failure -> failure == allocator.failure);
        for (int i = 0; i < 100; i++) {
            send(sender, onSameLoop, bytes(100, i));
        }
        eventually(() -> assertThat(other.datagrams.size()).isEqualTo(100));
        assertThat(collector.datagrams.size()).isEqualTo(4);

        allocator.failure = null;

        eventually(() -> assertThat(collector.datagrams.size()).isEqualTo(SENT));
        assertAlive(receiver, SENT);
        kept.forEach(ByteBuf::release);
    }
}
