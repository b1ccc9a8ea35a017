package io.github.nettyaudit.daemon.sink.syslog;

/** How messages travel. */
enum Transport {
    /** RFC 5425. */
    TLS(6514),
    /** RFC 6587. */
    TCP(601),
    /** RFC 5426. */
    UDP(514),
    /** A Unix datagram socket, such as {@code /dev/log}. */
    UNIX(0);

    private final int port;

    Transport(int port) {
        this.port = port;
    }

    /** The port if the address has none. */
    int port() {
        return port;
    }

    boolean isStream() {
        return this == TLS || this == TCP;
    }
}
