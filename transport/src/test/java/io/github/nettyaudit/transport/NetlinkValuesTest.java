package io.github.nettyaudit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.SwappedByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Addresses and datagrams, which need no socket. */
class NetlinkValuesTest {
    @Test
    void anAddressIsAPortIdAndGroups() {
        NetlinkAddress address = new NetlinkAddress(7, 3);
        assertThat(address.portId()).isEqualTo(7);
        assertThat(address.groups()).isEqualTo(3);
        assertThat(address).isEqualTo(new NetlinkAddress(7, 3)).hasSameHashCodeAs(new NetlinkAddress(7, 3))
                .isNotEqualTo(new NetlinkAddress(7, 2)).isNotEqualTo(new NetlinkAddress(8, 3)).isNotEqualTo("7");
        assertThat(NetlinkAddress.port(7)).isEqualTo(new NetlinkAddress(7, 0));
        assertThat(NetlinkAddress.multicast(3)).isEqualTo(new NetlinkAddress(0, 3));
        assertThat(List.of(NetlinkAddress.port(1), NetlinkAddress.port(2), NetlinkAddress.multicast(1),
                NetlinkAddress.KERNEL, new NetlinkAddress(1, 1))).extracting(NetlinkAddress::hashCode)
                .doesNotHaveDuplicates();
    }

    @Test
    void theTextOfAnAddressHasUnsignedNumbers() {
        assertThat(NetlinkAddress.KERNEL).hasToString("netlink:0");
        assertThat(NetlinkAddress.port(-1)).hasToString("netlink:4294967295");
        assertThat(NetlinkAddress.multicast(0x80000001)).hasToString("netlink:0/groups:0x80000001");
        assertThat(new NetlinkAddress(4711, NetlinkAddress.AUDIT_READLOG)).hasToString("netlink:4711/groups:0x1");
    }

    @Test
    void anAddressIsWrittenAsTheKernelsStruct() {
        ByteBuffer memory = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        memory.putLong(0, -1).putLong(8, -1);
        SocketAddressDescriptor.write(memory, 2, 4711, 3);

        assertThat(memory.getShort(0)).as("before it").isEqualTo((short) -1);
        assertThat(memory.getShort(2)).as("nl_family").isEqualTo((short) 16);
        assertThat(memory.getShort(4)).as("nl_pad").isZero();
        assertThat(memory.getInt(6)).as("nl_pid").isEqualTo(4711);
        assertThat(memory.getInt(10)).as("nl_groups").isEqualTo(3);
        assertThat(memory.getShort(14)).as("after it").isEqualTo((short) -1);
        assertThat(SocketAddressDescriptor.read(memory, 2)).isEqualTo(new NetlinkAddress(4711, 3));
    }

    @Test
    void copiesOfADatagramKeepItsAddresses() {
        NetlinkAddress recipient = NetlinkAddress.port(1);
        NetlinkAddress sender = NetlinkAddress.port(2);
        NetlinkDatagram datagram = new NetlinkDatagram(Unpooled.copyInt(5), recipient, sender);

        NetlinkDatagram copy = datagram.copy();
        NetlinkDatagram duplicate = datagram.duplicate();
        NetlinkDatagram retained = datagram.retainedDuplicate();
        NetlinkDatagram replaced = datagram.replace(Unpooled.copyInt(6));
        assertThat(List.of(copy, duplicate, retained, replaced)).allSatisfy(derived -> {
            assertThat(derived.recipient()).isEqualTo(recipient);
            assertThat(derived.sender()).isEqualTo(sender);
            assertThat(derived).isNotSameAs(datagram);
        });
        assertThat(datagram.refCnt()).as("with the retained duplicate").isEqualTo(2);
        datagram.content().setInt(0, 9);
        assertThat(duplicate.content().getInt(0)).isEqualTo(9);
        assertThat(retained.content().getInt(0)).isEqualTo(9);
        assertThat(copy.content().getInt(0)).isEqualTo(5);
        assertThat(replaced.content().getInt(0)).isEqualTo(6);
        assertThat(retained.release()).isFalse();
        assertThat(datagram.retain()).isSameAs(datagram);
        assertThat(datagram.retain(2)).isSameAs(datagram);
        assertThat(datagram.refCnt()).isEqualTo(4);
        assertThat(datagram.release(4)).isTrue();
        assertThat(copy.release()).isTrue();
        assertThat(replaced.release()).isTrue();
    }

    @Test
    void aDatagramToSendHasNoSender() {
        NetlinkDatagram datagram = new NetlinkDatagram(Unpooled.copyInt(5), NetlinkAddress.KERNEL);
        assertThat(datagram.replace(Unpooled.EMPTY_BUFFER).sender()).isNull();
        assertThat(datagram.replace(Unpooled.EMPTY_BUFFER).recipient()).isEqualTo(NetlinkAddress.KERNEL);
        assertThat(datagram.release()).isTrue();
    }

    @Test
    @SuppressWarnings("deprecation") // the only public buffer that hands its calls to another one
    void touchReachesTheBufferOfADatagram() {
        List<Object> hints = new ArrayList<>();
        ByteBuf content = new SwappedByteBuf(Unpooled.copyInt(5)) {
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
        NetlinkDatagram datagram = new NetlinkDatagram(content, NetlinkAddress.KERNEL);
        assertThat(datagram.touch().touch("here")).isSameAs(datagram);
        assertThat(hints).containsExactly("no hint", "here");
        assertThat(datagram.release()).isTrue();
    }

    @Test
    void aTruncatedDatagramIsShorterThanItsLength() {
        byte[] bytes = {1, 2, 3};
        NetlinkTruncatedDatagram truncated = new NetlinkTruncatedDatagram(bytes, 4);
        assertThat(truncated).hasToString("NetlinkTruncatedDatagram(3 of 4 bytes)");
        assertThat(truncated.receivedLength()).isEqualTo(3);
        assertThat(truncated.datagramLength()).isEqualTo(4);
        bytes[0] = 9;
        truncated.received()[1] = 9;
        assertThat(truncated.received()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> new NetlinkTruncatedDatagram(bytes, 3)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("datagramLength: 3 (expected: > 3)");
    }
}
