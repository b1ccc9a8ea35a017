package io.github.nettyaudit.codec.pcapng;

import java.util.Objects;

/**
 * What a capture says of one tapped socket, a "network interface" in pcapng's words, and how its datagrams are
 * written. Immutable; the methods that change something return a new value.
 *
 * @param name                 shown by Wireshark, by default {@code "audit"}; not empty
 * @param protocol             the socket's netlink protocol, 0 to 65,535; {@value #NETLINK_AUDIT} is audit
 * @param snapLength           the most bytes of a datagram that are kept, 1 or more, or {@value #UNLIMITED}
 * @param correctRecordLength  see {@link #withCorrectRecordLength}
 */
public record PcapngInterface(String name, int protocol, int snapLength, boolean correctRecordLength) {
    /** {@code NETLINK_AUDIT} of {@code linux/netlink.h}. */
    public static final int NETLINK_AUDIT = 9;
    /** A {@link #snapLength} that keeps every datagram whole. */
    public static final int UNLIMITED = 0;
    /** An audit socket whose datagrams are kept whole and exactly as they were. */
    public static final PcapngInterface AUDIT = new PcapngInterface("audit", NETLINK_AUDIT, UNLIMITED, false);

    private static final int MAX_NAME_CHARACTERS = 255;

    /**
     * Checks the bounds.
     *
     * @param name                the name of the socket, 1 to 255 characters
     * @param protocol            the netlink protocol, 0 to 65,535
     * @param snapLength          the most bytes of a datagram that are kept, 1 to 2,147,483,631, or {@value #UNLIMITED}
     * @param correctRecordLength whether {@code nlmsg_len} of records is corrected in the capture
     * @throws IllegalArgumentException if a value is out of its bounds
     */
    public PcapngInterface {
        Objects.requireNonNull(name, "name");
        if (name.isEmpty() || name.length() > MAX_NAME_CHARACTERS) {
            throw new IllegalArgumentException("name: \"" + name + "\" (expected: 1-255 characters)");
        }
        if ((protocol & ~0xffff) != 0) {
            throw new IllegalArgumentException("protocol: " + protocol + " (expected: 0-65535)");
        }
        if (snapLength < 0 || snapLength > Integer.MAX_VALUE - CookedHeader.HEADER_LENGTH) {
            throw new IllegalArgumentException("snapLength: " + snapLength + " (expected: 1-2147483631, or 0)");
        }
    }

    /**
     * The same by another name: tell the data channel from the control channel where both share a capture.
     *
     * @param name the name of the socket, 1 to 255 characters
     * @return a description with this name
     * @throws IllegalArgumentException if the name is empty or longer than 255 characters
     */
    public PcapngInterface withName(String name) {
        return new PcapngInterface(name, protocol, snapLength, correctRecordLength);
    }

    /**
     * The same for another netlink protocol.
     *
     * @param protocol the netlink protocol, 0 to 65,535
     * @return a description with this protocol
     * @throws IllegalArgumentException if the protocol is out of bounds
     */
    public PcapngInterface withProtocol(int protocol) {
        return new PcapngInterface(name, protocol, snapLength, correctRecordLength);
    }

    /**
     * The same with another limit: bytes of each datagram kept, the 16 of the netlink header among them.
     *
     * @param snapLength the most bytes of a datagram that are kept, 1 to 2,147,483,631, or {@value #UNLIMITED} for all
     * @return a description with this limit
     * @throws IllegalArgumentException if the limit is out of bounds
     */
    public PcapngInterface withSnapLength(int snapLength) {
        return new PcapngInterface(name, protocol, snapLength, correctRecordLength);
    }

    /**
     * The same with {@code nlmsg_len} written as it should be ({@code true}) or as it was received ({@code false}).
     *
     * <p>The {@code nlmsg_len} of records that the kernel sends to a registered daemon leaves out the header, 16
     * bytes. A dissector believes it: tshark 4.0 shows such a record without its last 16 bytes, takes those for the
     * next message's header, and calls the packet malformed (7,545 of 7,545 records in a test). With {@code true} the
     * number is put right in the capture, and only there, and tshark shows every record whole (0 malformed). The
     * decoders of this library take both. Only record types are touched, and only where the length is short by
     * exactly 16.
     *
     * @param correctRecordLength true to correct the length in the capture, false to keep it as it was received
     * @return a description with this setting
     */
    public PcapngInterface withCorrectRecordLength(boolean correctRecordLength) {
        return new PcapngInterface(name, protocol, snapLength, correctRecordLength);
    }
}
