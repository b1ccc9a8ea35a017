package io.github.nettyaudit.server.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of a server, and their bounds. When there are too many, the connection that has waited longest
 * without a request gives way: clients that only hold connections do not keep others out. Confined to the event loop.
 */
final class Connections {
    private final WebLimits limits;
    private final Set<WebConnection> all = new HashSet<>();
    private final Set<WebConnection> waiting = new LinkedHashSet<>();
    private final Map<Object, Integer> perPeer = new HashMap<>();
    private final WebCounters counters;
    private int streams;

    Connections(WebLimits limits, WebCounters counters) {
        this.limits = limits;
        this.counters = counters;
    }

    /** Returns why a new connection is refused; {@code null} if it was added. */
    @Nullable String add(WebConnection connection, @Nullable SocketAddress peer) {
        Object key = key(peer);
        if (key != null && perPeer.getOrDefault(key, 0) >= limits.perPeer()) {
            return "this address has " + limits.perPeer() + " connections already";
        }
        if (all.size() >= limits.connections()) {
            Iterator<WebConnection> oldest = waiting.iterator();
            if (!oldest.hasNext()) {
                return "there are " + limits.connections() + " connections already";
            }
            WebConnection idle = oldest.next();
            remove(idle, idle.peer());
            idle.giveWay();
        }
        all.add(connection);
        waiting.add(connection);
        if (key != null) {
            perPeer.merge(key, 1, Integer::sum);
        }
        counters.addConnections(1);
        return null;
    }

    /** The connection waits for a request, or for the client's end. */
    void waits(WebConnection connection) {
        if (all.contains(connection)) {
            waiting.add(connection);
        }
    }

    /** A request of the connection is being answered. */
    void works(WebConnection connection) {
        waiting.remove(connection);
    }

    void remove(WebConnection connection, @Nullable SocketAddress peer) {
        if (all.remove(connection)) {
            waiting.remove(connection);
            Object key = key(peer);
            if (key != null) {
                perPeer.computeIfPresent(key, (same, number) -> number == 1 ? null : number - 1);
            }
            counters.addConnections(-1);
        }
    }

    /** The address; of IPv6 the network, of which one host has all addresses. {@code null} for this host. */
    private static @Nullable Object key(@Nullable SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress address) || address.getAddress().isLoopbackAddress()) {
            return null;
        }
        InetAddress host = address.getAddress();
        byte[] bytes = host.getAddress();
        return bytes.length > Long.BYTES ? (Object) ByteBuffer.wrap(bytes).getLong() : host;
    }

    boolean addStream() {
        if (streams >= limits.streams()) {
            return false;
        }
        streams++;
        counters.addStreams(1);
        return true;
    }

    void removeStream() {
        streams--;
        counters.addStreams(-1);
    }

    List<WebConnection> all() {
        return new ArrayList<>(all);
    }
}
