package io.github.nettyaudit.transport;

import static io.github.nettyaudit.transport.NetlinkPair.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.transport.NetlinkPair.Collector;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The order of {@link NetlinkOverrun} and the datagrams around a loss. A thread sends numbered datagrams to a multicast
 * group, of which the kernel discards what does not fit.
 */
class LossOrderTest {
    /** Of this process alone: builds that run at the same time do not disturb each other. */
    private static final int GROUPS = 1 << ProcessHandle.current().pid() % 31;
    private static final int NUMBERED = 40_000;

    private final NetlinkPair pair = new NetlinkPair();

    @AfterEach
    void closeAll() {
        pair.close();
    }

    private Bootstrap member(ChannelInboundHandlerAdapter handler, boolean noEnobufs, int receiveBuffer) {
        OverrunTest.assumeThatGroupsCanBeJoined(pair);
        return pair.with(handler, AuditNetlinkChannelOption.MULTICAST_GROUPS, GROUPS)
                .option(AuditNetlinkChannelOption.NO_ENOBUFS, noEnobufs)
                .option(AuditNetlinkChannelOption.RECEIVE_BUFFER, receiveBuffer)
                .option(AuditNetlinkChannelOption.DELIVER_ENVELOPES, true);
    }

    @ParameterizedTest
    @CsvSource({"true, 4096", "true, 100000", "true, 1000000", "false, 4096", "false, 100000"})
    void noDatagramThatFollowsALossIsDeliveredBeforeTheLossIsReported(boolean noEnobufs, int receiveBuffer)
            throws Exception {
        NumberedSender sender = new NumberedSender();
        OrderChecker checker = new OrderChecker(sender, receiveBuffer / 200);
        AuditNetlinkChannel member = pair.bind(member(checker, noEnobufs, receiveBuffer));

        sender.start();
        sender.join();

        // a last one, in case the end was lost: the socket has room again at some time
        eventually(() -> {
            if (checker.received + checker.reported < sender.next) {
                sender.sendOne();
            }
            assertThat(checker.received + checker.reported).isEqualTo(sender.next);
        });
        sender.close();
        assertThat(checker.violations).isEmpty();
        assertThat(checker.reported).as("datagrams lost").isPositive();
        assertThat(checker.gaps).as("losses within the stream").isPositive();
        assertThat(member.counters().socketDrops()).isEqualTo(checker.reported);
        assertThat(member.isActive()).isTrue();
    }

    @Test
    void aLossThatIsReportedByTheCounterIsNotReportedAgainByEnobufs() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Collector blocking = new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                super.channelRead(context, message);
                AuditNetlinkChannelTest.awaitUninterruptibly(go);
            }
        };
        AuditNetlinkChannel member = pair.bind(member(blocking, false, 4096));
        NumberedSender sender = new NumberedSender();
        sender.sendOne();
        eventually(() -> assertThat(blocking.datagrams).isNotEmpty());
        for (int i = 0; i < 100; i++) {
            sender.sendOne();
        }
        go.countDown();
        eventually(() -> assertThat(blocking.datagrams.size() + member.counters().socketDrops()).isEqualTo(101));
        member.eventLoop().submit(() -> { }).sync();
        assertThat(blocking.events).singleElement().isInstanceOfSatisfying(NetlinkOverrun.class,
                overrun -> assertThat(overrun.dropped()).isEqualTo(member.counters().socketDrops()));
        sender.close();
    }

    /**
     * An overrun that races the receive call that empties the queue leaves the socket congested and empty; a channel
     * that does not notice receives nothing ever after. The race is rare: some hundred thousand overruns show it.
     */
    @Test
    void aChannelThatHasLostDatagramsGoesOnReceiving() throws Exception {
        AtomicLong received = new AtomicLong();
        ChannelInboundHandlerAdapter counting = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ((NetlinkDatagram) message).release();
                received.incrementAndGet();
            }
        };
        AuditNetlinkChannel member = pair.bind(member(counting, false, 2048));
        NumberedSender last = new NumberedSender();
        Thread[] senders = {new Thread(LossOrderTest::sendMany), new Thread(LossOrderTest::sendMany),
                new Thread(LossOrderTest::sendMany), new Thread(LossOrderTest::sendMany)};
        for (Thread sender : senders) {
            sender.start();
        }
        for (Thread sender : senders) {
            sender.join();
        }
        long before = received.get();
        eventually(() -> {
            last.sendOne(); // the socket has room for it
            assertThat(received.get()).isGreaterThan(before);
        });
        assertThat(member.counters().socketDrops()).isPositive();
        last.close();
    }

    /** Without an exception for each datagram that nobody but the group receives. */
    private static void sendMany() {
        try {
            NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.USERSOCK);
            ByteBuffer datagram = ByteBuffer.allocateDirect(1500);
            ByteBuffer address = ByteBuffer.allocateDirect(SocketAddressDescriptor.LENGTH).order(ByteOrder.nativeOrder());
            SocketAddressDescriptor.write(address, 0, 0, GROUPS);
            for (int i = 0; i < 200_000; i++) {
                LibC.sendto(socket.intValue(), Buffer.memoryAddress(datagram), 4 + i % 1400, 0,
                        Buffer.memoryAddress(address), SocketAddressDescriptor.LENGTH);
            }
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends datagrams that begin with a number, of lengths that vary, until there were enough. */
    private static final class NumberedSender extends Thread {
        private final NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.USERSOCK);
        private final ByteBuffer memory = ByteBuffer.allocateDirect(4096).order(ByteOrder.BIG_ENDIAN);
        private final Random random = new Random(7);
        private volatile int next;

        NumberedSender() throws AuditNetlinkException {
        }

        @Override
        public void run() {
            while (next < NUMBERED) {
                sendOne();
            }
        }

        @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread at a time
        void sendOne() {
            memory.putInt(0, next++);
            try {
                socket.send(Buffer.memoryAddress(memory), 4 + random.nextInt(1500),
                        NetlinkAddress.multicast(GROUPS));
                throw new AssertionError("somebody has port id 0 of NETLINK_USERSOCK");
            } catch (AuditNetlinkException groupHasItAndNobodyElse) {
                assertThat(groupHasItAndNobodyElse.reason())
                        .isEqualTo(AuditNetlinkException.Reason.CONNECTION_REFUSED);
            }
        }

        void close() throws Exception {
            socket.close();
        }
    }

    /** Compares the numbers that are missing with the losses reported so far. */
    private static final class OrderChecker extends ChannelInboundHandlerAdapter {
        final Queue<String> violations = new ConcurrentLinkedQueue<>();
        private final Random random = new Random(3);
        private final NumberedSender sender;
        private final int mostAhead;
        volatile long received;
        volatile long reported;
        volatile int gaps;
        private int last = -1;
        private long missing;

        /** @param mostAhead how many datagrams may be sent while the handler waits; more than the socket can hold */
        OrderChecker(NumberedSender sender, int mostAhead) {
            this.sender = sender;
            this.mostAhead = mostAhead;
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
        public void channelRead(ChannelHandlerContext context, Object message) {
            NetlinkDatagram datagram = (NetlinkDatagram) message;
            ByteBuf content = datagram.content();
            int number = content.getInt(content.readerIndex());
            datagram.release();
            if (number != last + 1) {
                missing += number - last - 1;
                gaps++;
                if (reported < missing) {
                    violations.add("before " + number + " " + missing + " were missing and " + reported + " reported");
                }
            }
            last = number;
            received++;
            if (random.nextInt(1000) == 0) { // now and then the sender gets ahead
                int until = sender.next + random.nextInt(mostAhead);
                while (sender.next < until && sender.isAlive()) {
                    Thread.onSpinWait();
                }
            }
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof NetlinkOverrun overrun) {
                reported += overrun.dropped();
            } else {
                violations.add(event.toString());
            }
        }
    }
}
