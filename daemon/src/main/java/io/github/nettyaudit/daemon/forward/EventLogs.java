package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.daemon.delivery.EventLog;
import io.github.nettyaudit.daemon.delivery.MemoryEventLog;
import io.github.nettyaudit.daemon.delivery.SpoolEventLog;
import io.github.nettyaudit.daemon.intake.EventStore;
import io.github.nettyaudit.daemon.spool.Spool;
import io.github.nettyaudit.daemon.spool.SpoolGapCause;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.daemon.spool.SpoolStart;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.github.nettyaudit.schema.EventContext;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log of events between the intake and the deliveries: on disk or in memory. */
interface EventLogs {
    /** What deliveries read. */
    EventLog log();

    /** What the writer of events writes. */
    EventStore store();

    /** The ring of the last event that is stored; 0 if there is none. */
    long storedSource();

    /** The position in that ring. */
    long storedPosition();

    /** Lets a sink that has no position yet start at the next event. */
    void startAtNewest(String name) throws IOException;

    /**
     * Forgets the positions of all other sinks, so that they keep no events.
     *
     * @return their names
     */
    List<String> keepOnly(Collection<String> names) throws IOException;

    /** The spool; {@code null} if events are in memory. */
    @Nullable Spool spool();

    /** How much of the log is in use, in bytes. */
    long usedBytes();

    /** The bound on that. */
    long size();

    /** How many events have not been kept because of the bound or the disk, whole segments that a sink had not read included. */
    long discarded();

    void close() throws IOException;

    /** Opens a log on disk. */
    static EventLogs onDisk(SpoolOptions options, EventContext host, ProcessSections.@Nullable Writer processes,
            IntakeStage stage) throws IOException {
        Spool spool = Spool.open(options);
        return new OnDisk(spool, new SpoolEventLog(spool), new SpoolStore(spool.writer(), host, processes, stage));
    }

    /** Makes a log in memory. */
    static EventLogs inMemory(long bound, WhenFull policy, EventContext host,
            ProcessSections.@Nullable Writer processes, IntakeStage stage) {
        MemoryEventLog log = new MemoryEventLog(bound, policy);
        return new InMemory(log, new MemoryStore(log, host, processes, stage), bound);
    }

    /** A spool. */
    record OnDisk(Spool spool, SpoolEventLog log, SpoolStore store) implements EventLogs {
        @Override
        public long storedSource() {
            return spool.recovery().sourceId();
        }

        @Override
        public long storedPosition() {
            return spool.recovery().sourcePosition();
        }

        @Override
        public void startAtNewest(String name) throws IOException {
            if (!spool.readerPositions().containsKey(name)) {
                spool.openReader(name, SpoolStart.NEWEST).close();
            }
        }

        @Override
        public List<String> keepOnly(Collection<String> names) throws IOException {
            List<String> others = spool.readerPositions().keySet().stream().filter(name -> !names.contains(name)).sorted()
                    .toList();
            for (String name : others) {
                spool.forgetReader(name);
            }
            return others;
        }

        @Override
        public long usedBytes() {
            return spool.usedBytes();
        }

        @Override
        public long size() {
            return spool.options().size();
        }

        @Override
        public long discarded() {
            return Arrays.stream(SpoolGapCause.values()).mapToLong(spool.counters()::dropped).sum();
        }

        @Override
        public void close() throws IOException {
            store.release();
            spool.close();
        }
    }

    /** Memory. */
    record InMemory(MemoryEventLog log, MemoryStore store, long size) implements EventLogs {
        @Override
        public long storedSource() {
            return 0;
        }

        @Override
        public long storedPosition() {
            return 0;
        }

        @Override
        public void startAtNewest(String name) {
            log.startAtNewest(name);
        }

        @Override
        public List<String> keepOnly(Collection<String> names) {
            return log.keepReaders(names);
        }

        @Override
        public @Nullable Spool spool() {
            return null;
        }

        @Override
        public long usedBytes() {
            return log.bytes();
        }

        @Override
        public long discarded() {
            return log.droppedEntries();
        }

        @Override
        public void close() {
            store.release();
            log.close();
        }
    }
}
