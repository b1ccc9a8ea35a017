package io.github.nettyaudit.codec.netlink;

import static java.util.Objects.requireNonNull;

/**
 * A user event which reports that datagrams of a netlink socket did not reach, or did not wholly reach, the pipeline.
 * It travels in order with the messages: what was received before the loss comes before the event.
 *
 * <p>The codec's handlers recognise this class and no other. A transport that fires events of its own classes is
 * connected by a {@link NetlinkLossTranslator}.
 *
 * @param kind      the reason of the loss
 * @param datagrams the number of datagrams that are lost or incomplete; {@link #UNKNOWN} if it is not known
 * @param detail    one sentence for people; it contains no byte of a record
 */
public record NetlinkLoss(Kind kind, long datagrams, String detail) {
    /** The value of {@link #datagrams()} when the number is not known. */
    public static final long UNKNOWN = -1;

    /** The reasons for which datagrams are lost. */
    public enum Kind {
        /** The socket's receive queue was full (ENOBUFS, or the socket's drop counter rose; netlink(7)). */
        OVERRUN,
        /** A datagram was longer than the receive buffer (MSG_TRUNC, recv(2)); its end is missing. */
        TRUNCATED,
        /** A datagram came from a sender other than the kernel and was discarded. */
        UNEXPECTED_SENDER,
        /** Datagrams were received but could not be delivered, for example because a handler threw an exception. */
        UNDELIVERED
    }

    /**
     * Creates the event.
     *
     * @param kind      the reason of the loss
     * @param datagrams the number of datagrams that are lost or incomplete; {@link #UNKNOWN} if it is not known
     * @param detail    one sentence for people; it contains no byte of a record
     * @throws IllegalArgumentException if {@code datagrams} is less than {@link #UNKNOWN}
     */
    public NetlinkLoss {
        requireNonNull(kind, "kind");
        requireNonNull(detail, "detail");
        if (datagrams < UNKNOWN) {
            throw new IllegalArgumentException("datagrams: " + datagrams + " (expected: >= -1)");
        }
    }
}
