package io.github.nettyaudit.server.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * A server, and the path under which it serves.
 *
 * @param isEncrypted whether connections use TLS
 * @param host        the name or address, an IPv6 address without brackets
 * @param port        the port
 * @param path        what precedes every path: empty, or begins with a slash and does not end with one
 */
public record HttpEndpoint(boolean isEncrypted, String host, int port, String path) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /**
     * Reads an address.
     *
     * @param url {@code http://host:port/path} or {@code https://host:port/path}; port and path may be absent
     * @return the endpoint
     * @throws IllegalArgumentException if it is not such an address
     */
    public static HttpEndpoint of(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is not a URL", e);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("a URL begins with http:// or https://");
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getPort() == 0 || uri.getPort() >= 1 << 16) {
            throw new IllegalArgumentException("a URL needs a host, and a port from 1 to 65535 if there is one");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("a URL must end with the path");
        }
        boolean isEncrypted = scheme.equals("https");
        int port = uri.getPort() > 0 ? uri.getPort() : isEncrypted ? HTTPS_PORT : HTTP_PORT;
        String host = uri.getHost();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        return new HttpEndpoint(isEncrypted, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port,
                path);
    }

    /**
     * Returns whether what is sent stays on this machine.
     *
     * @return whether the host is {@code localhost}, or an address of the loopback interface
     */
    public boolean isThisMachine() {
        return host.equalsIgnoreCase("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    /**
     * Returns the value of the header {@code Host}.
     *
     * @return host and port; without the port that is usual for the scheme
     */
    public String authority() {
        String name = host.indexOf(':') < 0 ? host : '[' + host + ']';
        return port == (isEncrypted ? HTTPS_PORT : HTTP_PORT) ? name : name + ':' + port;
    }

    @Override
    public String toString() {
        return (isEncrypted ? "https://" : "http://") + authority() + path;
    }
}
