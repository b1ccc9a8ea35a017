package io.github.nettyaudit.server.option;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/** The address that subscribers connect to, as given with {@code --listen}. */
public sealed interface ListenAddress {
    /**
     * A Unix domain socket.
     *
     * @param path the absolute path of the socket file
     */
    record Unix(Path path) implements ListenAddress {
        @Override
        public String toString() {
            return ListenAddressConverter.UNIX_PREFIX + path;
        }
    }

    /**
     * A TCP port.
     *
     * @param address the IP address and port; port 0 means any free one
     */
    record Tcp(InetSocketAddress address) implements ListenAddress {
        @Override
        public String toString() {
            String host = address.getAddress().getHostAddress();
            return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + address.getPort();
        }
    }
}
