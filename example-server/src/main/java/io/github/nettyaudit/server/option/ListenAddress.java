package io.github.nettyaudit.server.option;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads {@code 127.0.0.1:9870}, {@code [::1]:9870} or {@code localhost:9870}. Other names are refused: what they
 * resolve to is not in the administrator's hand.
 */
final class ListenAddress implements ITypeConverter<InetSocketAddress> {
    private static final Pattern LITERAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    @Override
    public InetSocketAddress convert(String value) {
        int colon = value.lastIndexOf(':');
        if (colon <= 0) {
            throw new TypeConversionException("'" + value + "' is not ADDRESS:PORT, such as 127.0.0.1:9870");
        }
        return new InetSocketAddress(address(value.substring(0, colon)), port(value.substring(colon + 1)));
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
            throw new TypeConversionException("'" + text + "' is no IP address");
        }
        try {
            return InetAddress.getByName(host); // asks nobody, as it is no name
        } catch (UnknownHostException e) {
            throw new TypeConversionException("'" + text + "' is no IP address");
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new TypeConversionException("'" + text + "' is no port (0 to 65535, 0 = any free one)");
    }
}
