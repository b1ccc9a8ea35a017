package io.github.nettyaudit.server.page;

import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.forward.ForwarderStatus;
import io.github.nettyaudit.server.metrics.Health;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the page says about the server.
 *
 * @param version   the version of the program
 * @param host      the name of the host; empty if it is not known
 * @param source    where records come from: {@code kernel}, {@code demo}, {@code auditd}, {@code files}
 * @param daemon    the daemon; {@code null} if records come from elsewhere
 * @param forwarder the numbers of the forwarder; {@code null} without one
 * @param health    the health
 * @param sinks     the sinks of the configuration
 * @param spool     the directory of the spool; {@code null} if events are kept in memory
 */
public record StatusSource(String version, String host, String source, @Nullable AuditDaemon daemon,
        @Nullable Supplier<ForwarderStatus> forwarder, Supplier<Health> health, Supplier<List<Sink>> sinks,
        @Nullable Path spool) {
    /** Whether events come as soon as they happen. */
    boolean isLive() {
        return source.equals("kernel") || source.equals("demo");
    }

    /**
     * A sink of the configuration.
     *
     * @param name   its name
     * @param type   its type
     * @param format the format of its documents
     */
    public record Sink(String name, String type, String format) {
    }
}
