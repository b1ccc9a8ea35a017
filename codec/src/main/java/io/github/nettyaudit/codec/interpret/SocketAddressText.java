package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.record.UntrustedString;

/**
 * Socket addresses, structs of {@code sys/socket.h} and {@code linux/*.h} in hexadecimal:
 * {@code { saddr_fam=inet laddr=127.0.0.1 lport=53 }}.
 *
 * <p>The family, and the numbers that are not in network order, are in the byte order of the machine that wrote the
 * record. Families are small numbers, so the family's two bytes tell which order that is.
 */
final class SocketAddressText {
    private static final int LOCAL = 1;
    private static final int INET = 2;
    private static final int AX25 = 3;
    private static final int ATMPVC = 8;
    private static final int X25 = 9;
    private static final int INET6 = 10;
    private static final int NETLINK = 16;
    private static final int PACKET = 17;
    private static final int ALG = 38;
    private static final int VSOCK = 40;
    private static final int PATH_OFFSET = 2;
    private static final int INET_LENGTH = 16;
    private static final int INET6_LENGTH = 28;
    private static final int NETLINK_LENGTH = 12;
    private static final int AX25_LENGTH = 16;
    private static final int ATMPVC_LENGTH = 12;
    private static final int PACKET_LENGTH = 12;
    private static final int VSOCK_LENGTH = 16;
    private static final int ALG_LENGTH = 25;
    private static final int MAX_X25_ADDRESS = 15;
    private static final NameTable FAMILIES = NameTable.set("address-families");

    private byte[] address = new byte[128];
    private int length;
    private boolean bigEndian;

    void append(FieldValue value, TextBuffer out) {
        if (!decode(value)) {
            out.append(value.bytes, value.start, value.length);
            return;
        }
        // one of the two bytes is 0 and tells the machine's byte order
        bigEndian = address[0] == 0 && address[1] != 0;
        int family = uint16(0);
        byte[] name = FAMILIES.name(family);
        if (name == null) {
            out.append("unknown-family(").appendDecimal(family).append(')');
            return;
        }
        out.append("{ saddr_fam=").append(name).append(' ');
        switch (family) {
            case LOCAL -> appendLocal(out);
            case INET -> appendInet(out);
            case INET6 -> appendInet6(out);
            case NETLINK -> appendNetlink(out);
            case AX25 -> appendAx25(out);
            case ATMPVC -> appendAtmPvc(out);
            case X25 -> appendX25(out);
            case PACKET -> appendPacket(out);
            case VSOCK -> appendVsock(out);
            case ALG -> appendAlg(out);
            default -> out.append("(unsupported)");
        }
        out.append(" }");
    }

    private boolean decode(FieldValue value) {
        if (!UntrustedString.isHexadecimal(value.bytes, value.start, value.length)) {
            return false;
        }
        length = value.length / 2;
        if (address.length < length) {
            address = new byte[length];
        }
        UntrustedString.decodeHexadecimal(value.bytes, value.start, value.length, address, 0);
        if (length == 1) {
            // cut within the family, of which the second byte is 0 on most machines
            address[1] = 0;
        }
        return true;
    }

    /** {@code sockaddr_un}: a path that ends with NUL, or an abstract name that starts with it. */
    private void appendLocal(TextBuffer out) {
        if (length < 4) {
            out.append(length == PATH_OFFSET ? "unnamed socket" : "sockaddr len too short");
            return;
        }
        out.append("path=");
        if (address[PATH_OFFSET] != 0) {
            int end = PATH_OFFSET;
            while (end < length && address[end] != 0) {
                end++;
            }
            out.append(address, PATH_OFFSET, end - PATH_OFFSET);
            return;
        }
        int end = length;
        while (end > PATH_OFFSET && address[end - 1] == 0) {
            end--;
        }
        // NULs are part of an abstract name; like ss(8), show them as @
        for (int i = PATH_OFFSET + 1; i < end; i++) {
            out.append(address[i] == 0 ? '@' : address[i]);
        }
    }

    /** {@code sockaddr_in}: port and address in network order. */
    private void appendInet(TextBuffer out) {
        if (length < INET_LENGTH) {
            out.append("sockaddr len too short");
            return;
        }
        out.append("laddr=");
        InternetAddressText.append4(address, 4, out);
        out.append(" lport=").appendDecimal(networkUint16(2));
    }

    /** {@code sockaddr_in6}: port, flow information, address, and the scope's index in machine order. */
    private void appendInet6(TextBuffer out) {
        if (length < INET6_LENGTH) {
            out.append("sockaddr6 len too short");
            return;
        }
        out.append("laddr=");
        InternetAddressText.append6(address, 8, out);
        long scope = uint32(24);
        if (scope != 0) {
            // the number: the name of an interface is known only on the machine of the record
            out.append('%').appendDecimal(scope);
        }
        out.append(" lport=").appendDecimal(networkUint16(2));
    }

    /** {@code sockaddr_nl}: family, padding, port id, groups. */
    private void appendNetlink(TextBuffer out) {
        if (length < NETLINK_LENGTH) {
            out.append("len too short");
            return;
        }
        out.append("nlnk-fam=").appendDecimal(NETLINK).append(" nlnk-pid=").appendDecimal(uint32(4));
    }

    /** {@code sockaddr_ax25}: a call sign of seven bytes. */
    private void appendAx25(TextBuffer out) {
        if (length < AX25_LENGTH) {
            out.append("sockaddr len too short");
            return;
        }
        out.append("call=");
        appendUntilNul(2, 7, out);
    }

    /** {@code sockaddr_atmpvc}: interface, path and channel. */
    private void appendAtmPvc(TextBuffer out) {
        if (length < ATMPVC_LENGTH) {
            out.append("sockaddr len too short");
            return;
        }
        out.append("int=").appendDecimal((short) uint16(4));
    }

    /** {@code sockaddr_x25}: an address of up to 15 digits. */
    private void appendX25(TextBuffer out) {
        out.append("laddr=");
        appendUntilNul(2, MAX_X25_ADDRESS, out);
    }

    /** {@code sockaddr_ll}: protocol in network order, interface, and the hardware's address. */
    private void appendPacket(TextBuffer out) {
        if (length < PACKET_LENGTH) {
            out.append("sockaddr len too short");
            return;
        }
        out.append("proto=0x").appendHexadecimal(networkUint16(2));
        out.append(" ifindex=").appendDecimal((int) uint32(4));
        int size = Math.min(address[11] & 0xff, length - PACKET_LENGTH);
        if (size > 0) {
            out.append(" hwaddr=");
            for (int i = 0; i < size; i++) {
                if (i > 0) {
                    out.append(':');
                }
                int octet = address[PACKET_LENGTH + i] & 0xff;
                out.appendHexadecimal(octet >>> 4).appendHexadecimal(octet & 0xf);
            }
        }
    }

    /** {@code sockaddr_vm}: port and context id. */
    private void appendVsock(TextBuffer out) {
        if (length < VSOCK_LENGTH) {
            out.append("sockaddr len too short");
            return;
        }
        out.append("cid=").appendDecimal(uint32(8)).append(" port=").appendDecimal(uint32(4));
    }

    /** {@code sockaddr_alg}: type and name of an algorithm of the kernel's. */
    private void appendAlg(TextBuffer out) {
        if (length < ALG_LENGTH) {
            out.append("sockaddr len too short");
            return;
        }
        out.append("type=");
        appendUntilNul(2, 14, out);
        out.append(" name=");
        appendUntilNul(24, 64, out);
    }

    private void appendUntilNul(int start, int most, TextBuffer out) {
        int end = Math.min(length, start + most);
        for (int i = start; i < end && address[i] != 0; i++) {
            out.append(address[i]);
        }
    }

    private int networkUint16(int offset) {
        return (address[offset] & 0xff) << 8 | address[offset + 1] & 0xff;
    }

    private int uint16(int offset) {
        int network = networkUint16(offset);
        return bigEndian ? network : Short.toUnsignedInt(Short.reverseBytes((short) network));
    }

    private long uint32(int offset) {
        int network = networkUint16(offset) << 16 | networkUint16(offset + 2);
        return Integer.toUnsignedLong(bigEndian ? network : Integer.reverseBytes(network));
    }
}
