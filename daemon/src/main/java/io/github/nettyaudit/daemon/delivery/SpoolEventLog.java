package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.daemon.spool.Spool;
import io.github.nettyaudit.daemon.spool.SpoolStart;
import java.io.IOException;

/** The log on disk: a {@link Spool}, which stays the caller's. Positions outlive the process. Thread-safe. */
public final class SpoolEventLog implements EventLog {
    private final Spool spool;

    /**
     * Creates the log.
     *
     * @param spool what is read; closed by the caller, after the deliveries have ended
     */
    public SpoolEventLog(Spool spool) {
        this.spool = spool;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the name has other characters than a reader of a spool may have
     */
    @Override
    public EventLogReader openReader(String name) throws IOException {
        return new SpoolEventLogReader(spool, name, spool.openReader(name, SpoolStart.OLDEST));
    }

    @Override
    public long endSequence() {
        return spool.writtenBefore();
    }
}
