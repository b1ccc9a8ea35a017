package io.github.nettyaudit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.codec.pcapng.NetlinkTap;
import io.github.nettyaudit.codec.pcapng.PacketDirection;
import io.github.nettyaudit.codec.pcapng.PcapngException;
import io.github.nettyaudit.codec.pcapng.PcapngInterface;
import io.github.nettyaudit.codec.pcapng.PcapngPacket;
import io.github.nettyaudit.codec.pcapng.PcapngReader;
import io.github.nettyaudit.codec.pcapng.PcapngReplay;
import io.github.nettyaudit.codec.pcapng.PcapngWriter;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.NetlinkAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capture of what the running kernel says, and that capture played again without it. */
class NetlinkTapLiveTest {
    private static final int READ_LOG_GROUP = 1;

    @TempDir
    private Path directory;
    private EventLoopGroup loops;

    @BeforeEach
    void needTheKernel() {
        LiveKernel.whyUnavailable().ifPresent(LiveTests::skip);
        loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    }

    @AfterEach
    void stopLoops() {
        if (loops != null) {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @WaitsForTheKernel
    @Test
    void requestsAnswersAndRecordsAreCapturedAndCanBePlayedAgain() throws Exception {
        Path file = directory.resolve("live.pcapng");
        Instant start = Instant.now();
        try (LiveKernel kernel = LiveTests.takeKernel();
                PcapngWriter writer = new PcapngWriter(Files.newOutputStream(file))) {
            kernel.setEnabled(true);
            Channel records = open(NetlinkAddress.multicast(READ_LOG_GROUP), AuditPipeline.records(), writer, "data");
            Channel control = open(NetlinkAddress.AUTO, AuditPipeline.requests(), writer, "control");
            AuditClient client = new AuditClient(control);

            long limit = client.status().get().backlogLimit();
            client.setBacklogLimit((int) limit + 1).get();
            NetlinkTap tap = records.pipeline().get(NetlinkTap.class);
            // a block may be half written when it is read
            await().atMost(Duration.ofSeconds(10)).ignoreExceptionsInstanceOf(PcapngException.class)
                    .until(() -> types(file).contains(AuditMessageType.CONFIG_CHANGE));

            control.close().sync();
            records.close().sync();
            assertThat(tap.failure()).isNull();
            assertThat(tap.missed()).isZero();
        }

        List<PcapngPacket> control = packets(file).stream()
                .filter(packet -> "control".equals(packet.interfaceName())).toList();
        // the question and its answer; the change, which asks for an acknowledgement, and that
        assertThat(control).extracting(PcapngPacket::direction).containsSubsequence(
                PacketDirection.OUTBOUND, PacketDirection.INBOUND, PacketDirection.OUTBOUND, PacketDirection.INBOUND);
        assertThat(control).allSatisfy(packet -> {
            int flags = NetlinkHeaderDescriptor.getUnsignedShort(packet.datagram(), 6);
            assertThat((flags & NetlinkFlags.REQUEST) != 0).isEqualTo(packet.direction() == PacketDirection.OUTBOUND);
        });
        assertThat(packets(file)).allSatisfy(packet -> {
            assertThat(packet.protocol()).isEqualTo(PcapngInterface.NETLINK_AUDIT);
            assertThat(packet.time()).isBetween(start, Instant.now());
        });
        assertThat(recordsPlayedFrom(file)).anySatisfy(text -> assertThat(text).contains("audit_backlog_limit="));
    }

    private Channel open(NetlinkAddress address, AuditPipeline pipeline, PcapngWriter writer, String name)
            throws InterruptedException {
        Channel channel = new Bootstrap().group(loops).channel(AuditNetlinkChannel.class).handler(pipeline)
                .register().sync().channel();
        channel.pipeline().addFirst(new NetlinkTap(writer, PcapngInterface.AUDIT.withName(name)));
        channel.bind(address).sync();
        return channel;
    }

    private static List<Integer> types(Path file) throws IOException {
        return packets(file).stream().map(packet -> NetlinkHeaderDescriptor.getUnsignedShort(packet.datagram(), 4))
                .toList();
    }

    private static List<PcapngPacket> packets(Path file) throws IOException {
        List<PcapngPacket> packets = new ArrayList<>();
        try (PcapngReader reader = new PcapngReader(Files.newInputStream(file))) {
            for (PcapngPacket packet = reader.next(); packet != null; packet = reader.next()) {
                packets.add(packet);
            }
        }
        return packets;
    }

    private static List<String> recordsPlayedFrom(Path file) throws IOException {
        EmbeddedChannel channel = new EmbeddedChannel(AuditPipeline.records());
        List<String> texts = new ArrayList<>();
        try (PcapngReader reader = new PcapngReader(Files.newInputStream(file))) {
            new PcapngReplay(reader).into(channel.pipeline());
            for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
                if (message instanceof AuditRecordMessage record) {
                    texts.add(record.text());
                }
            }
        } finally {
            channel.finishAndReleaseAll();
        }
        return texts;
    }
}
