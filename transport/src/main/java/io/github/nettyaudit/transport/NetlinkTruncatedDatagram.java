package io.github.nettyaudit.transport;

/**
 * User event: a datagram was longer than {@link AuditNetlinkChannelOption#MAX_DATAGRAM_SIZE}, and the kernel has
 * discarded its end ({@code MSG_TRUNC}, recvmsg(2)). The channel also fires it if there is no memory to put a datagram
 * together that is longer than {@link AuditNetlinkChannelOption#SLOT_SIZE}. It is an event and not a message, so that
 * no decoder takes the part for the whole. Nothing needs to be released.
 */
public final class NetlinkTruncatedDatagram {
    private final byte[] received;
    private final int datagramLength;

    /**
     * Creates the event.
     *
     * @param received       the beginning of the datagram; it is copied
     * @param datagramLength the length of the whole datagram, in bytes
     * @throws IllegalArgumentException if the datagram is not longer than its beginning
     */
    public NetlinkTruncatedDatagram(byte[] received, int datagramLength) {
        if (datagramLength <= received.length) {
            throw new IllegalArgumentException(
                    "datagramLength: " + datagramLength + " (expected: > " + received.length + ')');
        }
        this.received = received.clone();
        this.datagramLength = datagramLength;
    }

    /**
     * Returns the beginning of the datagram.
     *
     * @return a copy of the bytes that were received
     */
    public byte[] received() {
        return received.clone();
    }

    /**
     * Returns the number of bytes that were received.
     *
     * @return the length of {@link #received()}, less than {@link #datagramLength()}
     */
    public int receivedLength() {
        return received.length;
    }

    /**
     * Returns the number of bytes that the sender sent.
     *
     * @return the length of the whole datagram, in bytes
     */
    public int datagramLength() {
        return datagramLength;
    }

    @Override
    public String toString() {
        return "NetlinkTruncatedDatagram(" + received.length + " of " + datagramLength + " bytes)";
    }
}
