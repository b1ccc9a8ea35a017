package io.github.nettyaudit.server;

import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.server.config.MetricsSection;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.metrics.HealthWatch;
import io.github.nettyaudit.server.metrics.MetricsServer;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The health of a run, and the server that tells it, with the metrics, to others. One thread. */
final class Monitoring implements AutoCloseable {
    private final @Nullable Forwarder forwarder;
    private final OperatorLog operator;
    private @Nullable MetricsSection present;
    private @Nullable AuditDaemon daemon;
    private @Nullable HealthWatch health;
    private @Nullable MetricsServer server;

    /**
     * @param section   where to tell it; {@code null} for nowhere
     * @param forwarder the forwarder; {@code null} without one
     */
    Monitoring(@Nullable MetricsSection section, @Nullable Forwarder forwarder, OperatorLog operator) {
        present = section;
        this.forwarder = forwarder;
        this.operator = operator;
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
        health = new HealthWatch(source, loops, forwarder == null ? null : forwarder::status,
                present == null ? MetricsSection.USUAL_LAG : present.readyLag());
        if (present != null) {
            try {
                open(present);
            } catch (IOException e) {
                throw new ServerException(ExitCode.INPUT_OUTPUT, String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** The health; only after the start. */
    HealthWatch health() {
        return Objects.requireNonNull(health, "not started");
    }

    private void open(MetricsSection section) throws IOException, InterruptedException {
        MetricsServer opened = MetricsServer.open(section.web().door(), daemon, forwarder, health(),
                ProgramVersion.number());
        server = opened;
        operator.say("metrics at " + section.web().url(opened.address(), "/metrics"));
    }

    /**
     * Changes to another section, when the file was read again. If it cannot be opened, the one before is.
     *
     * @return whether something has changed
     */
    boolean reload(@Nullable MetricsSection wanted) throws InterruptedException {
        MetricsSection before = present;
        HealthWatch watch = health;
        if (watch == null || Objects.equals(print(before), print(wanted))) {
            return false;
        }
        watch.setReadyLag(wanted == null ? MetricsSection.USUAL_LAG : wanted.readyLag());
        closeServer();
        present = wanted;
        if (wanted == null) {
            operator.say("metrics are not served any more");
            return true;
        }
        try {
            open(wanted);
        } catch (IOException e) {
            operator.error(e.getMessage() + (before == null ? "" : "; metrics are served as before"));
            reopen(before);
        }
        return true;
    }

    private void reopen(@Nullable MetricsSection before) throws InterruptedException {
        present = before;
        if (before == null) {
            return;
        }
        try {
            open(before);
        } catch (IOException e) {
            operator.error(String.valueOf(e.getMessage()));
            present = null;
        }
    }

    private static @Nullable Object print(@Nullable MetricsSection section) {
        return section == null ? null : section.web().print();
    }

    private void closeServer() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public void close() {
        closeServer();
        if (health != null) {
            health.close();
        }
    }
}
