package io.github.nettyaudit.codec.netlink;

import static io.github.nettyaudit.codec.netlink.Datagrams.bytes;
import static io.github.nettyaudit.codec.netlink.Datagrams.concat;
import static io.github.nettyaudit.codec.netlink.Datagrams.datagram;
import static io.github.nettyaudit.codec.netlink.Datagrams.message;
import static io.github.nettyaudit.codec.netlink.Datagrams.text;
import static io.github.nettyaudit.codec.netlink.Datagrams.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetlinkFrameDecoderTest {
    private static final byte[] RECORD = text("audit(1364481363.243:24287): arch=c000003e");

    private final EmbeddedChannel channel = new EmbeddedChannel(new NetlinkFrameDecoder());

    /** The datagram received last; every message of it shares its memory, so all must be released for it to go. */
    private ByteBuf last = Unpooled.wrappedBuffer(new byte[1]);

    @AfterEach
    void nothingIsLeftOver() {
        assertThat(channel.finish()).isFalse();
        assertThat(last.refCnt()).as("references to the datagram").isZero();
    }

    private void receive(byte... bytes) {
        receive(datagram(bytes));
    }

    private void receive(ByteBuf datagram) {
        last = datagram;
        channel.writeInbound(datagram);
    }

    @Test
    void readsEveryFieldOfTheHeader() {
        receive(message(0xfedc, 0xba98, 0xfffffffe, 0x80000001, text("payload!")));

        NetlinkMessage message = channel.readInbound();
        assertThat(message.length()).isEqualTo(24);
        assertThat(message.type()).isEqualTo(0xfedc);
        assertThat(message.flags()).isEqualTo(0xba98);
        assertThat(message.sequence()).isEqualTo(0xfffffffe);
        assertThat(message.portId()).isEqualTo(0x80000001);
        assertThat(bytes(message.content())).isEqualTo(text("payload!"));
        assertThat(message.release()).isTrue();
    }

    @Test
    void handsOnTheDatagramItselfAsTheContentOfAnOnlyMessage() {
        ByteBuf datagram = datagram(message(1300, 0, 0, 0, RECORD));
        receive(datagram);

        NetlinkMessage message = channel.readInbound();
        assertThat(message.content()).isSameAs(datagram);
        assertThat(message.refCnt()).isEqualTo(1);
        assertThat(message.release()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1005, 1006, 1100, 1199, 1300, 1320, 1329, 2000, 2100, 2999})
    void acceptsRecordsWhoseLengthLeavesOutTheHeader(int type) {
        ByteBuf datagram = datagram(message(RECORD.length, type, 0, 0, 0, RECORD));
        receive(datagram);

        NetlinkMessage message = channel.readInbound();
        assertThat(message).isExactlyInstanceOf(NetlinkMessage.class);
        assertThat(message.content()).isSameAs(datagram);
        assertThat(message.length()).isEqualTo(RECORD.length);
        assertThat(bytes(message.content())).isEqualTo(RECORD);
        assertThat(message.release()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 1000, 1004, 1007, 1013, 1099, 3000, 0xffff})
    void doesNotExtendOtherTypesWhoseLengthLeavesOutTheHeader(int type) {
        byte[] datagram = message(24, type, 0, 0, 0, new byte[24]);
        receive(datagram);

        NetlinkMessage message = channel.readInbound();
        assertThat(message.content().readableBytes()).isEqualTo(8);
        InvalidNetlinkMessage rest = channel.readInbound();
        assertThat(rest.content().readableBytes()).isEqualTo(16);
        assertThat(message.release()).isTrue();
        assertThat(rest.release()).isTrue();
    }

    @Test
    void acceptsAnEmptyRecordWhoseLengthLeavesOutTheHeader() {
        receive(message(0, 1320, 0, 0, 0));

        NetlinkMessage message = channel.readInbound();
        assertThat(message).isExactlyInstanceOf(NetlinkMessage.class);
        assertThat(message.content().isReadable()).isFalse();
        assertThat(message.release()).isTrue();
    }

    @Test
    void readsSeveralMessagesOfOneDatagram() {
        byte[] first = message(1000, 5, 1, 7);
        byte[] second = message(1018, 5, 2, 7, words(1, 2, 3, 4));
        byte[] third = message(1013, 5, 3, 7);
        ByteBuf datagram = datagram(concat(first, second, third));
        receive(datagram);

        for (int sequence = 1; sequence <= 3; sequence++) {
            NetlinkMessage message = channel.readInbound();
            assertThat(message.sequence()).isEqualTo(sequence);
            assertThat(bytes(message.content())).isEqualTo(sequence == 2 ? words(1, 2, 3, 4) : new byte[0]);
            assertThat(message.release()).isTrue();
        }
        assertThat(datagram.refCnt()).isZero();
    }

    @Test
    void startsEachMessageAtAMultipleOfFour() {
        byte[] odd = message(1011, 5, 1, 7, text("12345"));
        byte[] second = message(1012, 5, 2, 7, text("678"));
        receive(concat(odd, new byte[3], second));

        NetlinkMessage first = channel.readInbound();
        assertThat(bytes(first.content())).isEqualTo(text("12345"));
        NetlinkMessage last = channel.readInbound();
        assertThat(bytes(last.content())).isEqualTo(text("678"));
        assertThat(first.release()).isTrue();
        assertThat(last.release()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void dropsPaddingAtTheEnd(int padding) {
        byte[] payload = new byte[8 - padding];
        Arrays.fill(payload, (byte) 'x');
        receive(concat(message(1013, 2, 1, 0, payload), new byte[padding]));

        NetlinkMessage message = channel.readInbound();
        assertThat(bytes(message.content())).isEqualTo(payload);
        assertThat(message.release()).isTrue();
    }

    @Test
    void keepsBytesInThePlaceOfPaddingThatAreNotZero() {
        receive(concat(message(1013, 2, 1, 0, text("12345")), text("\0\0A")));

        NetlinkMessage message = channel.readInbound();
        assertThat(bytes(message.content())).isEqualTo(text("12345"));
        InvalidNetlinkMessage rest = channel.readInbound();
        assertThat(bytes(rest.content())).isEqualTo(text("\0\0A"));
        assertThat(message.release()).isTrue();
        assertThat(rest.release()).isTrue();
    }

    @Test
    void fourZeroBytesAtTheEndAreNoPadding() {
        receive(concat(message(1013, 2, 1, 0, words(5)), new byte[4]));

        NetlinkMessage message = channel.readInbound();
        InvalidNetlinkMessage rest = channel.readInbound();
        assertThat(rest.content().readableBytes()).isEqualTo(4);
        assertThat(message.release()).isTrue();
        assertThat(rest.release()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 15})
    void tooFewBytesForAHeaderAreInvalid(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0x7f);
        receive(bytes);

        InvalidNetlinkMessage message = channel.readInbound();
        assertThat(bytes(message.content())).isEqualTo(bytes);
        assertThat(message.length()).isZero();
        assertThat(message.type()).isZero();
        assertThat(message.sequence()).isZero();
        assertThat(message.cause()).isInstanceOf(NetlinkFrameException.class)
                .hasMessage(length + " bytes are too few for a netlink header of 16");
        assertThat(message.release()).isTrue();
    }

    @Test
    void aLengthThatCannotBeOfAHeaderAloneKeepsTheHeader() {
        receive(message(17, 1000, 5, 42, 7));

        InvalidNetlinkMessage message = channel.readInbound();
        assertThat(message.toHeader()).isEqualTo(new NetlinkHeader(17, 1000, 5, 42, 7));
        assertThat(message.cause()).hasMessage("nlmsg_len 17 does not fit the 16 bytes left");
        assertThat(message.release()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 25, 0x7fffffff, 0x80000000, 0xfffffff0, -1})
    void aLengthThatCannotBeIsInvalidWithAllBytes(int length) {
        byte[] bytes = message(length, 1000, 5, 42, 7, text("payload!"));
        receive(bytes);

        InvalidNetlinkMessage message = channel.readInbound();
        assertThat(bytes(message.content())).isEqualTo(bytes);
        assertThat(message.length()).isEqualTo(length);
        assertThat(message.type()).isEqualTo(1000);
        assertThat(message.flags()).isEqualTo(5);
        assertThat(message.sequence()).isEqualTo(42);
        assertThat(message.portId()).isEqualTo(7);
        assertThat(message.cause())
                .hasMessage("nlmsg_len " + Integer.toUnsignedString(length) + " does not fit the 24 bytes left");
        assertThat(message.release()).isTrue();
    }

    @Test
    void whatFollowsGoodMessagesMayBeInvalid() {
        byte[] good = message(1000, 5, 1, 7);
        byte[] bad = message(99, 1001, 5, 2, 7, words(1, 2, 3));
        byte[] neverReached = message(1000, 5, 3, 7);
        receive(concat(good, bad, neverReached));

        NetlinkMessage message = channel.readInbound();
        assertThat(message.sequence()).isEqualTo(1);
        InvalidNetlinkMessage rest = channel.readInbound();
        assertThat(rest.sequence()).isEqualTo(2);
        assertThat(bytes(rest.content())).isEqualTo(concat(bad, neverReached));
        assertThat(message.release()).isTrue();
        assertThat(rest.release()).isTrue();
    }

    @Test
    void passesOnWhatIsNoBuffer() {
        last.release();
        channel.writeInbound("not a buffer");
        assertThat(channel.<Object>readInbound()).isEqualTo("not a buffer");
    }

    @Test
    void sharesMemoryWithTheDatagramAlsoWhereItHoldsSeveralMessages() {
        ByteBuf datagram = datagram(concat(message(1000, 2, 1, 0, words(1)), message(1000, 2, 2, 0, words(2))));
        int start = datagram.readerIndex();
        receive(datagram);

        List<NetlinkMessage> messages = new ArrayList<>(List.of(channel.readInbound(), channel.readInbound()));
        datagram.setByte(start + 16, 'A').setByte(start + 36, 'B');
        assertThat(messages.get(0).content().getByte(messages.get(0).content().readerIndex())).isEqualTo((byte) 'A');
        assertThat(messages.get(1).content().getByte(messages.get(1).content().readerIndex())).isEqualTo((byte) 'B');
        messages.forEach(NetlinkMessage::release);
        assertThat(datagram.refCnt()).isZero();
    }

    @Test
    void readsADatagramThatIsASliceOfABatchBuffer() {
        byte[] bytes = message(RECORD.length, 1300, 0, 0, 0, RECORD);
        ByteBuf batch = datagram(concat(bytes, bytes));
        ByteBuf slice = batch.retainedSlice(batch.readerIndex() + bytes.length, bytes.length);
        receive(slice);

        NetlinkMessage message = channel.readInbound();
        assertThat(message.content().memoryAddress())
                .isEqualTo(batch.memoryAddress() + batch.readerIndex() + bytes.length);
        assertThat(bytes(message.content())).isEqualTo(RECORD);
        assertThat(message.release()).isTrue();
        assertThat(batch.release()).isTrue();
    }
}
