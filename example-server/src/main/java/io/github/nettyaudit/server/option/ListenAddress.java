package io.github.nettyaudit.server.option;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import picocli.CommandLine.TypeConversionException;

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

    /**
     * Reads an address.
     *
     * @param text {@code unix:/run/netty-audit.sock}, {@code 127.0.0.1:9870}, {@code [::1]:9870} or {@code localhost:9870}
     * @return the address
     * @throws IllegalArgumentException if it is none; the message is for the operator
     */
    static ListenAddress parse(String text) {
        try {
            return new ListenAddressConverter().convert(text);
        } catch (TypeConversionException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
