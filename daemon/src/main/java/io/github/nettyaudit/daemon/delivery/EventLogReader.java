package io.github.nettyaudit.daemon.delivery;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from its own position. Not thread-safe; one thread uses it.
 */
public interface EventLogReader extends Closeable {
    /**
     * Reads the next entry or gap, and moves behind it.
     *
     * @return an {@link LogEntry}, which is valid until the next call of any method of this reader; a {@link LogGap};
     *         {@code null} if the end of the log is reached
     * @throws IOException if the log cannot be read now; the position has not changed
     */
    @Nullable LogItem poll() throws IOException;

    /**
     * Returns the position.
     *
     * @return the sequence number from which {@link #poll()} reads next
     */
    long position();

    /**
     * Asks to be told of new entries.
     *
     * @param listener called once, when there is something to read, on any thread: at once if there is already. It
     *                 must return quickly and must not call the reader
     */
    void whenReadable(Runnable listener);

    /**
     * Stores the position from which this reader starts when it is opened again.
     *
     * @param position the sequence number of the first entry that is not yet done; at most {@link #position()}
     * @throws IOException if it cannot be stored; the position that was stored before is still valid
     */
    void commit(long position) throws IOException;

    /**
     * Moves back to the committed position.
     *
     * @throws IOException if the log cannot be read
     */
    void rewind() throws IOException;

    /** Ends the reader. The committed position remains. */
    @Override
    void close() throws IOException;
}
