package io.github.nettyaudit.transport;

import io.netty.channel.ChannelOption;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/**
 * Options of {@link AuditNetlinkChannel}, to be set on a {@code Bootstrap}. Those marked "at open" take effect when the
 * channel is registered and cannot be changed afterwards.
 *
 * <p>Of Netty's own options, these apply: {@code ALLOCATOR} (receive memory; at open), {@code AUTO_READ},
 * {@code SO_RCVBUF} (the same as {@link #RECEIVE_BUFFER}), {@code SO_SNDBUF} (the longest datagram that can be sent),
 * {@code MAX_MESSAGES_PER_WRITE}, {@code MESSAGE_SIZE_ESTIMATOR}, the write buffer's water marks,
 * {@code SINGLE_EVENTEXECUTOR_PER_GROUP}, and {@code CONNECT_TIMEOUT_MILLIS}, which never expires as connecting takes
 * no time. All others are refused: {@code setOption} returns {@code false}, and a Bootstrap logs a warning. Among them
 * are {@code RECVBUF_ALLOCATOR} and {@code MAX_MESSAGES_PER_READ} (see {@link #BATCH_SIZE}), {@code WRITE_SPIN_COUNT},
 * and {@code AUTO_CLOSE} (a failed write never closes the channel).
 *
 * @param <T> the type of the value
 */
public final class AuditNetlinkChannelOption<T> extends ChannelOption<T> {
    /** Netlink family, see {@link NetlinkProtocol}; default {@link NetlinkProtocol#AUDIT}. At open. */
    public static final ChannelOption<Integer> PROTOCOL = option("PROTOCOL");
    /**
     * Size of the receive buffer to ask for, in bytes, default 16 MiB. Set by {@code SO_RCVBUFFORCE}, and by
     * {@code SO_RCVBUF} if CAP_NET_ADMIN is missing, which {@code net.core.rmem_max} bounds.
     * {@link AuditNetlinkChannel#receiveBufferSize()} returns what the kernel has granted. A record takes some 980
     * bytes of it whatever its length. A control channel needs no more than the kernel's default.
     */
    public static final ChannelOption<Integer> RECEIVE_BUFFER = option("RECEIVE_BUFFER");
    /**
     * {@code NETLINK_NO_ENOBUFS} (netlink(7)), default {@code true}. At an overrun the kernel then sets no error and
     * continues to queue whatever fits; the channel notices the loss by the socket's drop counter, with the next read.
     * This is right for a channel that receives records.
     *
     * <p>A control channel should set it to {@code false}. At an overrun the kernel then reports {@code ENOBUFS}, which
     * the channel notices even while reading is paused, and queues nothing more until the socket is empty. In both
     * modes {@link NetlinkOverrun} precedes everything that the kernel queued after the loss.
     */
    public static final ChannelOption<Boolean> NO_ENOBUFS = option("NO_ENOBUFS");
    /**
     * Number of datagrams taken by one recvmmsg(2), 1 to 1,024, default 64. A {@code read()} by hand brings up to this
     * many. After {@code setAutoRead(false)} in a handler, the rest of the present batch is still delivered. At open.
     */
    public static final ChannelOption<Integer> BATCH_SIZE = option("BATCH_SIZE");
    /**
     * Length up to which a datagram is delivered without a copy, in bytes, 64 to 65,536, default 1,024. The receive
     * memory has {@code BATCH_SIZE} slots of this size, in pages of up to 4 KiB (one slot, if slots are larger). A
     * datagram that is kept pins its page. At open.
     */
    public static final ChannelOption<Integer> SLOT_SIZE = option("SLOT_SIZE");
    /**
     * Length of the longest datagram, in bytes, 64 to 1 MiB, default 32 KiB (the kernel's longest records have some 9
     * KiB). Of a longer one the beginning arrives as {@link NetlinkTruncatedDatagram}. {@code BATCH_SIZE} times this is
     * reserved, and used only by datagrams longer than a slot. At open.
     */
    public static final ChannelOption<Integer> MAX_DATAGRAM_SIZE = option("MAX_DATAGRAM_SIZE");
    /** Multicast groups to join at bind, a bit mask, default 0; joined with those of the address bound to. */
    public static final ChannelOption<Integer> MULTICAST_GROUPS = option("MULTICAST_GROUPS");
    /**
     * Longest delay, in nanoseconds, that coalescing of wake-ups may add while datagrams arrive faster than
     * {@link #COALESCE_RATE}; 0 = off, at most 100 ms, default 1 ms. At open.
     */
    public static final ChannelOption<Long> COALESCE_NANOS = option("COALESCE_NANOS");
    /** Datagrams per second from which on wake-ups are coalesced, at least 1, default 50,000. At open. */
    public static final ChannelOption<Integer> COALESCE_RATE = option("COALESCE_RATE");
    /**
     * The executor that sends datagrams, default {@code null}: the channel's own event loop. The kernel may put the
     * sender of an audit request to sleep for seconds, so a channel that receives records gets the event loop of the
     * control channel here; with any other executor an un-registration could overtake the registration. The executor
     * must run each task or refuse it by an exception. If it discards one, as {@code shutdownNow()} does, all later
     * writes wait for ever. While this executor is an event loop that is being shut down, or the channel's own loop is
     * being shut down, the channel's loop sends.
     */
    public static final ChannelOption<Executor> SEND_EXECUTOR = option("SEND_EXECUTOR");
    /**
     * Whether datagrams of every sender are delivered, as {@link NetlinkDatagram}. The default, {@code false}, delivers
     * those of the peer (the kernel, unless the channel was connected to another address) as buffers; all others are
     * refused by the kernel, or counted and discarded. Before bind.
     */
    public static final ChannelOption<Boolean> DELIVER_ENVELOPES = option("DELIVER_ENVELOPES");
    /**
     * A file that does not exist, for the memory into which datagrams are received; default {@code null}: none. It
     * should lie on a tmpfs. What was received and not delivered when the process was killed is in it:
     * {@link ReceiveFile}. The channel does not delete it. A datagram that a handler keeps, and those that follow in its
     * page, are not covered. At open.
     */
    public static final ChannelOption<Path> RECEIVE_FILE = option("RECEIVE_FILE");

    /**
     * The memory that the datagrams in the socket's receive queue occupy, in bytes of the kernel's count (a record takes
     * some 980, whatever its length); 0 if all have been received or the channel is not open. Read-only: setting it
     * returns {@code false}. From {@code SO_MEMINFO}, {@code SK_MEMINFO_RMEM_ALLOC} in {@code linux/sock_diag.h}. Each
     * call makes a system call; on any thread.
     */
    public static final ChannelOption<Integer> UNREAD_BYTES = option("UNREAD_BYTES");

    @SuppressWarnings("deprecation")
    private AuditNetlinkChannelOption() {
        super(null);
    }

    private static <T> ChannelOption<T> option(String name) {
        return valueOf(AuditNetlinkChannelOption.class, name);
    }
}
