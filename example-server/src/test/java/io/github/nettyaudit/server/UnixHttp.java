package io.github.nettyaudit.server;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks an HTTP server at a Unix socket. */
final class UnixHttp {
    private UnixHttp() {
    }

    /** The whole answer; empty if nobody listens. */
    static String get(Path socket, String path) {
        StringBuilder answer = new StringBuilder();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(StandardCharsets.US_ASCII.encode("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close"
                    + "\r\n\r\n"));
            ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
            while (channel.read(buffer) >= 0 && buffer.hasRemaining()) {
                // goes on
            }
            return answer.append(StandardCharsets.UTF_8.decode(buffer.flip())).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
