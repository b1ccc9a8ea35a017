package io.github.nettyaudit.codec.event;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of a log, found by the bytes of their names and linked in the order of their last records. Their number
 * and the length of their names are bounded; the owner {@linkplain #remove removes} the least recently used host when
 * there is no room for another one.
 */
final class EventHosts {
    /** The names of all hosts together may have so many bytes, which is 256 bytes for each of 4,096 hosts. */
    static final int MAX_NAME_BYTES = 1 << 20;
    private static final int SLOTS = 1 << 12;
    private static final byte[] NO_BYTES = {};
    /** The hash of a name is not known in advance, so that nobody can make a log whose hosts share a slot. */
    private static final int SEED = ThreadLocalRandom.current().nextInt();

    /** The host of records that name none. It is not part of the table. */
    private EventHost unnamed = new EventHost(null, NO_BYTES, 0);
    private @Nullable EventHost[] table = new EventHost[0];
    private final int maxHosts;
    private int size;
    private int nameBytes;
    private @Nullable EventHost oldest;
    private @Nullable EventHost youngest;

    EventHosts(int maxHosts) {
        this.maxHosts = maxHosts;
    }

    EventHost unnamed() {
        return unnamed;
    }

    int size() {
        return size;
    }

    @Nullable EventHost oldest() {
        return oldest;
    }

    /** Finds the host of a name that is not empty, and makes it the most recently used one. */
    @Nullable EventHost find(ByteBuf buffer, int start, int length) {
        EventHost last = youngest;
        if (last == null || hasName(last, buffer, start, length)) {
            return last;
        }
        int hash = hash(buffer, start, length);
        for (EventHost host = table[hash & SLOTS - 1]; host != null; host = host.next) {
            if (host.hash == hash && hasName(host, buffer, start, length)) {
                unlink(host);
                append(host);
                return host;
            }
        }
        return null;
    }

    private static boolean hasName(EventHost host, ByteBuf buffer, int start, int length) {
        byte[] bytes = host.bytes;
        if (bytes.length != length) {
            return false;
        }
        for (int i = length - 1; i >= 0; i--) {
            if (buffer.getByte(start + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static int hash(ByteBuf buffer, int start, int length) {
        int hash = SEED;
        for (int i = start; i < start + length; i++) {
            hash = (hash ^ buffer.getByte(i)) * 0x9e3779b1;
            hash ^= hash >>> 15;
        }
        return hash;
    }

    /** Whether another host, with a name of that length, would exceed a bound. A single host never does. */
    boolean isFull(int nameLength) {
        return size > 0 && (size >= maxHosts || nameBytes + nameLength > MAX_NAME_BYTES);
    }

    /** Adds a host that {@link #find} did not find. */
    EventHost add(ByteBuf buffer, int start, int length) {
        if (table.length == 0) {
            table = new EventHost[SLOTS];
        }
        byte[] bytes = ByteBufUtil.getBytes(buffer, start, length);
        int hash = hash(buffer, start, length);
        EventHost host = new EventHost(new String(bytes, StandardCharsets.UTF_8), bytes, hash);
        int slot = hash & SLOTS - 1;
        host.next = table[slot];
        table[slot] = host;
        size++;
        nameBytes += length;
        append(host);
        return host;
    }

    /** Removes a host, which has no open events any more. */
    void remove(EventHost host) {
        int slot = host.hash & SLOTS - 1;
        EventHost before = table[slot];
        if (before == host) {
            table[slot] = host.next;
        } else {
            while (before != null && before.next != host) {
                before = before.next;
            }
            if (before != null) {
                before.next = host.next;
            }
        }
        host.next = null;
        size--;
        nameBytes -= host.bytes.length;
        unlink(host);
    }

    /** Forgets all hosts, which have no open events any more, and their clocks. */
    void clear() {
        unnamed = new EventHost(null, NO_BYTES, 0);
        table = new EventHost[0];
        size = 0;
        nameBytes = 0;
        oldest = null;
        youngest = null;
    }

    private void append(EventHost host) {
        host.older = youngest;
        host.younger = null;
        if (youngest == null) {
            oldest = host;
        } else {
            youngest.younger = host;
        }
        youngest = host;
    }

    private void unlink(EventHost host) {
        EventHost before = host.older;
        EventHost after = host.younger;
        if (before == null) {
            oldest = after;
        } else {
            before.younger = after;
        }
        if (after == null) {
            youngest = before;
        } else {
            after.older = before;
        }
        host.older = null;
        host.younger = null;
    }
}
