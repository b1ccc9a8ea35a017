package io.github.nettyaudit.daemon.context;

import java.util.concurrent.atomic.AtomicLong;

/** Counters that one thread raises and others read. */
final class ContextCounts {
    final AtomicLong events = new AtomicLong();
    final AtomicLong reads = new AtomicLong();
    final AtomicLong ended = new AtomicLong();
    final AtomicLong unreadable = new AtomicLong();
    final AtomicLong reused = new AtomicLong();
    final AtomicLong unavailable = new AtomicLong();
    final AtomicLong processes = new AtomicLong();
    final AtomicLong bytes = new AtomicLong();
    final AtomicLong evicted = new AtomicLong();

    static void raise(AtomicLong counter) {
        counter.lazySet(counter.getPlain() + 1);
    }

    void show(ProcessCache cache) {
        processes.lazySet(cache.size());
        bytes.lazySet(cache.bytes());
        evicted.lazySet(cache.evicted());
    }

    ProcessContextCounters snapshot() {
        return new ProcessContextCounters(events.get(), reads.get(), ended.get(), unreadable.get(), reused.get(),
                unavailable.get(), (int) processes.get(), bytes.get(), evicted.get());
    }
}
