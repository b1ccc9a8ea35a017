package io.github.nettyaudit.codec.event;

import io.github.nettyaudit.codec.message.AuditMessageType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks for missing serials of each host by itself. */
final class NodeSerials {
    /** Hosts beyond this number are not watched; each takes 8 KiB, and a log has a handful. */
    static final int MAX_NODES = 256;

    /** Receives the missing serials. */
    interface Listener {
        void missing(@Nullable String node, long firstSerial, long count);
    }

    private final Listener listener;
    private final Map<@Nullable String, SerialGaps> gaps = new HashMap<>();
    private @Nullable SerialGaps last;
    private @Nullable String lastNode;

    NodeSerials(Listener listener) {
        this.listener = listener;
    }

    void note(@Nullable String node, int serial, int type) {
        // the audit daemon numbers its own records by itself
        if (type >= AuditMessageType.DAEMON_START && type < AuditMessageType.SYSCALL) {
            return;
        }
        SerialGaps watched = last;
        // names of hosts are seldom equal without being the same object, see EventHosts
        if (watched == null || node != lastNode) {
            watched = gaps.get(node);
            if (watched == null) {
                if (gaps.size() == MAX_NODES) {
                    return;
                }
                watched = new SerialGaps((first, count) -> listener.missing(node, first, count));
                gaps.put(node, watched);
            }
            last = watched;
            lastNode = node;
        }
        watched.note(serial);
    }

    void settle() {
        gaps.values().forEach(SerialGaps::settle);
    }

    boolean isPending() {
        for (SerialGaps watched : gaps.values()) {
            if (watched.isPending()) {
                return true;
            }
        }
        return false;
    }

    void end() {
        gaps.values().forEach(SerialGaps::end);
    }
}
