package io.github.nettyaudit.transport;

/**
 * User event: the socket's receive buffer was full and the kernel could not deliver. Fired in the stream where it was
 * noticed, so everything read before it arrived before or around the loss. The channel stays open and goes on reading.
 *
 * <p>On the socket of a registered audit daemon the kernel tries each datagram up to five times, so {@code dropped}
 * counts failed deliveries, each of which may still have succeeded later; on a multicast socket it counts datagrams
 * lost. Serial gaps tell which records are missing.
 *
 * <p>With {@code NETLINK_NO_ENOBUFS} the counter is looked at after each read that brought something and when the
 * channel closes, so while reading is paused nothing is told.
 *
 * @param dropped increase of the socket's drop counter since the last overrun. 0 where the kernel does not tell it
 *                ({@code SO_MEMINFO}, since Linux 4.6), and with {@link Source#ENOBUFS} where the news came before the
 *                kernel had counted; the next overrun has it then
 * @param total   drops of this socket since it was opened, 32 bits in the kernel, never wrapped here
 * @param source  how it was noticed
 */
public record NetlinkOverrun(long dropped, long total, Source source) {
    /** How an overrun was noticed. */
    public enum Source {
        /** A read or the event loop reported {@code ENOBUFS}, see netlink(7). */
        ENOBUFS,
        /** The socket's own drop counter rose ({@code NETLINK_NO_ENOBUFS} makes overruns silent). */
        DROP_COUNTER
    }
}
