package io.github.nettyaudit.server.option;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads {@code unix:/run/netty-audit.sock}, {@code 127.0.0.1:9870}, {@code [::1]:9870} or {@code localhost:9870}. Other
 * host names are refused, because the administrator does not control what they resolve to.
 */
final class ListenAddressConverter implements ITypeConverter<ListenAddress> {
    static final String UNIX_PREFIX = "unix:";
    /** {@code sizeof(sun_path)} of unix(7), less the zero byte at its end. */
    private static final int LONGEST_SOCKET_PATH = 107;
    private static final Pattern LITERAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    @Override
    public ListenAddress convert(String value) {
        if (value.startsWith(UNIX_PREFIX)) {
            return unix(value.substring(UNIX_PREFIX.length()));
        }
        int colon = value.lastIndexOf(':');
        if (colon <= 0 || value.indexOf('/') >= 0 || value.endsWith("]")) {
            throw new TypeConversionException("'" + value + "' is neither unix:PATH nor ADDRESS:PORT; for example"
                    + " unix:/run/netty-audit.sock or 127.0.0.1:9870");
        }
        return new ListenAddress.Tcp(
                new InetSocketAddress(address(value.substring(0, colon)), port(value.substring(colon + 1))));
    }

    private static ListenAddress unix(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("'unix:' lacks the path of a socket file; for example"
                    + " unix:/run/netty-audit.sock");
        }
        try {
            Path path = Path.of(text).toAbsolutePath().normalize();
            if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH) {
                throw new TypeConversionException("'" + text + "' is too long: the path of a socket may have "
                        + LONGEST_SOCKET_PATH + " bytes");
            }
            return new ListenAddress.Unix(path);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + text + "' is not a path: " + e.getReason());
        }
    }

    private static InetAddress address(String text) {
        String host = text;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new TypeConversionException("'" + text + "': write an IPv6 address in brackets, [::1]:9870");
        }
        if (host.equals("localhost")) {
            host = "127.0.0.1";
        }
        if (!LITERAL.matcher(host).matches()) {
            throw new TypeConversionException("'" + text + "' is not an IP address" + (host.equals("*")
                    ? "; all addresses of this host are 0.0.0.0 or [::]" : ""));
        }
        try {
            return InetAddress.getByName(host); // does not ask a name server for a literal address
        } catch (UnknownHostException e) {
            throw new TypeConversionException("'" + text + "' is not an IP address");
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new TypeConversionException("'" + text + "' is not a port (0 to 65535, 0 = any free one)");
    }
}
