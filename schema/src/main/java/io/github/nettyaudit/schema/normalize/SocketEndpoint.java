package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The address in a SOCKADDR record. Which parts it has depends on its family. Valid until the next event is read.
 */
public final class SocketEndpoint {
    private static final byte[] FAMILY = bytes("{ saddr_fam=");
    private static final byte[] LOCAL = bytes("local");
    private static final byte[] INET = bytes("inet");
    private static final byte[] INET6 = bytes("inet6");
    private static final byte[] UNIX = bytes("unix");
    private static final byte[] IPV4 = bytes("ipv4");
    private static final byte[] IPV6 = bytes("ipv6");
    private static final byte[] ADDRESS = bytes("laddr=");
    private static final byte[] PORT = bytes("lport=");
    private static final byte[] PATH = bytes("path=");

    private final EventValue family = new EventValue();
    private final EventValue address = new EventValue();
    private final EventValue port = new EventValue();
    private final EventValue path = new EventValue();
    private final EventValue name = new EventValue();

    SocketEndpoint() {
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
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
        int rest = Math.min(blank + 1, end);
        if (isName(text, start, blank, LOCAL)) {
            family.set().append(UNIX);
            take(path, PATH, text, rest, end);
        } else if (isName(text, start, blank, INET) || isName(text, start, blank, INET6)) {
            family.set().append(isName(text, start, blank, INET) ? IPV4 : IPV6);
            int next = indexOf(text, rest, end, ' ');
            take(address, ADDRESS, text, rest, next);
            take(port, PORT, text, Math.min(next + 1, end), end);
        } else {
            family.set().append(text, start, blank - start); // has no address that a document has a place for
        }
    }

    private static boolean isName(byte[] text, int start, int end, byte[] name) {
        return Arrays.equals(text, start, end, name, 0, name.length);
    }

    private static void take(EventValue value, byte[] prefix, byte[] text, int start, int end) {
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

    /** Puts an {@code @} before the name of an abstract Unix socket, which is no file. */
    void markAbstract() {
        if (path.isPresent()) {
            name.set(path);
            path.set().append('@').append(name.array(), 0, name.length());
        }
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
     * @return the path of a Unix socket; the name of an abstract one with {@code @} before it
     */
    public EventValue path() {
        return path;
    }
}
