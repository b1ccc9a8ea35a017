package io.github.nettyaudit.transport;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Watches the socket's drop counter and reports each increase as a {@link NetlinkOverrun}. Confined to the event loop.
 *
 * <p>Without NETLINK_NO_ENOBUFS one loss shows itself twice, by the counter and by ENOBUFS; it is reported once. The
 * kernel sets the error first and counts afterwards ({@code netlink_overrun()} in {@code net/netlink/af_netlink.c}).
 */
final class DropMonitor {
    private static final InternalLogger logger = InternalLoggerFactory.getInstance(AuditNetlinkChannel.class);

    /**
     * The most that the kernel counts for a datagram of n bytes is {@code MOST_FACTOR} × n + {@code MOST_OVERHEAD}:
     * alloc_skb() rounds up to a power of two, netlink_trim() leaves up to half of that unused, and the headers come in
     * addition.
     */
    private static final long MOST_FACTOR = 4;
    private static final long MOST_OVERHEAD = 4096;

    private final AuditNetlinkChannel channel;
    private final NetlinkEndpoint endpoint;
    private long drops;
    /** The size of the receive buffer, in the kernel's count, at the last look; 0 before. */
    private int bufferLimit;
    /** What was read since, in the kernel's count, or more. */
    private long readSinceCheck;
    /** Whether the counter has shown a loss since the last ENOBUFS, which belongs to the same loss then. */
    private boolean reportedByCounter;
    private boolean smallBufferLogged;

    DropMonitor(AuditNetlinkChannel channel, NetlinkEndpoint endpoint) {
        this.channel = channel;
        this.endpoint = endpoint;
    }

    /**
     * To be called after each recvmmsg(2) and before its datagrams are delivered. Reads the counter if one of them may
     * have been queued after a loss, and at the end of each read loop.
     *
     * <p>Reading the counter costs as much as receiving two datagrams, so it is left out where nothing can be missed. A
     * datagram is lost only while the receive buffer is full (or, without NETLINK_NO_ENOBUFS, until it was empty), and
     * what the kernel queues afterwards stands behind all that the buffer held then. So no datagram can follow a loss
     * that is not reported yet before a whole buffer was read since the last look at the counter; half a buffer is
     * taken here, as the kernel may count two datagrams more or less.
     *
     * @param bytes the sum of their lengths
     * @param last  whether the read loop ends with them
     */
    void received(int datagrams, long bytes, boolean last) {
        readSinceCheck += MOST_OVERHEAD * datagrams + MOST_FACTOR * bytes;
        if (last || readSinceCheck >= bufferLimit / 2 || !channel.config().isNoEnobufs()) {
            check();
        }
    }

    /** Compares the counter with its last value. */
    void check() {
        long dropped = newDrops();
        if (dropped > 0) {
            reportedByCounter = true;
            report(dropped, NetlinkOverrun.Source.DROP_COUNTER);
        }
    }

    /** The kernel has returned ENOBUFS. */
    void enobufs() {
        endpoint.socket().endCongestion();
        long dropped = newDrops();
        boolean reported = reportedByCounter;
        reportedByCounter = false;
        if (dropped > 0 || !reported) {
            report(dropped, NetlinkOverrun.Source.ENOBUFS);
        }
    }

    private long newDrops() {
        NetlinkSocket socket = endpoint.socket();
        if (!socket.readMemoryInfo()) {
            return 0;
        }
        readSinceCheck = 0;
        bufferLimit = socket.receiveBufferLimit();
        return socket.drops() - drops & 0xffffffffL; // the kernel's counter has 32 bits
    }

    private void report(long dropped, NetlinkOverrun.Source source) {
        drops += dropped;
        channel.counters().overrun(drops);
        if (!smallBufferLogged) {
            smallBufferLogged = true;
            logIfBufferIsSmall();
        }
        channel.pipeline().fireUserEventTriggered(new NetlinkOverrun(dropped, drops, source));
    }

    /** At the first loss and not at the start, as a channel that loses nothing has a buffer that is large enough. */
    private void logIfBufferIsSmall() {
        // the kernel reports twice what it has granted
        String remedy = remedy(endpoint.receiveBufferSize() / 2, channel.config().getReceiveBuffer());
        if (remedy != null) {
            logger.warn("{} lost datagrams because its receive buffer was full; {}", channel, remedy);
        }
    }

    /** What is wrong with the size of the receive buffer, and what to do; {@code null} if nothing is. */
    static @Nullable String remedy(int granted, int wanted) {
        return granted >= wanted ? null : "it has " + granted + " bytes instead of the " + wanted
                + " asked for: grant CAP_NET_ADMIN or raise net.core.rmem_max";
    }
}
