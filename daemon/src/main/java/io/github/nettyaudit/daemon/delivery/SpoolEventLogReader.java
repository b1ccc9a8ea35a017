package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.daemon.spool.Spool;
import io.github.nettyaudit.daemon.spool.SpoolBatch;
import io.github.nettyaudit.daemon.spool.SpoolGap;
import io.github.nettyaudit.daemon.spool.SpoolItem;
import io.github.nettyaudit.daemon.spool.SpoolReader;
import io.github.nettyaudit.daemon.spool.SpoolStart;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads a spool entry by entry, although it returns blocks. */
final class SpoolEventLogReader implements EventLogReader {
    private final Spool spool;
    private final String name;
    private final AtomicReference<@Nullable Runnable> listener = new AtomicReference<>();
    private final Runnable whenWritten = this::checkReadable;
    private SpoolReader reader;
    private @Nullable SpoolBatch batch;
    private volatile long position;
    private long committed;

    SpoolEventLogReader(Spool spool, String name, SpoolReader reader) {
        this.spool = spool;
        this.name = name;
        this.reader = reader;
        position = reader.position();
        committed = position;
        spool.addWriteListener(whenWritten);
    }

    @Override
    public @Nullable LogItem poll() throws IOException {
        SpoolBatch current = batch;
        if (current != null && current.next()) {
            return entry(current);
        }
        batch = null;
        SpoolItem item = read();
        if (item instanceof SpoolGap gap) {
            position = gap.lastSequence() + 1;
            return new LogGap(gap.firstSequence(), gap.lastSequence(), System.currentTimeMillis(),
                    gap.cause().reason());
        }
        if (item instanceof SpoolBatch next && next.next()) {
            batch = next;
            return entry(next);
        }
        return null;
    }

    private LogEntry entry(SpoolBatch current) {
        position = current.sequence() + 1;
        return new LogEntry(current.sequence(), current.timeMillis(), current.entry());
    }

    private @Nullable SpoolItem read() throws IOException {
        try {
            return reader.read(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while reading the spool").initCause(e);
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void whenReadable(Runnable newListener) {
        listener.set(newListener);
        checkReadable();
    }

    private void checkReadable() {
        if (spool.writtenBefore() > position) {
            Runnable waiting = listener.getAndSet(null);
            if (waiting != null) {
                waiting.run();
            }
        }
    }

    @Override
    public void commit(long newPosition) throws IOException {
        if (newPosition < committed || newPosition > position) {
            throw new IllegalArgumentException("position: " + newPosition + " (expected: " + committed + " to "
                    + position + ')');
        }
        if (newPosition > committed) {
            reader.commit(newPosition - 1);
            committed = newPosition;
        }
    }

    @Override
    public void rewind() throws IOException {
        reader.close();
        batch = null;
        reader = spool.openReader(name, SpoolStart.OLDEST);
        position = reader.position();
        committed = position;
    }

    @Override
    public void close() {
        listener.set(null);
        spool.removeWriteListener(whenWritten);
        reader.close();
    }
}
