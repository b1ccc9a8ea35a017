package io.github.nettyaudit.transport;

/**
 * User event: the socket's receive buffer was full, and the kernel could not deliver datagrams. The channel stays open
 * and continues to read.
 *
 * <p><b>Order.</b> The event is fired before every datagram that the kernel queued after the loss: the drop counter is
 * read after each recvmmsg(2) and before what it brought is delivered. Datagrams that were queued before the loss may
 * come after the event as well, as many as the receive buffer held when it was full. So a handler that waits for a
 * sequence of datagrams, such as the parts of a listing, must treat a sequence that is open at this event as
 * incomplete.
 *
 * <p><b>Count.</b> On the socket of a registered audit daemon the kernel tries each datagram up to five times, so
 * {@code dropped} counts failed deliveries, each of which may have succeeded later. On a multicast socket it counts
 * lost datagrams. Gaps in the serials of audit records show which records are missing.
 *
 * <p><b>While reading is paused</b> the drop counter is not read. With
 * {@link AuditNetlinkChannelOption#NO_ENOBUFS} {@code false} the kernel's error is reported even then; otherwise the
 * event comes with the next read, or when the channel closes.
 *
 * @param dropped the increase of the socket's drop counter since the last overrun. 0 if the kernel does not report the
 *                counter ({@code SO_MEMINFO}, since Linux 4.6), and with {@link Source#ENOBUFS} if the error arrived
 *                before the kernel had counted the loss; the next overrun contains it then
 * @param total   the number of drops since the socket was opened; the kernel's counter has 32 bits, this one does not
 *                wrap
 * @param source  how the loss was noticed
 */
public record NetlinkOverrun(long dropped, long total, Source source) {
    /** How an overrun was noticed. */
    public enum Source {
        /** A read or the event loop reported {@code ENOBUFS}, see netlink(7). */
        ENOBUFS,
        /** The socket's drop counter has increased. */
        DROP_COUNTER
    }
}
