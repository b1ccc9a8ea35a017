package io.github.nettyaudit.server.source;

import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.transport.AuditNetlinkCounters;
import io.netty.channel.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A source of records that has been opened. */
public interface RecordSource {
    /** One word for the stream and for people: {@code unicast}, {@code multicast}, {@code demo}. */
    String name();

    /** The loop that records come from. */
    EventLoop loop();

    /** What the data channel has seen. From any thread. */
    AuditNetlinkCounters counters();

    /** For questions about the kernel's state; {@code null} if this process may not ask. */
    @Nullable AuditClient control();

    /** Whether this process is the registered audit daemon, so that only we can make the kernel's queue grow. */
    boolean isDaemon();

    /**
     * Stops taking records, while reading on until what the kernel has sent is read, and leaves the kernel as it was
     * found. Called once. The loop is still there afterwards.
     *
     * @param patience how long to wait for the kernel's last records
     * @return whether the kernel is as it was found
     */
    boolean stop(Duration patience) throws InterruptedException;

    /** Ends the loops; stops first if {@link #stop} was not called. */
    void close() throws InterruptedException;
}
