package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.daemon.spool.Spool;
import io.github.nettyaudit.daemon.spool.SpoolGapCause;
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

    /** The reason of a gap, in words. */
    static String reason(SpoolGapCause cause) {
        return switch (cause) {
            case DROPPED_OLDEST, DROPPED_NEWEST -> "the spool was full";
            case NOT_WRITTEN -> "the disk of the spool was full, or could not be written to";
            case CORRUPT -> "blocks of the spool are damaged";
            case TORN -> "the spool was not whole when the process or the machine had stopped";
            case MISSING -> "segments of the spool are missing";
        };
    }
}
