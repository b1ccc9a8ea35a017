package io.github.nettyaudit.daemon.context;

import io.github.nettyaudit.schema.process.MissReason;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessInfoBuilder;
import io.github.nettyaudit.schema.process.ProcessPart;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The processes that are known, by {@code /proc}: looks at those that are not known, or not well enough, and their parents. */
final class ProcessTable {
    /**
     * A process may seem to have been started so much later than its first event: the kernel's stamp of an event is as old
     * as its last tick, the start has hundredths of a second, and the clocks are not read at one moment.
     */
    static final long SLACK_MILLIS = 60;

    private final ProcMount mount;
    private final ProcessReader reader;
    private final BootClock clock;
    private final ProcessCache cache;
    private final ContextCounts counts;
    private final int maxAncestors;
    private final long refreshMillis;

    ProcessTable(ProcMount mount, ProcFiles files, BootClock clock, ProcessContextOptions options, ContextCounts counts) {
        this.mount = mount;
        this.clock = clock;
        this.counts = counts;
        reader = new ProcessReader(files);
        cache = new ProcessCache(options.maxProcesses(), options.maxBytes());
        maxAncestors = options.maxAncestors();
        refreshMillis = options.refresh().toMillis();
    }

    @Nullable ProcessEntry get(int pid) {
        return cache.get(pid);
    }

    boolean covers(ProcessEntry entry, long time) {
        return entry.covers(time, mount.reuseMillis());
    }

    boolean isFresh(ProcessEntry entry, long time) {
        return entry.isFresh(time, refreshMillis);
    }

    void put(ProcessEntry entry) {
        cache.put(entry);
        counts.show(cache);
    }

    /** Forgets all, if the time of the day was set: the times of what is known are those of another clock. */
    boolean readClock() {
        boolean wasSet = clock.read(mount.root());
        if (wasSet) {
            cache.clear();
        }
        return wasSet;
    }

    /**
     * The process of an id at a time; looks at {@code /proc} if that is needed. The entry covers the time, unless the
     * process of that time is not known any more and a later one has its id.
     *
     * @param depth how many parents of the process of the event lie before this one
     */
    ProcessEntry find(int pid, long time, int depth) {
        ProcessEntry entry = cache.get(pid);
        if (entry != null && (covers(entry, time) && isFresh(entry, time) || isEarlier(entry, time))) {
            return entry;
        }
        if (entry != null && entry.endedAt != ProcessEntry.NEVER && time <= entry.endedAt) {
            return gone(entry, pid, time, MissReason.ENDED, entry.endedAt);
        }
        return look(entry, pid, time, depth);
    }

    /** Whether a process was started after a time, so that the process of its id had ended by then. */
    static boolean isEarlier(ProcessEntry entry, long time) {
        return entry.info.startMillis() >= 0 && time < entry.from;
    }

    private ProcessEntry look(@Nullable ProcessEntry known, int pid, long time, int depth) {
        boolean wasSet = readClock();
        ProcessEntry before = known != null && !wasSet && covers(known, time) ? known : null;
        ContextCounts.raise(counts.reads);
        ProcessInfoBuilder builder = new ProcessInfoBuilder(pid);
        MissReason miss = reader.read(mount.root(), pid, builder);
        if (miss != null) {
            ContextCounts.raise(miss == MissReason.ENDED ? counts.ended : counts.unreadable);
            return gone(before, pid, time, miss, Math.max(clock.now(), time));
        }
        long start = clock.startMillis(reader.startTicks);
        if (before != null && start - SLACK_MILLIS > time) {
            return gone(before, pid, time, MissReason.ENDED, start - SLACK_MILLIS);
        }
        return there(before, builder, pid, start, depth);
    }

    private ProcessEntry there(@Nullable ProcessEntry before, ProcessInfoBuilder builder, int pid, long start, int depth) {
        boolean isInHostNamespace = reader.isInHostNamespace;
        long now = clock.now();
        builder.startMillis(Math.max(start, 0)).miss(ProcessPart.START, start == Long.MIN_VALUE ? MissReason.INVALID : null);
        if (start == Long.MIN_VALUE) {
            builder.startMillis(ProcessInfo.UNKNOWN);
        }
        addParent(builder, reader.parentPid, start == Long.MIN_VALUE ? now : start, now, depth);
        ProcessInfo info = builder.build();
        if (before != null && info.executable() != null && info.executable().equals(before.info.executable())) {
            // what the execve(2) said is truer
            info = ProcessInfoBuilder.copyOf(info).parent(info.parent()).script(before.info.script())
                    .miss(ProcessPart.SCRIPT, before.info.miss(ProcessPart.SCRIPT)).build();
        }
        ProcessEntry entry = new ProcessEntry(pid, info);
        entry.from = start - SLACK_MILLIS;
        if (start == Long.MIN_VALUE) {
            entry.from = before != null ? before.from : now - mount.reuseMillis();
        }
        entry.isInHostNamespace = isInHostNamespace;
        entry.readAt = now;
        entry.lastSeen = before == null ? now : Math.max(now, before.lastSeen);
        put(entry);
        return entry;
    }

    /** A process that cannot be looked at: what is known of it stays, if it is the same. */
    private ProcessEntry gone(@Nullable ProcessEntry before, int pid, long time, MissReason miss, long at) {
        ProcessEntry entry = before;
        if (entry == null || !covers(entry, time)) {
            entry = new ProcessEntry(pid, withoutParts(pid, miss));
            entry.from = time - mount.reuseMillis();
            entry.lastSeen = time;
        }
        if (miss == MissReason.ENDED) {
            entry.endedAt = Math.min(entry.endedAt, at);
        } else {
            entry.readAt = clock.now();
        }
        put(entry);
        return entry;
    }

    static ProcessInfo withoutParts(int pid, MissReason reason) {
        return new ProcessInfoBuilder(pid).missAll(reason).build();
    }

    /** Adds the parent of an id, as it was at a time, of a child that was started at another one. */
    void addParent(ProcessInfoBuilder builder, int parentPid, long start, long time, int depth) {
        builder.parent(null).parentPid(parentPid).miss(ProcessPart.PARENT, null);
        if (parentPid <= 0) {
            builder.miss(ProcessPart.PARENT, parentPid < 0 ? MissReason.ENDED : null);
        } else if (depth >= maxAncestors) {
            builder.miss(ProcessPart.PARENT, MissReason.LIMIT);
        } else {
            builder.parent(parent(parentPid, start, time, depth + 1));
        }
    }

    /** A parent is older than its child, also one that took the place of another. */
    private ProcessInfo parent(int pid, long childStart, long time, int depth) {
        ProcessEntry entry = find(pid, time, depth);
        if (isEarlier(entry, time) || isEarlier(entry, childStart)) {
            return withoutParts(pid, MissReason.REUSED);
        }
        entry.lastSeen = Math.max(entry.lastSeen, Math.min(time, entry.endedAt));
        return cut(entry.info, maxAncestors - depth);
    }

    /** Adds a parent of the process of an event that is known. */
    void addKnownParent(ProcessInfoBuilder builder, ProcessInfo parent) {
        if (maxAncestors == 0) {
            builder.parentPid(parent.pid()).miss(ProcessPart.PARENT, MissReason.LIMIT);
        } else {
            builder.parent(cut(parent, maxAncestors - 1)).miss(ProcessPart.PARENT, null);
        }
    }

    /** A process with so many parents at most. */
    private static ProcessInfo cut(ProcessInfo info, int ancestors) {
        if (info.ancestors() <= ancestors) {
            return info;
        }
        Deque<ProcessInfo> kept = new ArrayDeque<>();
        ProcessInfo next = info;
        for (int i = 0; i <= ancestors && next != null; i++) {
            kept.push(next);
            next = next.parent();
        }
        ProcessInfo last = kept.pop();
        ProcessInfo copy = ProcessInfoBuilder.copyOf(last).miss(ProcessPart.PARENT, MissReason.LIMIT).build();
        while (!kept.isEmpty()) {
            copy = ProcessInfoBuilder.copyOf(kept.pop()).parent(copy).build();
        }
        return copy;
    }
}
