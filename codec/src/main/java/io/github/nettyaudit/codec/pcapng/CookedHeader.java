package io.github.nettyaudit.codec.pcapng;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The 16 bytes before each netlink datagram in a capture of link type NETLINK: the header of Linux "cooked" captures
 * with a netlink protocol where others have an Ethernet type. Always big-endian, while the {@code nlmsghdr} behind
 * it is in the byte order of the machine.
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          packet type          |      ARPHRD_NETLINK, 824      |  0
 * +-------------------------------+-------------------------------+
 * |         length and bytes of a link-layer address: unused      |  4
 * |                                                               |
 * |                               +-------------------------------+
 * |                               | netlink protocol: 9 for audit | 12
 * +-------------------------------+-------------------------------+
 * |                          nlmsghdr …                           | 16
 * </pre>
 * The packet types are those of {@code linux/if_packet.h}. The kernel marks what its {@code nlmon} device hands out
 * as 6 (to user space) or 7 (to the kernel), but on the way through the device both turn into 4 (outgoing), so real
 * captures hold nothing but 4. Wireshark's dissector does not look at the field. We write what the field means for a
 * socket, 0 (to us) and 4 (from us), and rely on the packet flags for the direction.
 */
final class CookedHeader {
    static final int HEADER_LENGTH = 16;

    static final int PACKET_HOST = 0;
    static final int PACKET_OUTGOING = 4;
    static final int PACKET_TO_USER = 6;
    static final int PACKET_TO_KERNEL = 7;

    private static final int ARPHRD_NETLINK = 824;
    private static final int PACKET_TYPE_OFFSET = 0;
    private static final int PROTOCOL_OFFSET = 14;

    private CookedHeader() {
    }

    /** Writes a header at the position and moves that by {@link #HEADER_LENGTH}; leaves the byte order as it was. */
    static void write(ByteBuffer buffer, PacketDirection direction, int protocol) {
        ByteOrder order = buffer.order();
        buffer.order(ByteOrder.BIG_ENDIAN)
                .putShort((short) (direction == PacketDirection.OUTBOUND ? PACKET_OUTGOING : PACKET_HOST))
                .putShort((short) ARPHRD_NETLINK)
                .putLong(0)
                .putShort((short) 0)
                .putShort((short) protocol)
                .order(order);
    }

    /** The packet type, 0 to 65,535, of a header at {@code index}. */
    static int packetType(byte[] bytes, int index) {
        return unsignedShort(bytes, index + PACKET_TYPE_OFFSET);
    }

    /** The netlink protocol, 0 to 65,535, of a header at {@code index}. */
    static int protocol(byte[] bytes, int index) {
        return unsignedShort(bytes, index + PROTOCOL_OFFSET);
    }

    private static int unsignedShort(byte[] bytes, int index) {
        return (bytes[index] & 0xff) << 8 | bytes[index + 1] & 0xff;
    }
}
