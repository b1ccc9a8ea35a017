package io.github.nettyaudit.transport;

import java.nio.ByteBuffer;

/**
 * {@code struct sockaddr_nl} ({@code linux/netlink.h}), in the byte order of the machine.
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |      family = AF_NETLINK      |               0               |  0
 * +-------------------------------+-------------------------------+
 * |                            port id                            |  4
 * +---------------------------------------------------------------+
 * |                            groups                             |  8
 * +---------------------------------------------------------------+
 * </pre>
 */
final class SocketAddressDescriptor {
    static final int LENGTH = 12;
    static final int PORT_ID_OFFSET = 4;
    static final int GROUPS_OFFSET = 8;

    private SocketAddressDescriptor() {
    }

    static void write(ByteBuffer memory, int index, int portId, int groups) {
        memory.putShort(index, (short) LibC.AF_NETLINK);
        memory.putShort(index + 2, (short) 0);
        memory.putInt(index + PORT_ID_OFFSET, portId);
        memory.putInt(index + GROUPS_OFFSET, groups);
    }

    static NetlinkAddress read(ByteBuffer memory, int index) {
        return new NetlinkAddress(memory.getInt(index + PORT_ID_OFFSET), memory.getInt(index + GROUPS_OFFSET));
    }
}
