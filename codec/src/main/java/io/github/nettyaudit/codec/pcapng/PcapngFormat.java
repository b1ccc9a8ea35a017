package io.github.nettyaudit.codec.pcapng;

/**
 * The numbers of the pcapng format (draft-ietf-opsawg-pcapng) that reader and writer share. Every block is laid out
 * so, in the byte order of its section:
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |                           block type                          |  0
 * +---------------------------------------------------------------+
 * |     block length: all bytes, both lengths included, n * 4     |  4
 * +---------------------------------------------------------------+
 * |  body: fixed fields, data padded to 32 bits, then options of  |  8
 * |     { u16 code; u16 length; value padded to 32 bits }, the    |
 * |                  last of which is { 0; 0 }                    |
 * +---------------------------------------------------------------+
 * |                     block length once more                    |
 * +---------------------------------------------------------------+
 * </pre>
 */
final class PcapngFormat {
    /** Block type of a section header: reads the same in both byte orders. */
    static final int SECTION_HEADER_BLOCK = 0x0a0d0d0a;
    static final int INTERFACE_DESCRIPTION_BLOCK = 1;
    /** The obsolete packet block. */
    static final int OLD_PACKET_BLOCK = 2;
    static final int SIMPLE_PACKET_BLOCK = 3;
    static final int ENHANCED_PACKET_BLOCK = 6;

    /** Bytes of a block that are not its body: type, length and length again. */
    static final int BLOCK_OVERHEAD = 12;
    static final int ENHANCED_PACKET_FIXED_BYTES = 20;
    static final int INTERFACE_DESCRIPTION_FIXED_BYTES = 8;
    static final int SECTION_HEADER_FIXED_BYTES = 16;
    static final int OPTION_HEADER_BYTES = 4;

    static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    static final int MAJOR_VERSION = 1;
    static final int MINOR_VERSION = 0;

    static final int OPTION_END = 0;
    static final int OPTION_COMMENT = 1;
    static final int SECTION_OPTION_APPLICATION = 4;
    static final int INTERFACE_OPTION_NAME = 2;
    static final int INTERFACE_OPTION_DESCRIPTION = 3;
    static final int INTERFACE_OPTION_TIME_RESOLUTION = 9;
    static final int INTERFACE_OPTION_TIME_OFFSET = 14;
    static final int PACKET_OPTION_FLAGS = 2;

    /** The bits of {@link #PACKET_OPTION_FLAGS} that tell the direction; 0 in them says nothing. */
    static final int FLAGS_DIRECTION_MASK = 0x3;
    static final int FLAGS_INBOUND = 0x1;
    static final int FLAGS_OUTBOUND = 0x2;

    /** The longest value that an option's 16-bit length can say. */
    static final int MAX_OPTION_BYTES = 0xffff;

    /** Link type of netlink packets with a {@link CookedHeader} in front (tcpdump.org's list of link types). */
    static final int LINKTYPE_NETLINK = 253;

    private PcapngFormat() {
    }

    /** The next multiple of four. */
    static int align(int length) {
        return length + 3 & ~3;
    }
}
