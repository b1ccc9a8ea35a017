package io.github.nettyaudit.codec.netlink;

import static io.github.nettyaudit.codec.netlink.Datagrams.bytes;
import static io.github.nettyaudit.codec.netlink.Datagrams.datagram;
import static io.github.nettyaudit.codec.netlink.Datagrams.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;

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
        assertThat(message.release(3)).isFalse();
        assertThat(message.release()).isTrue();
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
}
