package io.github.nettyaudit.daemon.internal.kernel;

import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import io.github.nettyaudit.transport.AuditNetlinkChannel;

/**
 * A data channel that is open, and what its gate knows.
 *
 * @param channel the channel
 * @param gate    the gate in its pipeline
 */
public record DataChannel(AuditNetlinkChannel channel, HandlerGate gate) {
    /** Records received so far, counted when they are received. From any thread. */
    public long records() {
        return gate.counters().records();
    }

    /** Datagrams and messages that could not be decoded. From any thread. */
    public long invalidMessages() {
        return gate.counters().invalid();
    }

    /** Changes of the registration. From any thread. */
    public long daemonEvents(AuditDaemonEvent.Kind kind) {
        return gate.counters().events(kind);
    }

    /** Whether the kernel sends its records to this channel as the registered daemon, as far as is known. */
    public boolean isRegistered() {
        return gate.isRegistered();
    }

    /** Whether the channel is open and its event loop runs, so that what the kernel sends is being read. */
    public boolean isReading() {
        return channel.isOpen() && !channel.eventLoop().isShuttingDown();
    }
}
