package io.github.nettyaudit.server.web;

import java.time.Duration;

/**
 * What clients may hold.
 *
 * @param connections open connections
 * @param perPeer     open connections of one address beyond loopback
 * @param streams     streams of Server-Sent Events
 * @param head        the time from the first byte of a request, or from the connection, to the end of its head; also that
 *                    of a TLS handshake
 * @param body        the time from there to the end of the body
 * @param idle        the time between two requests of a connection
 * @param answer      the time that a handler may take
 * @param drain       the time in which an answer must have been taken
 * @param stall       the time in which a stream must have taken something that waits
 * @param ping        the interval of the comments of a stream
 * @param workers     threads for what blocks
 * @param waitingWork what may wait for them
 */
record WebLimits(int connections, int perPeer, int streams, Duration head, Duration body, Duration idle, Duration answer,
        Duration drain, Duration stall, Duration ping, int workers, int waitingWork) {
    /** Bytes of a request line. */
    static final int LINE = 8192;
    /** Bytes of all headers. */
    static final int HEADERS = 16_384;
    /** Bytes that may wait for a stream. */
    static final int STREAM_BYTES = 64 << 10;

    static final WebLimits DEFAULTS = new WebLimits(256, 64, 32, Duration.ofSeconds(10), Duration.ofSeconds(30),
            Duration.ofSeconds(75), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(30),
            Duration.ofSeconds(15), 2, 64);
}
