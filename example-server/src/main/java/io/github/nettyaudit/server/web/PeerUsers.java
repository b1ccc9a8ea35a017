package io.github.nettyaudit.server.web;

import io.github.nettyaudit.server.io.FileOwner;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the user of the other end whether a connection over loopback may come in. Both ends are in the kernel's table of
 * sockets ({@code /proc/net/tcp} of proc(5)), and the table has the user who created each. Immutable.
 *
 * <p>Only an end that is connected counts: the table gives root as the user of a socket that its process has closed.
 */
final class PeerUsers {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String ESTABLISHED = "01";
    private static final String NO_INODE = "0";
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int USER = 7;
    private static final int INODE = 9;
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private final List<Path> tables;
    private final Set<Long> users = new HashSet<>();

    /** @param user a user beside root and that of this process */
    PeerUsers(@Nullable Long user) throws IOException {
        this(user, TABLES);
    }

    PeerUsers(@Nullable Long user, List<Path> tables) throws IOException {
        this.tables = tables;
        users.add((long) FileOwner.ROOT);
        users.add(Integer.toUnsignedLong(FileOwner.ownUid()));
        if (user != null) {
            users.add(user);
        }
    }

    /**
     * Returns whether a user who may come in has opened the other end. Reads a table that has a line for each socket of the
     * host: not for an event loop.
     *
     * @throws IOException if the table cannot be read
     */
    boolean trust(InetSocketAddress peer, InetSocketAddress own) throws IOException {
        Set<String> locals = forms(peer);
        Set<String> remotes = forms(own);
        for (Path table : tables) {
            Long user = user(table, locals, remotes);
            if (user != null) {
                return users.contains(user);
            }
        }
        return false;
    }

    private static @Nullable Long user(Path table, Set<String> locals, Set<String> remotes) throws IOException {
        if (!Files.exists(table)) {
            return null; // a kernel without IPv6
        }
        try (BufferedReader reader = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] words = line.strip().split(" +");
                if (words.length > INODE && locals.contains(words[LOCAL]) && remotes.contains(words[REMOTE])
                        && words[STATE].equals(ESTABLISHED) && !words[INODE].equals(NO_INODE)) {
                    return Long.valueOf(words[USER]);
                }
            }
        }
        return null;
    }

    /** An address as the tables have it: each word of the address in the order of the machine, in hexadecimal digits. */
    static Set<String> forms(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        Set<String> forms = new HashSet<>();
        forms.add(form(host.getAddress(), address.getPort()));
        if (host instanceof Inet4Address) { // of a socket for IPv6 that is connected by IPv4
            forms.add(form(ByteBuffer.allocate(16).put(MAPPED).put(host.getAddress()).array(), address.getPort()));
        }
        return forms;
    }

    private static String form(byte[] bytes, int port) {
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        StringBuilder form = new StringBuilder();
        while (words.hasRemaining()) {
            form.append(String.format(Locale.ROOT, "%08X", words.getInt()));
        }
        return form.append(String.format(Locale.ROOT, ":%04X", port)).toString();
    }
}
