package io.github.nettyaudit.server.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscriberServerTest {
    private static final int LIMIT = 256 * 1024;
    private static final int LINE = 1000;
    private static final int MOST_SUBSCRIBERS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String GREETING = "{\"event\":\"subscribed\"}";

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private SubscriberStream stream;
    private SubscriberServer server;
    private InetSocketAddress address;

    @BeforeEach
    void listen() throws Exception {
        stream = stream("usual", group);
        server = server(stream);
        Channel listener = new ServerBootstrap().group(group).channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        server.accept(channel);
                    }
                }).bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
        address = (InetSocketAddress) listener.localAddress();
    }

    @AfterEach
    void shutDown() throws Exception {
        stream.close(Duration.ofMillis(1));
        group.shutdownGracefully(0, 5, java.util.concurrent.TimeUnit.SECONDS).sync();
    }

    @Test
    void everySubscriberGetsEveryLine() throws Exception {
        assertThat(stream.wantsLines()).isFalse();
        try (Client one = new Client(); Client two = new Client()) {
            assertThat(stream.wantsLines()).isTrue();
            for (int batch = 0; batch < 10; batch++) {
                TestBatches.offer(stream, batch * 10, 10, LINE);
            }
            for (Client client : new Client[] {one, two}) {
                StreamCheck check = new StreamCheck();
                for (int i = 0; i < 100; i++) {
                    check.read(client.reader.readLine());
                }
                assertThat(check.lines()).isEqualTo(100);
            }
        }
    }

    @Test
    void subscriberThatClosesIsForgottenWithTheNextLines() throws Exception {
        new Client().close();
        int[] offered = {0};
        await().atMost(PATIENCE).until(() -> {
            TestBatches.offer(stream, offered[0]++, 1, LINE);
            return server.subscribers() == 0;
        });
    }

    @Test
    void subscriberThatNeverReadsHoldsUpNobodyAndGrowsNoMemory() throws Exception {
        try (Client stuck = new Client(); Client busy = new Client()) {
            StreamCheck check = new StreamCheck();
            int offered = 0;
            for (; offered < 50_000; offered += 10) { // 50 MB; the kernel's buffers for loopback take up to 10 of them
                TestBatches.offer(stream, offered, 10, LINE);
                while (check.next() < offered + 10) {
                    check.read(busy.reader.readLine());
                }
                assertThat(stream.pendingBytes()).isLessThan(2L * LIMIT + 100_000);
            }
            assertThat(check.dropped()).as("of the one that reads").isZero();
            assertThat(stream.droppedRecords()).isBetween(1L, 49_000L);

            StreamCheck late = new StreamCheck();
            while (late.next() < offered) {
                late.read(stuck.reader.readLine()); // the drop is told without a further record
            }
            assertThat(late.dropped()).isEqualTo(stream.droppedRecords());
            TestBatches.offer(stream, offered, 1, LINE);
            late.read(stuck.reader.readLine());
            assertThat(late.next()).as("gets lines again").isEqualTo(offered + 1);
        }
    }

    @Test
    void stalledLoopDropsForAllAndTellsAll() throws Exception {
        try (Client client = new Client()) {
            var stall = new java.util.concurrent.CountDownLatch(1);
            group.execute(() -> {
                try {
                    stall.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            int offered = 0;
            for (; offered < 1000; offered += 10) {
                TestBatches.offer(stream, offered, 10, LINE);
                assertThat(stream.pendingBytes()).isLessThan(LIMIT + 10 * LINE + 1);
            }
            stall.countDown();
            await().atMost(PATIENCE).until(() -> stream.pendingBytes() == 0);
            TestBatches.offer(stream, offered, 10, LINE);
            StreamCheck check = new StreamCheck();
            while (check.next() < offered + 10) {
                check.read(client.reader.readLine());
            }
            assertThat(check.dropped()).isBetween(1L, 999L).isEqualTo(stream.droppedRecords());
        }
    }

    @Test
    void subscriberThatLeavesIsForgotten() throws Exception {
        Client client = new Client();
        client.socket.setSoLinger(true, 0); // a reset, the rude way
        client.close();
        int[] offered = {0};
        await().atMost(PATIENCE).until(() -> {
            TestBatches.offer(stream, offered[0]++, 1, LINE);
            return server.subscribers() == 0;
        });
        assertThat(stream.pendingBytes()).isZero();
    }

    @Test
    void subscriberWithAClosedSendingSideStillReads() throws Exception {
        try (Client client = new Client()) {
            client.socket.getOutputStream().write("this is thrown away".getBytes(StandardCharsets.US_ASCII));
            client.socket.shutdownOutput();
            StreamCheck check = new StreamCheck();
            for (int line = 0; line < 100; line++) {
                TestBatches.offer(stream, line, 1, LINE);
                check.read(client.reader.readLine());
            }
            assertThat(check.lines()).isEqualTo(100);
        }
    }

    @Test
    void oneTooManyIsToldSo() throws Exception {
        try (Client one = new Client(); Client two = new Client(); Client three = new Client();
                Socket four = new Socket(address.getAddress(), address.getPort())) {
            BufferedReader reader = reader(four);
            assertThat(reader.readLine()).matches(
                    "\\{\"event\":\"refused\",\"sec\":\\d+,\"milli\":\\d+,\"reason\":\"there are 3 subscribers\"}");
            assertThat(reader.readLine()).isNull();
            assertThat(List.of(one, two, three)).hasSize(MOST_SUBSCRIBERS)
                    .allMatch(client -> client.socket.isConnected());
            assertThat(server.subscribers()).isEqualTo(MOST_SUBSCRIBERS);
        }
    }

    @Test
    void onesThatMayHaveLeftMakeRoomOnAQuietHost() throws Exception {
        for (int i = 0; i < MOST_SUBSCRIBERS; i++) {
            new Client().close();
        }
        try (Client client = new Client()) {
            TestBatches.offer(stream, 0, 1, LINE);
            new StreamCheck().read(client.reader.readLine());
        }
    }

    @Test
    void closeFlushesWhatIsPending() throws Exception {
        try (Client client = new Client()) {
            for (int batch = 0; batch < 20; batch++) {
                TestBatches.offer(stream, batch * 10, 10, LINE);
            }
            assertThat(stream.close(PATIENCE)).isTrue();
            StreamCheck check = new StreamCheck().readAll(client.reader.lines().toList());
            assertThat(check.lines()).isEqualTo(200);
        }
    }

    @Test
    void oneThatChoosesAStreamThatHasEndedIsClosed() throws Exception {
        try (Client client = new Client()) {
            SubscriberStream ended = stream("ended", group);
            assertThat(ended.close(PATIENCE)).isTrue();
            group.submit(() -> stream.subscribers().get(0).change(ended, Unpooled.EMPTY_BUFFER)).sync();
            assertThat(client.reader.readLine()).isNull();
        }
    }

    @Test
    void closeGivesUpOnASubscriberThatNeverReads() throws Exception {
        try (Client client = new Client()) {
            int offered = 0;
            while (stream.droppedRecords() == 0) {
                TestBatches.offer(stream, offered, 10, LINE);
                offered += 10;
                // so that nothing is dropped because the loop is busy, but only because the connection takes no more
                group.next().submit(() -> { }).sync();
            }
            assertThat(client.socket.isClosed()).isFalse();
            assertThat(stream.close(Duration.ofMillis(100))).isFalse();
            await().atMost(PATIENCE).until(() -> server.subscribers() == 0);
        }
    }

    /** L7: the hand-over threw, and the batch leaked, once the loop had ended. */
    @Test
    void batchesForALoopThatHasEndedAreReleased() throws Exception {
        EventLoopGroup ended = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        SubscriberStream late = stream("late", ended);
        server(late).accept(new EmbeddedChannel());
        ended.shutdownGracefully(0, 5, java.util.concurrent.TimeUnit.SECONDS).sync();
        assertThat(late.wantsLines()).isTrue();
        ByteBuf lines = Unpooled.copiedBuffer("line\n", StandardCharsets.US_ASCII);
        late.offer(new LineBatch(lines, 1, 0));
        assertThat(lines.refCnt()).isOne();
        assertThat(late.pendingBytes()).isZero();
        assertThat(late.close(PATIENCE)).isFalse();
        lines.release();
    }

    private static SubscriberStream stream(String format, EventLoopGroup group) {
        return new SubscriberStream(format, group.next(), LIMIT, DropReport.RECORDS);
    }

    private static SubscriberServer server(SubscriberStream only) {
        return new SubscriberServer(List.of(only), only, MOST_SUBSCRIBERS,
                usual -> Unpooled.copiedBuffer(GREETING + "\n", StandardCharsets.US_ASCII),
                chosen -> Unpooled.copiedBuffer(chosen.format() + " begins\n", StandardCharsets.US_ASCII));
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** A connection that has got its greeting, so that the server knows it. */
    private final class Client implements AutoCloseable {
        private final Socket socket = new Socket(address.getAddress(), address.getPort());
        private final BufferedReader reader = reader(socket);

        Client() throws IOException {
            assertThat(reader.readLine()).isEqualTo(GREETING);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
