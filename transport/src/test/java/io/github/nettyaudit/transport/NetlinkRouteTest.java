package io.github.nettyaudit.transport;

import static io.github.nettyaudit.transport.NetlinkPair.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.transport.NetlinkPair.Collector;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** The channel against a real kernel subsystem that answers anybody: the list of network links. */
class NetlinkRouteTest {
    private static final int RTM_GETLINK = 18;
    private static final int RTM_NEWLINK = 16;
    private static final int NLMSG_DONE = 3;
    private static final int REQUEST_DUMP = 0x301;

    @Test
    void theKernelAnswersWithTheListOfLinks() {
        Collector received = new Collector();
        try (NetlinkPair pair = new NetlinkPair()) {
            AuditNetlinkChannel channel = pair.bind(
                    pair.with(received, AuditNetlinkChannelOption.PROTOCOL, NetlinkProtocol.ROUTE));
            ByteBuf request = Unpooled.buffer();
            request.writeIntLE(32).writeShortLE(RTM_GETLINK).writeShortLE(REQUEST_DUMP).writeIntLE(42).writeIntLE(0);
            request.writeZero(16);

            channel.writeAndFlush(request).syncUninterruptibly();

            eventually(() -> assertThat(types(received)).contains(RTM_NEWLINK, NLMSG_DONE));
            assertThat(channel.counters().truncated()).isZero();
            assertThat(channel.counters().unexpectedSenders()).isZero();
            assertThat(received.events).isEmpty();
        }
    }

    private static java.util.List<Integer> types(Collector received) {
        java.util.List<Integer> types = new java.util.ArrayList<>();
        for (byte[] datagram : received.datagrams) {
            ByteBuf buffer = Unpooled.wrappedBuffer(datagram);
            for (int at = 0; at + 16 <= datagram.length;) {
                int length = buffer.getIntLE(at);
                types.add(buffer.getUnsignedShortLE(at + 4));
                assertThat(buffer.getIntLE(at + 8)).isEqualTo(42);
                at += length + 3 & -4;
            }
        }
        return types;
    }
}
