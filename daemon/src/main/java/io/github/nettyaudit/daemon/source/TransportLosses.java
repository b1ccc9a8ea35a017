package io.github.nettyaudit.daemon.source;

import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.transport.NetlinkOverrun;
import io.github.nettyaudit.transport.NetlinkTruncatedDatagram;
import io.github.nettyaudit.transport.NetlinkUndelivered;
import io.github.nettyaudit.transport.NetlinkUnexpectedSender;
import org.jspecify.annotations.Nullable;

/**
 * Translates the user events by which netty-audit-transport reports lost datagrams into {@link NetlinkLoss}, the only
 * class that the codec's handlers recognise. {@link io.github.nettyaudit.daemon.AuditDaemon} uses it on both of its
 * channels; in a pipeline of your own: {@code AuditPipeline.builder().lossTranslator(TransportLosses::translate)}.
 */
public final class TransportLosses {
    private TransportLosses() {
    }

    /**
     * Translates a user event.
     *
     * @param event any user event
     * @return the loss that it reports, or {@code null} if it reports none
     */
    public static @Nullable NetlinkLoss translate(Object event) {
        if (event instanceof NetlinkOverrun overrun) {
            return new NetlinkLoss(NetlinkLoss.Kind.OVERRUN, overrun.dropped() > 0 ? overrun.dropped()
                    : NetlinkLoss.UNKNOWN, "the socket's receive buffer was full ("
                    + (overrun.source() == NetlinkOverrun.Source.ENOBUFS ? "ENOBUFS" : "drop counter") + ", "
                    + overrun.total() + " since the socket was opened)");
        }
        if (event instanceof NetlinkTruncatedDatagram truncated) {
            return new NetlinkLoss(NetlinkLoss.Kind.TRUNCATED, 1, "only " + truncated.receivedLength() + " of the "
                    + truncated.datagramLength() + " bytes of a datagram were received");
        }
        if (event instanceof NetlinkUnexpectedSender foreign) {
            return new NetlinkLoss(NetlinkLoss.Kind.UNEXPECTED_SENDER, foreign.count(),
                    "datagrams that the kernel had not sent were discarded (" + foreign.total()
                    + " since the socket was opened)");
        }
        if (event instanceof NetlinkUndelivered undelivered) {
            return new NetlinkLoss(NetlinkLoss.Kind.UNDELIVERED, undelivered.count(),
                    "datagrams were received and could not be delivered (" + undelivered.total()
                    + " since the channel was opened)");
        }
        return null;
    }
}
