package io.github.nettyaudit.codec.pcapng;

import static io.github.nettyaudit.codec.pcapng.PcapngFixtures.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PcapngReplayTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ReadCompletes readCompletes = new ReadCompletes();
    private final EmbeddedChannel channel = new EmbeddedChannel(readCompletes);

    @AfterEach
    void closeChannel() {
        channel.finishAndReleaseAll();
    }

    private PcapngWriter capture() throws IOException {
        return new PcapngWriter(out);
    }

    private PcapngReplay replay() {
        return new PcapngReplay(reader(out.toByteArray()));
    }

    @Test
    void whatWasReceivedOnAuditSocketsIsReceivedAgain() throws IOException {
        PcapngWriter writer = capture();
        int audit = writer.addInterface(PcapngInterface.AUDIT);
        int route = writer.addInterface(PcapngInterface.AUDIT.withProtocol(0));
        writer.write(audit, PacketDirection.OUTBOUND, TIME, statusRequest());
        writer.write(route, PacketDirection.INBOUND, TIME, statusRequest());
        writer.write(audit, PacketDirection.INBOUND, TIME, endOfEvent());

        assertThat(replay().into(channel.pipeline())).isEqualTo(1);

        ByteBuf received = channel.readInbound();
        assertThat(received).isEqualTo(endOfEvent());
        assertThat(received.isReadOnly()).isFalse();
        assertThat(received.release()).isTrue();
        assertThat(channel.inboundMessages()).isEmpty();
        assertThat(readCompletes.count).isEqualTo(1);
    }

    @Test
    void otherPacketsAreChosenByAPredicate() throws IOException {
        PcapngWriter writer = capture();
        int audit = writer.addInterface(PcapngInterface.AUDIT);
        writer.write(audit, PacketDirection.OUTBOUND, TIME, statusRequest());
        writer.write(audit, PacketDirection.INBOUND, TIME, endOfEvent());

        long played = replay().only(packet -> packet.direction() == PacketDirection.OUTBOUND)
                .into(channel.pipeline());

        assertThat(played).isEqualTo(1);
        ByteBuf received = channel.readInbound();
        assertThat(received).isEqualTo(statusRequest());
        received.release();
    }

    @Test
    void readsCompleteInBatches() throws IOException {
        PcapngWriter writer = capture();
        int audit = writer.addInterface(PcapngInterface.AUDIT);
        for (int packet = 0; packet < 64; packet++) {
            writer.write(audit, PacketDirection.INBOUND, TIME, endOfEvent());
        }
        assertThat(replay().into(channel.pipeline())).isEqualTo(64);
        assertThat(readCompletes.count).isEqualTo(1);

        writer.write(audit, PacketDirection.INBOUND, TIME, endOfEvent());
        assertThat(replay().into(channel.pipeline())).isEqualTo(65);
        assertThat(readCompletes.count).isEqualTo(3);
    }

    @Test
    void anEmptyCaptureDisturbsNobody() throws IOException {
        capture();

        assertThat(replay().into(channel.pipeline())).isZero();
        assertThat(readCompletes.count).isZero();
    }

    @Test
    void beforeACutOffEndAllIsPlayed() throws IOException {
        PcapngWriter writer = capture();
        int audit = writer.addInterface(PcapngInterface.AUDIT);
        writer.write(audit, PacketDirection.INBOUND, TIME, endOfEvent());
        writer.write(audit, PacketDirection.INBOUND, TIME, endOfEvent());
        byte[] file = out.toByteArray();
        PcapngReader reader = reader(Arrays.copyOf(file, file.length - 1));

        assertThatExceptionOfType(PcapngException.class)
                .isThrownBy(() -> new PcapngReplay(reader).into(channel.pipeline()))
                .satisfies(error -> assertThat(error.isTruncated()).isTrue());
        assertThat(channel.inboundMessages()).hasSize(1);
        assertThat(readCompletes.count).isEqualTo(1);
    }

    @Test
    void aCaptureOfTheOtherByteOrderIsRefused() throws IOException {
        ByteOrder other = ByteOrder.nativeOrder() == LITTLE ? BIG : LITTLE;
        byte[] file = concat(section(other), interfaceBlock(other, 253),
                packet(other, 0, 1, cooked(0, 9, message(other, 16, 1300, 0, 0, 0, ""))));

        assertThatIOException().isThrownBy(() -> new PcapngReplay(reader(file)).into(channel.pipeline()))
                .withMessageContaining(other.toString());
        assertThat(channel.inboundMessages()).isEmpty();
    }

    @Test
    void aTapAndAReplayAreInverse() throws IOException {
        EmbeddedChannel live = new EmbeddedChannel(new NetlinkTap(capture()));
        for (int length = 16; length < 300; length++) {
            live.writeInbound(datagram(nativeOrder(length, 1300, 0, 0, 0, "x".repeat(length - 16))));
        }

        replay().into(channel.pipeline());

        assertThat(channel.inboundMessages()).hasSize(284)
                .containsExactlyElementsOf(live.inboundMessages());
        live.finishAndReleaseAll();
    }

    private static final class ReadCompletes extends ChannelInboundHandlerAdapter {
        private int count;

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            count++;
            ctx.fireChannelReadComplete();
        }
    }
}
