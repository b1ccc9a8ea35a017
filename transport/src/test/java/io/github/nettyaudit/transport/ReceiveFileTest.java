package io.github.nettyaudit.transport;

import static io.github.nettyaudit.transport.NetlinkPair.bytes;
import static io.github.nettyaudit.transport.NetlinkPair.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receive memory in a file, read while the channel is in the middle of a batch, as after kill -9. */
class ReceiveFileTest {
    @TempDir
    private Path directory;

    private static AuditNetlinkChannel receiver(NetlinkPair pair, AuditNetlinkChannel peer, Path file,
            ChannelHandler handler) {
        return pair.connect(pair.with(handler, AuditNetlinkChannelOption.RECEIVE_FILE, file)
                .option(AuditNetlinkChannelOption.SLOT_SIZE, 64).option(ChannelOption.AUTO_READ, false), peer);
    }

    @Test
    void whatIsNotDeliveredYetIsInTheFile() throws Exception {
        Path file = directory.resolve("receive");
        CompletableFuture<List<List<ByteBuf>>> found = new CompletableFuture<>();
        try (NetlinkPair pair = new NetlinkPair()) {
            AuditNetlinkChannel peer = pair.peer(new NetlinkPair.Collector());
            List<List<ByteBuf>> after = new ArrayList<>();
            AuditNetlinkChannel receiver = receiver(pair, peer, file, new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
                    after.add(ReceiveFile.undelivered(file));
                    ReferenceCountUtil.release(message);
                    if (after.size() == 3) {
                        found.complete(after);
                    }
                }
            });
            for (int i = 0; i < 3; i++) {
                NetlinkPair.send(peer, receiver, bytes(50 + 1000 * i, i)); // the first one fits into a slot
            }
            receiver.config().setAutoRead(true);
            List<List<ByteBuf>> left = found.get();
            assertThat(left.get(0)).containsExactly(bytes(50, 0), bytes(1050, 1), bytes(2050, 2));
            assertThat(left.get(1)).containsExactly(bytes(1050, 1), bytes(2050, 2));
            assertThat(left.get(2)).containsExactly(bytes(2050, 2));
            eventually(() -> assertThat(ReceiveFile.undelivered(file)).isEmpty());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        }
    }

    @Test
    void aChannelNeedsAFileOfItsOwn() throws Exception {
        Path file = Files.writeString(directory.resolve("receive"), "another");
        try (NetlinkPair pair = new NetlinkPair()) {
            AuditNetlinkChannel peer = pair.peer(new NetlinkPair.Collector());
            assertThatThrownBy(() -> receiver(pair, peer, file, new NetlinkPair.Collector())).hasMessageContaining("receive");
            assertThat(file).content().isEqualTo("another");
        }
    }

    @Test
    void whatIsNoSuchFileHasNothing() throws Exception {
        assertThat(ReceiveFile.undelivered(Files.writeString(directory.resolve("empty"), ""))).isEmpty();
        assertThat(ReceiveFile.undelivered(Files.write(directory.resolve("zeros"), new byte[4096]))).isEmpty();
        assertThat(ReceiveFile.undelivered(Files.writeString(directory.resolve("text"), "x".repeat(4096)))).isEmpty();
        assertThatThrownBy(() -> ReceiveFile.undelivered(directory.resolve("absent"))).isInstanceOf(IOException.class);
    }

    @Test
    void aSocketOfAnotherOwnerKeepsItsAddressAndWhatItHasGot() throws Exception {
        try (NetlinkPair pair = new NetlinkPair()) {
            AuditNetlinkChannel peer = pair.peer(new NetlinkPair.Collector());
            AuditNetlinkChannel first = pair.connect(pair.with(new NetlinkPair.Collector(), ChannelOption.AUTO_READ, false),
                    peer);
            NetlinkPair.send(peer, first, bytes(50, 1));
            NetlinkAddress address = first.localAddress();
            int copy = TestDescriptors.duplicate(first.fileDescriptor());
            first.close().sync();
            assertThat(first.fileDescriptor()).isEqualTo(-1);

            NetlinkPair.Collector sees = new NetlinkPair.Collector();
            AuditNetlinkChannel second = pair.connect(new Bootstrap().group(pair.group).handler(sees)
                    .option(AuditNetlinkChannelOption.PROTOCOL, NetlinkProtocol.USERSOCK)
                    .channelFactory(() -> new AuditNetlinkChannel(copy)), peer);
            assertThat(second.localAddress()).isEqualTo(address);
            NetlinkPair.send(peer, second, bytes(50, 2));
            eventually(() -> assertThat(sees.datagrams).hasSize(2));
        }
    }
}
