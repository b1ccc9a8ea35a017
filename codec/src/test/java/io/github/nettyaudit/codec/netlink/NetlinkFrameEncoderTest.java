package io.github.nettyaudit.codec.netlink;

import static io.github.nettyaudit.codec.netlink.Datagrams.bytes;
import static io.github.nettyaudit.codec.netlink.Datagrams.concat;
import static io.github.nettyaudit.codec.netlink.Datagrams.datagram;
import static io.github.nettyaudit.codec.netlink.Datagrams.message;
import static io.github.nettyaudit.codec.netlink.Datagrams.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.IllegalReferenceCountException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetlinkFrameEncoderTest {
    private final EmbeddedChannel channel = new EmbeddedChannel(new NetlinkFrameEncoder());

    @AfterEach
    void nothingIsLeftOver() {
        assertThat(channel.finish()).isFalse();
    }

    private byte[] written() {
        ByteBuf datagram = channel.readOutbound();
        byte[] bytes = bytes(datagram);
        assertThat(datagram.release()).isTrue();
        return bytes;
    }

    @Test
    void writesTheHeaderOnTheWire() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the bytes below are little-endian");
        channel.writeOutbound(new NetlinkMessage(1000, NetlinkFlags.REQUEST | NetlinkFlags.ACK, 0xfffffffe, 0x1f87));
        assertThat(HexFormat.of().formatHex(written()))
                .isEqualTo("10000000" + "e803" + "0500" + "feffffff" + "871f0000");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 1047, 8970})
    void padsWithZerosToAMultipleOfFour(int length) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 0xff);
        ByteBuf content = datagram(payload);
        channel.writeOutbound(new NetlinkMessage(1011, 5, 1, 0, content));

        int padding = -length & 3;
        assertThat(written()).isEqualTo(concat(message(1011, 5, 1, 0, payload), new byte[padding]));
        assertThat(content.refCnt()).isZero();
    }

    @Test
    void computesTheLengthFromTheContent() {
        NetlinkHeader quirky = new NetlinkHeader(3, 1300, 0, 0, 0);
        channel.writeOutbound(new NetlinkMessage(quirky, datagram(text("abcd"))));
        assertThat(written()).isEqualTo(message(1300, 0, 0, 0, text("abcd")));
    }

    @Test
    void writesAnInvalidMessageAsTheBytesThatItHolds() {
        ByteBuf bytes = datagram(text("garbage"));
        channel.writeOutbound(new InvalidNetlinkMessage(new NetlinkHeader(0, 0, 0, 0, 0), bytes,
                new NetlinkFrameException("test")));
        assertThat(written()).isEqualTo(text("garbage"));
    }

    @Test
    void passesOnWhatIsNoNetlinkMessage() {
        ByteBuf raw = datagram(text("raw"));
        channel.writeOutbound("text", raw);
        assertThat(channel.<Object>readOutbound()).isEqualTo("text");
        assertThat(channel.<Object>readOutbound()).isSameAs(raw);
        assertThat(raw.release()).isTrue();
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() {
        EmbeddedChannel reader = new EmbeddedChannel(new NetlinkFrameDecoder());
        NetlinkMessage sent = new NetlinkMessage(1100, 5, -1, -1, datagram(text("op=test\0")));
        channel.writeOutbound(sent.retainedDuplicate());
        reader.writeInbound((ByteBuf) channel.readOutbound());

        NetlinkMessage received = reader.readInbound();
        assertThat(received).isEqualTo(sent).hasSameHashCodeAs(sent);
        assertThat(received.release()).isTrue();
        assertThat(sent.release()).isTrue();
        assertThat(reader.finish()).isFalse();
    }

    @Test
    void aMessageThatIsReleasedAlreadyFailsAndLeavesNoBuffer() {
        UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
        channel.config().setAllocator(allocator);
        NetlinkMessage message = new NetlinkMessage(1011, 5, 1, 0, datagram(text("abcd")));
        assertThat(message.release()).isTrue();
        assertThatThrownBy(() -> channel.writeOutbound(message)).isInstanceOf(IllegalReferenceCountException.class);
        assertThat(allocator.metric().usedDirectMemory()).isZero();
        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }
}
