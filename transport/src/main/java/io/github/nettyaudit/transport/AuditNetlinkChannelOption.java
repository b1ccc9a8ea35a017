package io.github.nettyaudit.transport;

import io.netty.channel.ChannelOption;
import java.util.concurrent.Executor;

/**
 * Options of {@link AuditNetlinkChannel}, to be set on a {@code Bootstrap}. Those marked "at open" take effect when the
 * channel is registered and cannot be changed afterwards.
 *
 * @param <T> the type of the value
 */
public final class AuditNetlinkChannelOption<T> extends ChannelOption<T> {
    /** Netlink family, see {@link NetlinkProtocol}; default {@link NetlinkProtocol#AUDIT}. At open. */
    public static final ChannelOption<Integer> PROTOCOL = option("PROTOCOL");
    /**
     * Receive buffer asked for, in bytes, default 16 MiB. Set by {@code SO_RCVBUFFORCE}, and by {@code SO_RCVBUF} where
     * CAP_NET_ADMIN is missing, which {@code net.core.rmem_max} bounds; {@link AuditNetlinkChannel#receiveBufferSize()}
     * tells what was got. A record takes some 980 bytes of it whatever its length.
     */
    public static final ChannelOption<Integer> RECEIVE_BUFFER = option("RECEIVE_BUFFER");
    /**
     * {@code NETLINK_NO_ENOBUFS} (netlink(7)), default {@code true}: an overrun does not put the socket into the
     * congested state in which it receives nothing until it is empty; it is noticed by the socket's drop counter.
     */
    public static final ChannelOption<Boolean> NO_ENOBUFS = option("NO_ENOBUFS");
    /** Datagrams taken by one recvmmsg(2), 1 to 1,024, default 64; also what one {@code read()} by hand brings. At open. */
    public static final ChannelOption<Integer> BATCH_SIZE = option("BATCH_SIZE");
    /**
     * Bytes of a datagram up to which it is delivered without a copy, 64 to 65,536, default 1,024. The pooled receive
     * buffer has {@code BATCH_SIZE} slots of this size. At open.
     */
    public static final ChannelOption<Integer> SLOT_SIZE = option("SLOT_SIZE");
    /**
     * Longest datagram, in bytes, 64 to 1 MiB, default 32 KiB (the kernel's longest records have some 9 KiB). A longer
     * one arrives as {@link NetlinkTruncatedDatagram}. {@code BATCH_SIZE} times this is reserved, and touched only by
     * datagrams longer than a slot. At open.
     */
    public static final ChannelOption<Integer> MAX_DATAGRAM_SIZE = option("MAX_DATAGRAM_SIZE");
    /** Multicast groups to join at bind, a bit mask, default 0; joined with those of the address bound to. */
    public static final ChannelOption<Integer> MULTICAST_GROUPS = option("MULTICAST_GROUPS");
    /**
     * Longest delay, in nanoseconds, that coalescing of wake-ups may add while records come faster than
     * {@link #COALESCE_RATE}; 0 = off, at most 100 ms, default 1 ms. At open.
     */
    public static final ChannelOption<Long> COALESCE_NANOS = option("COALESCE_NANOS");
    /** Datagrams per second from which on wake-ups are coalesced, default 50,000. At open. */
    public static final ChannelOption<Integer> COALESCE_RATE = option("COALESCE_RATE");
    /**
     * Where datagrams are sent from; {@code null}, the default, is the channel's own event loop. The kernel may put
     * the sender of an audit request to sleep for seconds, so a channel that receives records gets the loop of the
     * control channel here: another executor could let an un-registration overtake the registration. It must run or
     * refuse each task; one that it throws away, as {@code shutdownNow()} does, blocks all later writes.
     */
    public static final ChannelOption<Executor> SEND_EXECUTOR = option("SEND_EXECUTOR");
    /**
     * Whether datagrams of any sender are delivered, as {@link NetlinkDatagram}; default {@code false}: those of the
     * peer (the kernel, unless connected to somebody else) as buffers, all others refused by the kernel, or counted and
     * thrown away. Before bind.
     */
    public static final ChannelOption<Boolean> DELIVER_ENVELOPES = option("DELIVER_ENVELOPES");

    @SuppressWarnings("deprecation")
    private AuditNetlinkChannelOption() {
        super(null);
    }

    private static <T> ChannelOption<T> option(String name) {
        return valueOf(AuditNetlinkChannelOption.class, name);
    }
}
