package io.github.nettyaudit.codec.event;

/** The reasons for which an {@link AuditLossEvent} is fired, and what its count counts. */
public enum AuditLossKind {
    /**
     * The socket's receive queue was full and the kernel dropped datagrams. Each datagram holds one record; a dropped
     * record usually leaves its event incomplete. Reported by the transport.
     */
    OVERRUN("datagrams"),
    /**
     * Serials for which no record arrived. The kernel began these events and their records were lost, or were
     * suppressed after the serial had been assigned ({@code rate_limit}). What a rule of the list {@code exclude} leaves
     * out gets no serial (tried on Linux 6.18), so it is not counted here. The kernel's own counter does not have most of
     * these losses: a queue for a daemon that does not read drops without counting, and so it does while no daemon is
     * registered, for example between two runs.
     */
    SERIAL_GAP("events"),
    /** A datagram was longer than the receive buffer; its end is missing. Reported by the transport. */
    TRUNCATED("datagrams"),
    /** A datagram came from a sender other than the kernel and was discarded. Reported by the transport. */
    UNEXPECTED_SENDER("datagrams"),
    /** A message could not be decoded. The invalid message itself follows in the pipeline. */
    INVALID("messages"),
    /**
     * Events were ended early because a bound on the open events was reached. They precede this one, in state
     * {@link AuditEventState#EVICTED}; their remaining records follow as late events. One loss event reports all
     * events that were evicted in a batch.
     */
    EVICTED("events"),
    /** Records were discarded because a bound was reached, for example the bound on the records of one event. */
    DROPPED("records"),
    /** Datagrams were received but did not reach the handlers. Reported by the transport. */
    UNDELIVERED("datagrams"),
    /**
     * Whole events were assembled and stored, and were lost before a sink had read them: the bound of the store was
     * reached, or a part of it cannot be read.
     */
    DISCARDED("events"),
    /** Whole events were assembled, and were left out on purpose because a rate limit was exceeded. */
    RATE_LIMITED("events");

    private final String unit;

    AuditLossKind(String unit) {
        this.unit = unit;
    }

    /**
     * Returns what {@link AuditLossEvent#count()} counts for this kind.
     *
     * @return a plural noun: {@code datagrams}, {@code events}, {@code messages} or {@code records}
     */
    public String unit() {
        return unit;
    }
}
