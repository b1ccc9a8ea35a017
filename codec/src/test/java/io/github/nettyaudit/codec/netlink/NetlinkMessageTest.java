package io.github.nettyaudit.codec.netlink;

import static io.github.nettyaudit.codec.netlink.Datagrams.bytes;
import static io.github.nettyaudit.codec.netlink.Datagrams.datagram;
import static io.github.nettyaudit.codec.netlink.Datagrams.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.SwappedByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetlinkMessageTest {
    private static NetlinkMessage example() {
        return new NetlinkMessage(1011, NetlinkFlags.REQUEST | NetlinkFlags.ACK, 9, 7, datagram(text("payload")));
    }

    @Test
    void computesItsLength() {
        NetlinkMessage message = example();
        assertThat(message.length()).isEqualTo(23);
        assertThat(new NetlinkMessage(1000, 5, 0, 0).length()).isEqualTo(16);
        assertThat(message.release()).isTrue();
    }

    @Test
    void copiesHoldTheirOwnBytes() {
        NetlinkMessage message = example();
        NetlinkMessage copy = message.copy();
        assertThat(copy).isEqualTo(message).hasSameHashCodeAs(message).isNotSameAs(message);
        copy.content().setByte(0, 'P');
        assertThat(copy).isNotEqualTo(message);
        assertThat(message.release()).isTrue();
        assertThat(copy.release()).isTrue();
    }

    @Test
    void duplicatesShareTheBytesAndTheCount() {
        NetlinkMessage message = example();
        NetlinkMessage duplicate = message.duplicate();
        NetlinkMessage retained = message.retainedDuplicate();
        assertThat(message.refCnt()).isEqualTo(2);
        assertThat(duplicate.content().skipBytes(3).readableBytes()).isEqualTo(4);
        assertThat(message.content().readableBytes()).isEqualTo(7);
        retained.release();
        assertThat(message.refCnt()).isEqualTo(1);
        assertThat(message.release()).isTrue();
        assertThat(duplicate.refCnt()).isZero();
    }

    @Test
    void retainAndReleaseCountTheContent() {
        NetlinkMessage message = example();
        assertThat(message.retain().retain(2).touch().touch("here")).isSameAs(message);
        assertThat(message.content().refCnt()).isEqualTo(4);
        assertThat(message.release(2)).isFalse();
        assertThat(message.release()).isFalse();
        assertThat(message.refCnt()).isEqualTo(1);
        assertThat(message.retain().release(2)).isTrue();
        assertThat(message.toString()).contains("content: released");
    }

    @Test
    void headersAreEqualWhenAllNumbersAre() {
        NetlinkHeader header = new NetlinkHeader(16, 1, 2, 3, 4);
        assertThat(header).isEqualTo(new NetlinkHeader(16, 1, 2, 3, 4))
                .hasSameHashCodeAs(new NetlinkHeader(16, 1, 2, 3, 4))
                .isNotEqualTo(new NetlinkHeader(17, 1, 2, 3, 4))
                .isNotEqualTo(new NetlinkHeader(16, 0, 2, 3, 4))
                .isNotEqualTo(new NetlinkHeader(16, 1, 0, 3, 4))
                .isNotEqualTo(new NetlinkHeader(16, 1, 2, 0, 4))
                .isNotEqualTo(new NetlinkHeader(16, 1, 2, 3, 0));
        NetlinkMessage message = example();
        assertThat(message.toHeader()).isExactlyInstanceOf(NetlinkHeader.class).isNotEqualTo(message);
        assertThat(message.toHeader().sequence()).isEqualTo(9);
        assertThat(message.release()).isTrue();
    }

    @Test
    void headersTakeOnlyNumbersThatFitTheWire() {
        assertThatIllegalArgumentException().isThrownBy(() -> new NetlinkHeader(16, 0x10000, 0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new NetlinkHeader(16, -1, 0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new NetlinkHeader(16, 0, 0x10000, 0, 0));
        NetlinkHeader largest = new NetlinkHeader(-1, 0xffff, 0xffff, -1, -1);
        assertThat(largest.type()).isEqualTo(0xffff);
        assertThat(largest.flags()).isEqualTo(0xffff);
        assertThat(largest.toString()).contains("length: 4294967295", "sequence: 4294967295", "portId: 4294967295");
    }

    @Test
    void flagsAreNamed() {
        assertThat(NetlinkFlags.toString(0)).isEqualTo("0");
        assertThat(NetlinkFlags.toString(NetlinkFlags.REQUEST | NetlinkFlags.ACK)).isEqualTo("REQUEST|ACK");
        assertThat(NetlinkFlags.toString(NetlinkFlags.MULTI | 0x8000)).isEqualTo("MULTI|0x8000");
        NetlinkHeader header = new NetlinkHeader(16, 1, NetlinkFlags.REQUEST, 0, 0);
        assertThat(header.hasFlag(NetlinkFlags.REQUEST)).isTrue();
        assertThat(header.hasFlag(NetlinkFlags.REQUEST | NetlinkFlags.ACK)).isFalse();
    }

    @Test
    void invalidMessagesKeepTheirCauseThroughCopies() {
        NetlinkFrameException cause = new NetlinkFrameException("too short");
        InvalidNetlinkMessage message =
                new InvalidNetlinkMessage(new NetlinkHeader(0, 0, 0, 0, 0), datagram(text("x")), cause);
        ByteBuf other = datagram(text("y"));
        InvalidNetlinkMessage replaced = message.replace(other);
        assertThat(replaced.cause()).isSameAs(cause);
        assertThat(bytes(replaced.content())).isEqualTo(text("y"));
        assertThat(message).isNotEqualTo(replaced);
        assertThat(message.toString()).contains("too short");
        assertThat(cause.getStackTrace()).isEmpty();
        assertThat(message.release()).isTrue();
        assertThat(replaced.release()).isTrue();
    }

    @Test
    void hashCodesDifferWhereNumbersOrBytesDo() {
        List<NetlinkMessage> messages = List.of(
                hashed(1, 2, 3, "a"), hashed(2, 2, 3, "a"), hashed(1, 3, 3, "a"),
                hashed(1, 2, 4, "a"), hashed(1, 2, 3, "b"), hashed(2, 1, 3, "a"), hashed(1, 2, 3, "aa"),
                hashed(2, 3, 1, "a"));

        assertThat(messages).extracting(NetlinkMessage::hashCode).doesNotHaveDuplicates();
        // the fifth differs from the first in its bytes only
        assertThat(messages.stream().map(message -> message.toHeader().hashCode()).collect(Collectors.toSet()))
                .hasSize(7);
        messages.forEach(NetlinkMessage::release);
    }

    private static NetlinkMessage hashed(int type, int flags, int sequence, String text) {
        return new NetlinkMessage(type, flags, sequence, 4, datagram(text(text)));
    }

    @ParameterizedTest
    @CsvSource({"63,63", "64,64", "65,64"})
    void textShowsTheFirst64Bytes(int length, int shown) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 0xab);
        NetlinkMessage message = new NetlinkMessage(1300, NetlinkFlags.MULTI, 5, 6, datagram(payload));

        assertThat(message).hasToString("NetlinkMessage(length: " + (16 + length) + ", type: 1300, flags: MULTI,"
                + " sequence: 5, portId: 6, content: " + length + " bytes " + "ab".repeat(shown) + ')');
        assertThat(message.toHeader()).hasToString("NetlinkHeader(length: " + (16 + length)
                + ", type: 1300, flags: MULTI, sequence: 5, portId: 6)");
        assertThat(message.release()).isTrue();
    }

    /** The leak detector shows the last places that touched a buffer. */
    @Test
    @SuppressWarnings("deprecation") // the only public buffer that hands its calls to another one
    void touchReachesTheBuffer() {
        List<Object> hints = new ArrayList<>();
        ByteBuf content = new SwappedByteBuf(datagram(text("x"))) {
            @Override
            public ByteBuf touch() {
                hints.add("no hint");
                return this;
            }

            @Override
            public ByteBuf touch(Object hint) {
                hints.add(hint);
                return this;
            }
        };
        NetlinkMessage message = new NetlinkMessage(1300, 0, 0, 0, content);
        message.touch().touch("here");

        assertThat(hints).containsExactly("no hint", "here");
        assertThat(message.release()).isTrue();
    }

    @Test
    void anInvalidMessageIsShownWithItsCause() {
        InvalidNetlinkMessage message = new InvalidNetlinkMessage(new NetlinkHeader(3, 1, 0, 0, 0),
                datagram(text("x")), new NetlinkFrameException("too short"));

        assertThat(message).hasToString("InvalidNetlinkMessage(length: 3, type: 1, flags: 0, sequence: 0, portId: 0,"
                + " content: 1 bytes 78) because too short");
        assertThat(message.release()).isTrue();
    }

    @Test
    void aHeaderIsReadAnywhereInABuffer() {
        NetlinkHeader header = new NetlinkHeader(39, 1011, 5, 9, 7);
        ByteBuf buffer = datagram(new byte[3]);
        NetlinkHeaderDescriptor.write(buffer, 39, 1011, 5, 9, 7);
        assertThat(NetlinkHeaderDescriptor.header(buffer, buffer.readerIndex() + 3)).isEqualTo(header);
        assertThat(header.toHeader()).isSameAs(header);
        assertThat(buffer.release()).isTrue();
    }

    @Test
    void anExceptionOfTheFrameDecoderHasNoStackTrace() {
        NetlinkFrameException exception = new NetlinkFrameException("why");
        assertThat(exception.getStackTrace()).isEmpty();
        assertThat(exception.fillInStackTrace()).isSameAs(exception);
    }
}
