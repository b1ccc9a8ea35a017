package io.github.nettyaudit.daemon.sink.syslog;

/** How the receiver of a stream sees where a message ends (RFC 6587). */
enum Framing {
    /** The number of its bytes and a blank come before it. */
    OCTET_COUNTING,
    /** A newline follows it. */
    NEWLINE
}
