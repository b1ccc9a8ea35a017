package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.daemon.delivery.EntryDecoder;
import io.github.nettyaudit.daemon.spool.StoredEvent;
import io.github.nettyaudit.daemon.spool.StoredEventCodec;
import io.github.nettyaudit.schema.EventContext;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * Reads events in the form in which a forwarder stores them in its spool, with what was known of their processes when they
 * arrived. One thread.
 */
public final class StoredEventDecoder implements EntryDecoder {
    private final ProcessSections.Reader processes;
    private EventContext context;

    /**
     * Creates a decoder.
     *
     * @param host what is known of all events, such as the name of the host
     */
    public StoredEventDecoder(EventContext host) {
        processes = new ProcessSections.Reader(host);
        context = host;
    }

    @Override
    public AuditEvent decode(ByteBuf entry) throws IOException {
        StoredEvent stored = StoredEventCodec.read(entry);
        context = processes.of(stored.sections());
        return stored.event();
    }

    @Override
    public EventContext context() {
        return context;
    }
}
