package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.daemon.context.ProcessContexts;
import io.github.nettyaudit.daemon.context.ProcessDecoder;
import io.github.nettyaudit.daemon.context.ProcessEncoder;
import io.github.nettyaudit.daemon.spool.StoredSections;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.process.ProcessInfo;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The section of a stored event that says what is known of its process. */
final class ProcessSections {
    /** The key of the section. It is part of the format of the spool. */
    static final int KEY = 1;

    private ProcessSections() {
    }

    /** Looks at the processes of events. For the thread that stores them. */
    static final class Writer {
        private final ProcessContexts processes;
        private final ProcessEncoder encoder = new ProcessEncoder();
        private @Nullable ProcessInfo last;
        private @Nullable ProcessInfo found;
        private StoredSections sections = StoredSections.NONE;

        Writer(ProcessContexts processes) {
            this.processes = processes;
        }

        /** Returns the section of the event's process, or none; the same object while the process is the same. */
        StoredSections of(AuditEvent event) {
            ProcessInfo process = processes.of(event);
            found = process;
            if (process == null) {
                return StoredSections.NONE;
            }
            if (process != last) {
                sections = StoredSections.NONE.with(KEY, encoder.encode(process));
                last = process;
            }
            return sections;
        }

        /** The process of the event that was asked for last; {@code null} if it has none. */
        @Nullable ProcessInfo last() {
            return found;
        }
    }

    /** Reads the section. For the thread of one delivery. */
    static final class Reader {
        private final EventContext host;
        private final ProcessDecoder decoder = new ProcessDecoder();
        private byte[] last = new byte[0];
        private EventContext context;

        Reader(EventContext host) {
            this.host = host;
            context = host;
        }

        /** Returns what is known of an event beside its records; the same object while the process is the same. */
        EventContext of(StoredSections sections) {
            byte[] stored = sections.find(KEY);
            if (stored == null) {
                return host;
            }
            if (!Arrays.equals(stored, last)) {
                context = host.withProcess(decoder.decode(stored));
                last = stored;
            }
            return context;
        }
    }
}
