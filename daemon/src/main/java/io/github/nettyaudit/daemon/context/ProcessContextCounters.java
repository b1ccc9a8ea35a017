package io.github.nettyaudit.daemon.context;

/**
 * What {@link ProcessContexts} has done since it was made.
 *
 * @param events      events that have a process
 * @param reads       looks at a process in {@code /proc}; the other contexts came from memory
 * @param ended       looks that found no process any more
 * @param unreadable  looks that were refused
 * @param reused      contexts of which the process id belonged to a later process
 * @param unavailable contexts that were made without {@code /proc}
 * @param processes   processes that are remembered now
 * @param bytes       the estimated memory of these
 * @param evicted     processes that were forgotten because of a bound
 */
public record ProcessContextCounters(long events, long reads, long ended, long unreadable, long reused, long unavailable,
        int processes, long bytes, long evicted) {
}
