package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The address in a SOCKADDR record. Which parts it has depends on its family. Valid until the next event is read.
 */
public final class SocketEndpoint {
    private static final byte[] FAMILY = {'{', ' ', 's', 'a', 'd', 'd', 'r', '_', 'f', 'a', 'm', '='};

    private final EventValue family = new EventValue();
    private final EventValue address = new EventValue();
    private final EventValue port = new EventValue();
    private final EventValue path = new EventValue();

    SocketEndpoint() {
    }

    void clear() {
        family.clear();
        address.clear();
        port.clear();
        path.clear();
    }

    /** Takes the interpretation of a {@code saddr}: <code>{ saddr_fam=inet laddr=127.0.0.1 lport=53 }</code>. */
    void set(TextBuffer interpreted) {
        clear();
        byte[] text = interpreted.array();
        int end = interpreted.length() - 2;
        if (end < FAMILY.length || !startsWith(text, 0, FAMILY)) {
            return;
        }
        int start = FAMILY.length;
        int blank = indexOf(text, start, end, ' ');
        String name = new String(text, start, blank - start, StandardCharsets.US_ASCII);
        family.set().append(familyName(name));
        int rest = Math.min(blank + 1, end);
        switch (name) {
            case "local" -> take(path, "path=", text, rest, end);
            case "inet", "inet6" -> {
                int next = indexOf(text, rest, end, ' ');
                take(address, "laddr=", text, rest, next);
                take(port, "lport=", text, Math.min(next + 1, end), end);
            }
            default -> {
                // other families have no address that a document has a place for
            }
        }
    }

    private static String familyName(String name) {
        return switch (name) {
            case "local" -> "unix";
            case "inet" -> "ipv4";
            case "inet6" -> "ipv6";
            default -> name;
        };
    }

    private static void take(EventValue value, String name, byte[] text, int start, int end) {
        byte[] prefix = name.getBytes(StandardCharsets.US_ASCII);
        if (end - start > prefix.length && startsWith(text, start, prefix)) {
            value.set().append(text, start + prefix.length, end - start - prefix.length);
        }
    }

    private static boolean startsWith(byte[] text, int start, byte[] prefix) {
        return Arrays.equals(text, start, start + prefix.length, prefix, 0, prefix.length);
    }

    private static int indexOf(byte[] text, int start, int end, char wanted) {
        for (int i = start; i < end; i++) {
            if (text[i] == wanted) {
                return i;
            }
        }
        return end;
    }

    /**
     * Returns the family.
     *
     * @return {@code ipv4}, {@code ipv6}, {@code unix}, or the kernel's name of another one
     */
    public EventValue family() {
        return family;
    }

    /**
     * Returns the Internet address.
     *
     * @return the address of a socket of ipv4 or ipv6; with the scope's number behind a per cent sign if it has one
     */
    public EventValue address() {
        return address;
    }

    /**
     * Returns the port.
     *
     * @return the port of a socket of ipv4 or ipv6
     */
    public EventValue port() {
        return port;
    }

    /**
     * Returns the path.
     *
     * @return the path of a Unix socket
     */
    public EventValue path() {
        return path;
    }
}
