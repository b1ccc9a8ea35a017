package io.github.nettyaudit.transport;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;

/**
 * Watches the socket's drop counter and reports each increase as a {@link NetlinkOverrun}. Confined to the event loop.
 *
 * <p>Without NETLINK_NO_ENOBUFS one loss shows itself twice, by the counter and by ENOBUFS; it is reported once. The
 * kernel sets the error first and counts afterwards ({@code netlink_overrun()} in {@code net/netlink/af_netlink.c}).
 */
final class DropMonitor {
    private static final InternalLogger logger = InternalLoggerFactory.getInstance(AuditNetlinkChannel.class);

    private final AuditNetlinkChannel channel;
    private final NetlinkEndpoint endpoint;
    private long drops;
    /** Whether the counter has shown a loss since the last ENOBUFS, which belongs to the same loss then. */
    private boolean reportedByCounter;
    private boolean smallBufferLogged;

    DropMonitor(AuditNetlinkChannel channel, NetlinkEndpoint endpoint) {
        this.channel = channel;
        this.endpoint = endpoint;
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
        long dropped = newDrops();
        boolean reported = reportedByCounter;
        reportedByCounter = false;
        if (dropped > 0 || !reported) {
            report(dropped, NetlinkOverrun.Source.ENOBUFS);
        }
    }

    private long newDrops() {
        long now = endpoint.socket().drops();
        return now < 0 ? 0 : now - drops & 0xffffffffL; // the kernel's counter has 32 bits
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
        int granted = endpoint.receiveBufferSize() / 2; // the kernel reports twice what it has granted
        int wanted = channel.config().getReceiveBuffer();
        if (granted < wanted) {
            logger.warn("{} lost datagrams because its receive buffer was full; it has {} bytes instead of the {} asked "
                    + "for: grant CAP_NET_ADMIN or raise net.core.rmem_max", channel, granted, wanted);
        }
    }
}
