package io.github.nettyaudit.codec.pcapng;

import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One netlink datagram of a capture. Immutable; nothing needs to be released.
 *
 * @param interfaceName  the name of the socket or device that was tapped, or {@code null} where the file has none
 * @param direction      from the packet's flags; where those are silent, as in captures of an {@code nlmon} device,
 *                       from the cooked header, and where that says no more than "outgoing", from
 *                       {@code NLM_F_REQUEST}, which only messages to the kernel carry
 * @param time           when it was captured, in the resolution of the file
 * @param protocol       the netlink protocol, 0 to 65,535; {@link PcapngInterface#NETLINK_AUDIT} for audit
 * @param datagram       the datagram, {@code nlmsghdr} first: a read-only view of memory of its own
 * @param originalLength bytes that the datagram had; more than {@code datagram} has if the capture has a snap length
 * @param byteOrder      the byte order of the capture's section, which is that of the netlink headers
 * @param comment        the packet's comments, one a line, or {@code null}
 */
public record PcapngPacket(@Nullable String interfaceName, PacketDirection direction, Instant time, int protocol,
        ByteBuf datagram, int originalLength, ByteOrder byteOrder, @Nullable String comment) {

    /**
     * Takes the readable bytes of an unpooled {@code datagram}, which must not be written to any more.
     *
     * @param interfaceName  the name of the socket or device, or {@code null}
     * @param direction      the direction of the datagram
     * @param time           the time of the capture
     * @param protocol       the netlink protocol, 0 to 65,535
     * @param datagram       an unpooled buffer whose readable bytes are the datagram; it need not be released
     * @param originalLength the number of bytes that the datagram had before the snap length cut it
     * @param byteOrder      the byte order of the netlink headers
     * @param comment        the comments of the packet, one a line, or {@code null}
     */
    public PcapngPacket {
        datagram = datagram.asReadOnly();
    }

    /**
     * The bytes of the datagram; each call returns a view with indices of its own.
     *
     * @return a read-only view of unpooled memory; the caller need not release it
     */
    @Override
    public ByteBuf datagram() {
        return datagram.duplicate();
    }

    /**
     * Whether the snap length cut the datagram.
     *
     * @return true if {@link #datagram} has fewer bytes than {@link #originalLength}
     */
    public boolean isCut() {
        return datagram.readableBytes() < originalLength;
    }
}
