package io.github.nettyaudit.codec.interpret;

import org.jspecify.annotations.Nullable;

/** Levels and options of setsockopt(2) and getsockopt(2): {@code SOL_SOCKET}, {@code SO_REUSEADDR}. */
final class SocketOptionText {
    private static final int IP = 0;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int IPV6 = 41;
    private static final int PACKET = 263;
    /** PowerPC numbers the options from 16 to 21 in its own way; the table has those 100 higher. */
    private static final int POWERPC_OFFSET = 100;

    private static final NameTable LEVELS = NameTable.set("socket-levels");
    private static final NameTable IP_OPTIONS = NameTable.set("ip-options");
    private static final NameTable TCP_OPTIONS = NameTable.set("tcp-options");
    private static final NameTable UDP_OPTIONS = NameTable.set("udp-options");
    private static final NameTable IPV6_OPTIONS = NameTable.set("ipv6-options");
    private static final NameTable PACKET_OPTIONS = NameTable.set("packet-options");

    private SocketOptionText() {
    }

    static void appendLevel(FieldValue value, ArchitectureConstants constants, TextBuffer out) {
        int level = (int) value.number;
        if (level == constants.socketLevel) {
            out.append("SOL_SOCKET");
            return;
        }
        byte[] protocol = SimpleText.protocol(level);
        if (protocol != null) {
            out.append(protocol);
        } else {
            SimpleText.appendHexadecimalOrUnknown(LEVELS, "unknown-sockopt-level", value, out);
        }
    }

    /** Appends the option's name, or returns false for a level whose options are not known. */
    static boolean append(FieldValue value, RecordContext context, TextBuffer out) {
        long level = context.argument(1);
        ArchitectureConstants constants = ArchitectureConstants.of(context.table());
        if (level == constants.socketLevel) {
            appendSocketOption(value, context.table(), constants, out);
        } else if (level == IP) {
            SimpleText.appendHexadecimalOrUnknown(IP_OPTIONS, "unknown-ipopt-name", value, out);
        } else if (level == TCP) {
            SimpleText.appendHexadecimalOrUnknown(TCP_OPTIONS, "unknown-tcpopt-name", value, out);
        } else if (level == UDP) {
            SimpleText.appendHexadecimalOrUnknown(UDP_OPTIONS, "unknown-udpopt-name", value, out);
        } else if (level == IPV6) {
            SimpleText.appendHexadecimalOrUnknown(IPV6_OPTIONS, "unknown-ip6opt-name", value, out);
        } else if (level == PACKET) {
            SimpleText.appendHexadecimalOrUnknown(PACKET_OPTIONS, "unknown-pktopt-name", value, out);
        } else {
            return false;
        }
        return true;
    }

    private static void appendSocketOption(FieldValue value, @Nullable SystemCallTable table,
            ArchitectureConstants constants, TextBuffer out) {
        if (table != null && table.isPowerPc && value.number >= 16 && value.number <= 21) {
            value.number += POWERPC_OFFSET;
        }
        SimpleText.appendHexadecimalOrUnknown(constants.socketOptions, "unknown-sockopt-name", value, out);
    }
}
