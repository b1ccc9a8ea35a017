package io.github.nettyaudit.codec.pcapng;

/** Which way a datagram went, as seen from the socket that was tapped. */
public enum PacketDirection {
    /** Received: from the kernel to the program. */
    INBOUND,
    /** Sent: from the program to the kernel. */
    OUTBOUND
}
