package io.github.nettyaudit.daemon.intake;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import java.util.ArrayList;
import java.util.List;

/** A store that forgets what was not flushed when it crashes. Events are kept as {@code serial/records/STATE}. */
final class MemoryStore implements EventStore {
    final List<String> flushed = new ArrayList<>();
    private final List<String> appended = new ArrayList<>();
    long source;
    long position;
    /** How many calls it takes, after which it takes none. */
    int calls = Integer.MAX_VALUE;
    /** Whether a flush in which the calls end is done all the same. */
    boolean flushesLast;

    static String name(AuditEvent event) {
        return event instanceof AuditLossEvent loss ? loss.kind() + "/" + loss.count()
                : event.serial() + "/" + event.size() + "/" + event.state();
    }

    @Override
    public boolean append(AuditEvent event, long ring, long before) {
        if (calls <= 0) {
            return false;
        }
        calls--;
        appended.add(name(event));
        return true;
    }

    @Override
    public boolean flush(long ring, long before) {
        boolean takes = calls-- > 0;
        if (takes || flushesLast) {
            flushesLast = false;
            flushed.addAll(appended);
            appended.clear();
            source = ring;
            position = before;
        }
        return takes;
    }

    void crash() {
        appended.clear();
        calls = Integer.MAX_VALUE;
        flushesLast = false;
    }
}
