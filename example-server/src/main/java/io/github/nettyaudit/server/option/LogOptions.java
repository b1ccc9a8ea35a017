package io.github.nettyaudit.server.option;

import io.github.nettyaudit.server.log.LogFormat;
import io.github.nettyaudit.server.log.LogLevel;
import io.github.nettyaudit.server.log.LogSettings;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about messages on standard error. Filled by picocli. */
public final class LogOptions {
    /** The names of the options, which go with {@code --config} and are stronger than what the file says. */
    static final Set<String> NAMES = Set.of("--log-level", "--log-format");

    @Option(names = "--log-level", paramLabel = "LEVEL",
            description = "Which messages are written to standard error: error, warn, info, debug or trace. Those of the"
                    + " libraries (Netty, Kafka) at info only from warn on. Default: info")
    private @Nullable LogLevel level;

    @Option(names = "--log-format", paramLabel = "FORMAT",
            description = "Their form: text, or json, a JSON object a line with the names of ECS. Default: text")
    private @Nullable LogFormat format;

    /** Created by the command line. */
    public LogOptions() {
    }

    /**
     * Returns how messages are written.
     *
     * @param configured what the configuration says, or the preset
     * @return the same, with what these options say in its place
     */
    public LogSettings settings(LogSettings configured) {
        return configured.with(level, format);
    }
}
