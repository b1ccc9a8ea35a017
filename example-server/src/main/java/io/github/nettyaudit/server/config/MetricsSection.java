package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.option.ListenAddress;
import io.github.nettyaudit.server.option.ServerOptions;
import io.github.nettyaudit.server.web.Readers;
import io.github.nettyaudit.server.yaml.YamlValue;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code metrics}: where to ask for metrics and health.
 *
 * @param web      where the server listens
 * @param readyLag how old an event may be that a sink has not acknowledged, before the server says that it is not ready
 */
public record MetricsSection(WebSection web, Duration readyLag) {
    /** Where the server listens if nothing else is said. */
    public static final String USUAL_ADDRESS = ServerOptions.USUAL_METRICS;
    /** The bound on the age of events if nothing else is said. */
    public static final Duration USUAL_LAG = Duration.ofMinutes(1);

    static final String NAME = "metrics";

    private static final SettingKey<Duration> READY_LAG = SettingKey.duration("ready-lag", Duration.ofSeconds(1),
            Duration.ofDays(7), "how old an event may be that a sink has not acknowledged, for /readyz").preset(USUAL_LAG);

    static @Nullable MetricsSection read(@Nullable YamlValue value) {
        WebSection web = WebSection.read(NAME, value, USUAL_ADDRESS, Readers.ANYBODY, List.of(READY_LAG));
        return web == null ? null : new MetricsSection(web, web.settings().get(READY_LAG));
    }

    /**
     * The section that the option {@code --metrics} stands for.
     *
     * @param address where to listen
     * @return the section
     * @throws ServerException if this address needs settings that are no options
     */
    public static MetricsSection at(ListenAddress address) throws ServerException {
        try {
            return new MetricsSection(WebSection.of(NAME, address, Readers.ANYBODY, List.of(READY_LAG)), USUAL_LAG);
        } catch (SinkSettingsException e) {
            throw new ServerException(ExitCode.USAGE, "--metrics " + address + ' ' + e.problems().get(0).message()
                    + "; these are settings of a file for --config");
        }
    }
}
