package io.github.nettyaudit.daemon.context;

import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessText;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import org.jspecify.annotations.Nullable;

/** The newest process of each id, bounded in number and memory; those that were used longest ago are forgotten first. */
final class ProcessCache {
    private static final int OVERHEAD = 400;

    private final int maxEntries;
    private final long maxBytes;
    private final IntObjectMap<ProcessEntry> entries = new IntObjectHashMap<>();
    private @Nullable ProcessEntry oldest;
    private @Nullable ProcessEntry youngest;
    private long bytes;
    private long evicted;

    ProcessCache(int maxEntries, long maxBytes) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    @Nullable ProcessEntry get(int pid) {
        ProcessEntry entry = entries.get(pid);
        if (entry != null && entry != youngest) {
            unlink(entry);
            link(entry);
        }
        return entry;
    }

    /** Adds an entry, or takes note of a change of one. */
    void put(ProcessEntry entry) {
        ProcessEntry before = entries.put(entry.pid, entry);
        if (before != null) {
            unlink(before);
            bytes -= before.bytes;
        }
        entry.bytes = size(entry.info);
        bytes += entry.bytes;
        link(entry);
        while ((entries.size() > maxEntries || bytes > maxBytes) && oldest != null && oldest != entry) {
            ProcessEntry last = oldest;
            entries.remove(last.pid);
            unlink(last);
            bytes -= last.bytes;
            evicted++;
        }
    }

    void clear() {
        entries.clear();
        oldest = null;
        youngest = null;
        bytes = 0;
    }

    int size() {
        return entries.size();
    }

    long bytes() {
        return bytes;
    }

    long evicted() {
        return evicted;
    }

    /** The memory of a process. Parents are most often entries of their own, whose parts are shared, and not counted. */
    private static int size(ProcessInfo info) {
        ControlGroup group = info.controlGroup();
        return OVERHEAD + length(info.name()) + length(info.executable()) * 2 + length(info.script())
                + (group == null ? 0 : 2 * group.path().length());
    }

    private static int length(@Nullable ProcessText text) {
        return text == null ? 0 : text.length();
    }

    private void link(ProcessEntry entry) {
        entry.older = youngest;
        entry.younger = null;
        if (youngest == null) {
            oldest = entry;
        } else {
            youngest.younger = entry;
        }
        youngest = entry;
    }

    private void unlink(ProcessEntry entry) {
        if (entry.older == null) {
            oldest = entry.younger;
        } else {
            entry.older.younger = entry.younger;
        }
        if (entry.younger == null) {
            youngest = entry.older;
        } else {
            entry.younger.older = entry.older;
        }
        entry.older = null;
        entry.younger = null;
    }
}
