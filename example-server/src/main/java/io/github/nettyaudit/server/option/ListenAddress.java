package io.github.nettyaudit.server.option;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.netty.util.NetUtil;
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
        /**
         * Returns the IP address, IPv6 in the short form of RFC 5952 and in brackets.
         *
         * @return such as {@code 127.0.0.1} or {@code [::1]}
         */
        public String host() {
            String host = address.getAddress().getHostAddress();
            int scope = host.indexOf('%');
            return host.indexOf(':') < 0 ? host
                    : '[' + NetUtil.toAddressString(address.getAddress()) + (scope < 0 ? "" : host.substring(scope)) + ']';
        }

        /**
         * Returns this address with the port that the kernel has given. The address of a socket that listens at all
         * addresses of IPv4 is one of IPv6 in Java.
         *
         * @param bound the address of the socket
         * @return the address to print
         */
        public Tcp boundTo(InetSocketAddress bound) {
            return new Tcp(new InetSocketAddress(address.getAddress(), bound.getPort()));
        }

        @Override
        public String toString() {
            return host() + ':' + address.getPort();
        }
    }

    /**
     * A setting that is the user who may connect to a Unix socket.
     *
     * @param name        the key
     * @param description what it is for
     * @return the setting
     */
    static SettingKey<Integer> userId(String name, String description) {
        SettingKey<Integer> number = SettingKey.number(name, 0, Integer.MAX_VALUE, description);
        return SettingKey.of(name, "the number that id -u NAME prints", value -> {
            try {
                return number.read(value);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }, description);
    }

    /**
     * Returns whether a server at this address and one at another cannot both listen.
     *
     * @param other the other address
     * @return whether they are the same, or one of them is the same port of all addresses
     */
    default boolean excludes(ListenAddress other) {
        if (this instanceof Tcp one && other instanceof Tcp two && one.address.getPort() == two.address.getPort()) {
            return one.address.getPort() != 0 && (one.equals(two) || one.address.getAddress().isAnyLocalAddress()
                    || two.address.getAddress().isAnyLocalAddress());
        }
        return equals(other) && this instanceof Unix;
    }

    /**
     * Reads an address of a configuration. A service has another working directory than a shell, so that the path of a
     * socket must begin with a slash.
     *
     * @param text {@code unix:/run/netty-audit.sock}, {@code 127.0.0.1:9870}, {@code [::1]:9870} or {@code localhost:9870}
     * @return the address
     * @throws IllegalArgumentException if it is none; the message is for the operator
     */
    static ListenAddress parse(String text) {
        String path = text.startsWith(ListenAddressConverter.UNIX_PREFIX)
                ? text.substring(ListenAddressConverter.UNIX_PREFIX.length()) : "/";
        if (!path.isEmpty() && !path.startsWith("/")) {
            throw new IllegalArgumentException("the path of a socket must begin with /: a service has another working"
                    + " directory than a shell");
        }
        try {
            return new ListenAddressConverter().convert(text);
        } catch (TypeConversionException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
