package io.github.nettyaudit.server;

import io.github.nettyaudit.server.config.ConfigurationChange;
import io.github.nettyaudit.server.config.ConfigurationFile;
import io.github.nettyaudit.server.config.Fingerprint;
import io.github.nettyaudit.server.config.ServerConfiguration;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.LogLevel;
import io.github.nettyaudit.server.log.LogSettings;
import io.github.nettyaudit.server.log.OperatorLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration file of a server again, and changes what can change while the server runs: all of it, or
 * nothing if anything in the file is wrong or a sink cannot be opened. One thread.
 */
final class ConfigurationReload {
    private final ServerConfiguration started;
    private final SinkChanger sinks;
    private final RunRules rules;
    private final Consumer<ServerConfiguration> intakePolicy;
    private final Consumer<ServerConfiguration> log;
    private final Monitoring monitoring;
    private final @Nullable PageHost page;
    private final OperatorLog operator;
    private final String name;
    private Map<String, Fingerprint> presentPolicy;
    private LogSettings presentLog;

    /**
     * @param started      the configuration with which the server was started
     * @param intakePolicy replaces what is stored of the events that arrive
     * @param log          changes which messages are written, and how
     * @param monitoring   serves the metrics
     * @param page         serves the page; {@code null} without one
     */
    ConfigurationReload(ServerConfiguration started, SinkChanger sinks, RunRules rules,
            Consumer<ServerConfiguration> intakePolicy, Consumer<ServerConfiguration> log, Monitoring monitoring,
            @Nullable PageHost page, OperatorLog operator) {
        this.started = started;
        this.sinks = sinks;
        this.rules = rules;
        this.intakePolicy = intakePolicy;
        this.log = log;
        presentLog = started.log();
        this.monitoring = monitoring;
        this.page = page;
        presentPolicy = started.intakePolicy();
        this.operator = operator;
        name = "SIGHUP: " + started.file();
    }

    /** Does it; what fails is said, and the server goes on. */
    void run() throws InterruptedException {
        try {
            ServerConfiguration wanted = ConfigurationFile.read(started.file(), operator::warn);
            rules.check(wanted.rules());
            apply(wanted);
        } catch (ServerException e) {
            String.valueOf(e.getMessage()).lines().forEach(operator::error);
            operator.error(name + ": nothing was changed, because of what is wrong");
        } catch (RuntimeException e) {
            operator.error(name + ": nothing was changed, because of a defect of this program: " + e);
        }
    }

    /** Says it while messages of the level of information are written, if they are before or after. */
    private void changeLog(ServerConfiguration wanted) {
        String sentence = name + ": log has changed: it holds from the next message on";
        boolean isWrittenAfter = wanted.log().level().compareTo(LogLevel.INFO) >= 0;
        if (!isWrittenAfter) {
            operator.say(sentence);
        }
        log.accept(wanted);
        presentLog = wanted.log();
        if (isWrittenAfter) {
            operator.say(sentence);
        }
    }

    private void apply(ServerConfiguration wanted) throws InterruptedException {
        Duration patience = started.shutdownTimeout();
        ConfigurationChange change = ConfigurationChange.of(started, sinks.running(), wanted);
        if (change.hasSinks() && !sinks.change(change, wanted.normalization(), patience)) {
            operator.error(name + ": nothing was changed, because a sink cannot be opened");
            return;
        }
        if (change.hasSinks()) {
            operator.say(name + ": " + change.sinks());
        }
        boolean hasPolicy = !wanted.intakePolicy().equals(presentPolicy);
        if (hasPolicy) {
            List<String> keys = wanted.intakePolicy().keySet().stream()
                    .filter(key -> !wanted.intakePolicy().get(key).equals(presentPolicy.get(key))).toList();
            intakePolicy.accept(wanted);
            presentPolicy = wanted.intakePolicy();
            operator.say(name + ": " + String.join(", ", keys) + (keys.size() == 1 ? " has changed: it holds"
                    : " have changed: they hold") + " from the next event on");
        }
        boolean hasLog = !wanted.log().equals(presentLog);
        if (hasLog) {
            changeLog(wanted);
        }
        boolean hasMetrics = monitoring.reload(wanted.metrics());
        boolean hasPage = page != null && page.reload(wanted.page());
        boolean hasRules = rules.reload(wanted.rules(), patience);
        if (!change.restart().isEmpty()) {
            operator.warn(name + ": what has changed in " + String.join(", ", change.restart()) + " needs a restart");
        } else if (!change.hasSinks() && !hasPolicy && !hasLog && !hasMetrics && !hasPage && !hasRules) {
            operator.say(name + ": nothing has changed");
        }
    }
}
