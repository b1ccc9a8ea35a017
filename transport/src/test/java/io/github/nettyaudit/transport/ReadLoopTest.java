package io.github.nettyaudit.transport;

import static io.github.nettyaudit.transport.NetlinkPair.bytes;
import static io.github.nettyaudit.transport.NetlinkPair.eventually;
import static io.github.nettyaudit.transport.NetlinkPair.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.transport.NetlinkPair.Collector;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Where a read loop ends, and what it leaves. */
@Isolated // counts the sockets of the process
class ReadLoopTest {
    private final NetlinkPair pair = new NetlinkPair();

    @AfterEach
    void closeAll() {
        pair.close();
    }

    private AuditNetlinkChannel connect(Collector received, int batchSize) {
        AuditNetlinkChannel peer = pair.peer(new Collector());
        AuditNetlinkChannel channel = pair.connect(
                pair.with(received, AuditNetlinkChannelOption.BATCH_SIZE, batchSize)
                        .option(ChannelOption.AUTO_READ, false), peer);
        for (int i = 0; i < 20; i++) {
            send(peer, channel, bytes(16, i));
        }
        return channel;
    }

    @Test
    void aReadLoopEndsAfterSixteenBatchesSoThatOtherChannelsGetTheirTurn() {
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        Collector received = new Collector() {
            @Override
            public void channelReadComplete(ChannelHandlerContext context) {
                super.channelReadComplete(context);
                sizes.add(datagrams.size());
            }
        };
        AuditNetlinkChannel channel = connect(received, 1);

        channel.config().setAutoRead(true);

        eventually(() -> assertThat(sizes).containsExactly(16, 20));
        assertThat(channel.counters().wakeUps()).isEqualTo(2);
        assertThat(channel.counters().batches()).as("the last one is empty").isEqualTo(16 + 4 + 1);
        assertThat(channel.counters().datagrams()).isEqualTo(20);
        assertThat(channel.counters().bytes()).isEqualTo(20 * 16);
    }

    @Test
    void aHandlerThatTurnsAutoReadOffGetsTheRestOfTheBatchAndNoMore() {
        Collector received = new Collector() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                super.channelRead(context, message);
                if (datagrams.size() == 1) {
                    context.channel().config().setAutoRead(false);
                }
            }
        };
        AuditNetlinkChannel channel = connect(received, 3);

        channel.config().setAutoRead(true);

        eventually(() -> assertThat(received.readCompletes).isEqualTo(1));
        channel.eventLoop().submit(() -> { }).syncUninterruptibly();
        assertThat(received.datagrams).hasSize(3);
        assertThat(channel.counters().batches()).isEqualTo(1);
        channel.config().setAutoRead(true);
        eventually(() -> assertThat(received.datagrams).hasSize(20));
    }

    @Test
    void aBatchThatIsNotFullEndsTheLoop() {
        Collector received = new Collector();
        AuditNetlinkChannel channel = connect(received, 64);

        channel.config().setAutoRead(true);

        eventually(() -> assertThat(received.readCompletes).isEqualTo(1));
        assertThat(received.datagrams).hasSize(20);
        eventually(() -> assertThat(channel.counters().batches()).isEqualTo(1));
    }

    @Test
    void aRegistrationThatFailsLeavesNoSocket() throws IOException {
        FailingAllocator allocator = new FailingAllocator();
        for (Throwable failure : new Throwable[] {new OutOfMemoryError("test"), new IllegalStateException("test")}) {
            allocator.failure = failure;
            int before = sockets();
            Throwable cause = pair.bootstrap(new Collector()).option(ChannelOption.ALLOCATOR, allocator)
                    .register().awaitUninterruptibly().cause();
            assertThat(cause instanceof AuditNetlinkException ? cause.getCause() : cause).isSameAs(failure);
            assertThat(sockets()).isEqualTo(before);
            assertThat(allocator.used()).isZero();
        }
    }

    private static int sockets() throws IOException {
        int count = 0;
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    count += Files.readSymbolicLink(descriptor).toString().startsWith("socket:") ? 1 : 0;
                } catch (IOException gone) {
                    // the directory stream's own
                }
            }
        }
        return count;
    }
}
