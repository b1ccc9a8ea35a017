package io.github.nettyaudit.daemon.sink.syslog;

import io.github.nettyaudit.daemon.sink.DocumentOrigin;
import io.netty.buffer.ByteBuf;

/** Writes what comes before the text of a message. */
@FunctionalInterface
interface MessageHeader {
    void write(DocumentOrigin origin, ByteBuf output);
}
