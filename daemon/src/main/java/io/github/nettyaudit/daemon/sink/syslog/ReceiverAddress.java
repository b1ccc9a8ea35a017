package io.github.nettyaudit.daemon.sink.syslog;

import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a receiver is.
 *
 * @param host the name or IP address, or the path of a Unix socket
 * @param port 0 if none is given
 */
record ReceiverAddress(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^\\s\\[\\]:/,]+))(?::([0-9]{1,5}))?");
    private static final int MOST_PORT = 0xffff;
    /** {@code sizeof(sun_path)} of unix(7), less the zero byte at its end. */
    private static final int LONGEST_PATH = 107;

    static @Nullable ReceiverAddress parse(Object value) {
        String text = String.valueOf(value);
        if (text.startsWith("/")) {
            if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
                throw new IllegalArgumentException("the path of a socket has at most " + LONGEST_PATH + " bytes");
            }
            return new ReceiverAddress(text, 0);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return null;
        }
        int port = form.group(3) == null ? 0 : Integer.parseInt(form.group(3));
        boolean isPort = form.group(3) == null || port > 0 && port <= MOST_PORT;
        return isPort ? new ReceiverAddress(form.group(1) == null ? form.group(2) : form.group(1), port) : null;
    }

    boolean isPath() {
        return host.startsWith("/");
    }

    ReceiverAddress withPort(int preset) {
        return port == 0 ? new ReceiverAddress(host, preset) : this;
    }

    /** The address to connect to; a name is resolved by whoever connects. */
    SocketAddress socketAddress() {
        return isPath() ? new DomainSocketAddress(host) : InetSocketAddress.createUnresolved(host, port);
    }

    @Override
    public String toString() {
        return isPath() ? host : (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
    }
}
