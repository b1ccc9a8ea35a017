package io.github.nettyaudit.server.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.BufferedReader;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients of a Unix socket have no address, and the line about dropped records names their process nevertheless. */
@Timeout(60)
class UnixSubscriberTest {
    private static final int LIMIT = 64 * 1024;
    private static final int LINE = 1000;

    @Test
    void lineAboutDroppedRecordsNamesTheProcessOfTheClient(@TempDir Path directory) throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        SubscriberStream stream = new SubscriberStream("records", group.next(), LIMIT, DropReport.RECORDS);
        SubscriberServer server = new SubscriberServer(List.of(stream), stream, 1,
                usual -> Unpooled.copiedBuffer("{\"event\":\"subscribed\"}\n", StandardCharsets.US_ASCII),
                chosen -> Unpooled.EMPTY_BUFFER);
        Path socket = directory.resolve("s");
        try {
            new ServerBootstrap().group(group).channel(EpollServerDomainSocketChannel.class)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            server.accept(channel);
                        }
                    }).bind(new DomainSocketAddress(socket.toFile())).sync();
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                await().atMost(Duration.ofSeconds(20)).until(stream::wantsLines);
                int offered = 0;
                while (stream.droppedRecords() == 0) { // the client does not read, so its buffer fills
                    assertThat(offered).as("lines taken").isLessThan(10_000_000);
                    TestBatches.offer(stream, offered, 10, LINE);
                    offered += 10;
                }
                BufferedReader reader = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
                String line = reader.readLine();
                while (!line.contains("\"dropped\"")) {
                    TestBatches.offer(stream, offered++, 1, LINE); // the line comes before the next record
                    line = reader.readLine();
                }
                assertThat(line).contains("\"sink\":\"unix socket, process " + ProcessHandle.current().pid()
                        + " of user ");
            }
        } finally {
            stream.close(Duration.ofMillis(1));
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }
}
