package io.github.nettyaudit.daemon.delivery;

import java.io.IOException;

/**
 * Entries with consecutive sequence numbers, of which each reader has a position of its own. The entries are opaque: an
 * {@link EntryDecoder} makes events of them. Thread-safe.
 */
public interface EventLog {
    /**
     * Opens a reader at its committed position; at the oldest entry if it has none. A name has one reader at a time.
     *
     * @param name the name of the reader, by which its position is found again: letters, digits, hyphens, underscores
     *             and dots
     * @return a new reader
     * @throws IOException           if its position cannot be read
     * @throws IllegalStateException if a reader of this name is open
     */
    EventLogReader openReader(String name) throws IOException;

    /**
     * Returns the end of the log.
     *
     * @return the sequence number that the next entry will have
     */
    long endSequence();
}
