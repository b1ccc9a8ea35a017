package io.github.nettyaudit.server;

import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.server.config.MetricsSection;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.metrics.HealthWatch;
import io.github.nettyaudit.server.metrics.MetricsServer;
import io.github.nettyaudit.server.web.WebCounters;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The health of a run, and the server that tells it, with the metrics, to others. One thread. */
final class Monitoring implements AutoCloseable {
    private final @Nullable MetricsSection first;
    private final @Nullable Forwarder forwarder;
    private final Map<String, WebCounters> doors = new TreeMap<>();
    private final ServedDoor<MetricsSection> door;
    private final OperatorLog operator;
    private Duration lag;
    private @Nullable AuditDaemon daemon;
    private @Nullable HealthWatch health;

    /**
     * @param section   where to tell it; {@code null} for nowhere
     * @param forwarder the forwarder; {@code null} without one
     * @param page      the counters of the page; {@code null} without one
     */
    Monitoring(@Nullable MetricsSection section, @Nullable Forwarder forwarder, @Nullable WebCounters page,
            OperatorLog operator) {
        first = section;
        lag = readyLag(section);
        this.forwarder = forwarder;
        this.operator = operator;
        doors.put(MetricsServer.NAME, new WebCounters());
        if (page != null) {
            doors.put("page", page);
        }
        door = new ServedDoor<>("metrics are", wanted -> wanted.web().print(),
                wanted -> wanted.web().door().isThere(), this::open, operator);
    }

    /**
     * Starts, when the source is open.
     *
     * @param source the daemon; {@code null} if the source is another one
     * @param loops  the event loops of the source
     * @throws ServerException if it cannot listen
     */
    void start(@Nullable AuditDaemon source, List<? extends EventExecutor> loops)
            throws ServerException, InterruptedException {
        daemon = source;
        health = new HealthWatch(source, loops, forwarder == null ? null : forwarder::status, lag,
                operator::warn, operator::say);
        if (first != null) {
            door.start(first);
        }
    }

    private static Duration readyLag(@Nullable MetricsSection section) {
        return section == null ? MetricsSection.USUAL_LAG : section.readyLag();
    }

    /** The health; only after the start. */
    HealthWatch health() {
        return Objects.requireNonNull(health, "not started");
    }

    private Runnable open(MetricsSection section) throws IOException, InterruptedException {
        MetricsServer opened = MetricsServer.open(section.web().door(), daemon, forwarder, health(), doors,
                ProgramVersion.number());
        operator.say("metrics at " + section.web().url(opened.address(), "/metrics"));
        return opened::close;
    }

    /**
     * Changes to another section, when the file was read again. If it cannot be opened, the one before is.
     *
     * @return whether something has changed
     */
    boolean reload(@Nullable MetricsSection wanted) throws InterruptedException {
        if (health == null) {
            return false;
        }
        boolean isOtherLag = !readyLag(wanted).equals(lag);
        lag = readyLag(wanted);
        health.setReadyLag(lag);
        return door.reload(wanted) || isOtherLag;
    }

    @Override
    public void close() {
        door.close();
        if (health != null) {
            health.close();
        }
    }
}
