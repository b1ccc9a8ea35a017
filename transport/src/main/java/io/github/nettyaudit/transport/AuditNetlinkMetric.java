package io.github.nettyaudit.transport;

import java.util.function.ToLongFunction;

/**
 * The numbers that a channel can be watched by: the one list of them, with name, unit and meaning. It depends on no
 * metrics library; an application registers each constant with the library of its choice.
 */
public enum AuditNetlinkMetric {
    /** Datagrams handed to the pipeline. */
    DATAGRAMS("netlink.datagrams", "datagrams", Kind.COUNTER,
            "Datagrams handed to the pipeline, truncated ones included.",
            channel -> channel.counters().datagrams()),
    /** Bytes handed to the pipeline. */
    BYTES("netlink.bytes", "bytes", Kind.COUNTER,
            "Bytes of the datagrams handed to the pipeline, as far as they were received.",
            channel -> channel.counters().bytes()),
    /** Read loops. */
    WAKE_UPS("netlink.wake.ups", "loops", Kind.COUNTER,
            "Read loops: one each time the socket became readable or a coalescing delay ended.",
            channel -> channel.counters().wakeUps()),
    /** Calls of recvmmsg(2). */
    BATCHES("netlink.batches", "calls", Kind.COUNTER,
            "Calls of recvmmsg(2).",
            channel -> channel.counters().batches()),
    /** Overruns noticed. */
    OVERRUNS("netlink.overruns", "events", Kind.COUNTER,
            "Times that the receive buffer was found to have been full (NetlinkOverrun events).",
            channel -> channel.counters().overruns()),
    /** Failed deliveries to the socket. */
    SOCKET_DROPS("netlink.socket.drops", "datagrams", Kind.COUNTER,
            "Deliveries to the socket that failed because its receive buffer was full, as the kernel counts them. On "
            + "an audit daemon's socket the kernel tries again, so that not each of them is a lost record.",
            channel -> channel.counters().socketDrops()),
    /** Datagrams cut off. */
    TRUNCATED("netlink.truncated", "datagrams", Kind.COUNTER,
            "Datagrams of which only the beginning was received (NetlinkTruncatedDatagram events).",
            channel -> channel.counters().truncated()),
    /** Datagrams of unexpected senders. */
    UNEXPECTED_SENDERS("netlink.unexpected.senders", "datagrams", Kind.COUNTER,
            "Datagrams discarded because their sender was not the channel's peer (NetlinkUnexpectedSender events).",
            channel -> channel.counters().unexpectedSenders()),
    /** Datagrams received and not delivered. */
    UNDELIVERED("netlink.undelivered", "datagrams", Kind.COUNTER,
            "Datagrams received that could not be delivered to the pipeline (NetlinkUndelivered events).",
            channel -> channel.counters().undelivered()),
    /** Size of the receive buffer. */
    RECEIVE_BUFFER("netlink.receive.buffer", "bytes", Kind.GAUGE,
            "Size of the socket's receive buffer, as the kernel counts it (twice the size that was granted); 0 while "
            + "the socket is not open.",
            AuditNetlinkChannel::receiveBufferSize);

    /** How a number behaves. */
    public enum Kind {
        /** A number that only grows, from 0 at the channel's creation. */
        COUNTER,
        /** A number that may grow and shrink. */
        GAUGE
    }

    private final String key;
    private final String unit;
    private final Kind kind;
    private final String description;
    private final ToLongFunction<AuditNetlinkChannel> value;

    AuditNetlinkMetric(String key, String unit, Kind kind, String description,
            ToLongFunction<AuditNetlinkChannel> value) {
        this.key = key;
        this.unit = unit;
        this.kind = kind;
        this.description = description;
        this.value = value;
    }

    /**
     * Returns the name under which the number is published.
     *
     * @return a name of lower-case words separated by dots, such as {@code netlink.socket.drops}
     */
    public String key() {
        return key;
    }

    /**
     * Returns the unit of the number.
     *
     * @return a plural noun such as {@code datagrams}
     */
    public String unit() {
        return unit;
    }

    /**
     * Returns whether the number is a counter or a gauge.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns the meaning of the number.
     *
     * @return a sentence or two for people
     */
    public String description() {
        return description;
    }

    /**
     * Reads the number. May be called from any thread.
     *
     * @param channel the channel to read it from
     * @return the present value, at least 0
     */
    public long value(AuditNetlinkChannel channel) {
        return value.applyAsLong(channel);
    }
}
