package io.github.nettyaudit.server.option;

import io.github.nettyaudit.server.text.ProgramWords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of the server. Filled by picocli; {@link #check} refuses values that contradict each other. */
public final class ServerOptions {
    private static final int SMALLEST_BUFFER = 64 * 1024;
    private static final int LARGEST_SIZE = 1 << 30;
    /** One less than (uid_t) -1, which stands for "no user". */
    private static final long LARGEST_UID = 0xffff_fffeL;
    private static final int SHORTEST_CLOSE_SECONDS = 5;
    private static final int SECONDS_OF_A_DAY = 86_400;
    /** Where metrics are served if nothing else is said. */
    public static final String USUAL_METRICS = "127.0.0.1:9464";
    /** Where the web page is if nothing else is said. */
    public static final String USUAL_PAGE = "127.0.0.1:9465";

    @Option(names = "--source", paramLabel = "MODE", defaultValue = "auto", order = 1,
            description = {"The source of the records:",
                "  auto       unicast if there is no audit daemon, else multicast",
                "  unicast    the server is the audit daemon; needs CAP_AUDIT_CONTROL",
                "  multicast  the server only reads, beside the audit daemon; needs CAP_AUDIT_READ",
                "  demo       events of a made-up host, repeated with the present time; does not use the kernel's audit"
                    + " and needs no privilege",
                "Default: auto"})
    private SourceMode source = SourceMode.AUTO;

    @Option(names = "--config", paramLabel = "FILE", order = 2,
            description = "Forward events as a configuration file says (" + ProgramWords.FORWARDER
                    + "): to files, to other machines,"
                    + " with a spool on the disk. It has all settings: of the other options only those about messages go with it. The command check"
                    + " reads such a file without starting anything.")
    private @Nullable Path config;

    @Option(names = "--user", paramLabel = "NAME", order = 3,
            description = "Become a process of this user, if root starts the server, with the capabilities that it needs and"
                    + " none beside them.")
    private @Nullable String user;

    /** The options about the kernel. */
    @ArgGroup(validate = false,
            heading = "%nThe kernel (settings that the server changes are restored at exit):%n", order = 10)
    public final KernelOptions kernel = new KernelOptions();

    /** The options about the output. */
    @ArgGroup(validate = false, heading = "%nThe output:%n", order = 20)
    public final OutputOptions output = new OutputOptions();

    /** The options of the demo source. */
    @ArgGroup(validate = false, heading = "%nThe demo source:%n", order = 30)
    public final DemoOptions demo = new DemoOptions();

    /** The options about messages on standard error. */
    @ArgGroup(validate = false, heading = "%nMessages on standard error:%n", order = 35)
    public final LogOptions log = new LogOptions();

    @Option(names = "--stats-interval", paramLabel = "SECONDS", defaultValue = "10", order = 40,
            description = "Print statistics on standard error at this interval; the first line comes after 2 seconds. "
                    + "0 = only at the end. Default: 10")
    private int statisticsInterval;

    @Option(names = "--metrics", paramLabel = "ADDRESS", order = 42, arity = "0..1", fallbackValue = USUAL_METRICS,
            converter = ListenAddressConverter.class,
            description = {"Answer HTTP at this address: /metrics for Prometheus, /healthz and /readyz. ADDRESS is one of",
                "  HOST:PORT   a TCP port of 127.0.0.1 or [::1]; with a token or TLS any other, see "
                    + ProgramWords.FORWARDER,
                "  unix:PATH   a Unix socket of mode 0600",
                "Default: nowhere; without ADDRESS " + USUAL_METRICS})
    private @Nullable ListenAddress metrics;

    @Option(names = "--page", paramLabel = "ADDRESS", order = 43, arity = "0..1", fallbackValue = USUAL_PAGE,
            converter = ListenAddressConverter.class,
            description = {"Serve a web page at this address: the newest events as they come, with search, and the status"
                + " (" + ProgramWords.PAGE + "). ADDRESS is as for --metrics. At a TCP port only root and the user of the"
                + " server are let in; with --source demo everybody is.",
                "Default: nowhere; without ADDRESS " + USUAL_PAGE})
    private @Nullable ListenAddress page;

    @Option(names = "--shutdown-timeout", paramLabel = "SECONDS", defaultValue = "5", order = 41,
            description = "The longest time to wait at exit for the kernel's last records, and as long again for slow"
                    + " readers. Default: 5")
    private int shutdownTimeout;

    /**
     * Returns the configuration file.
     *
     * @return the file; {@code null} if the options are the configuration
     */
    public @Nullable Path config() {
        return config;
    }

    /**
     * Returns the user that the server becomes if root starts it.
     *
     * @return the name; {@code null} to stay
     */
    public @Nullable String user() {
        return user;
    }

    /**
     * Returns the source of the records.
     *
     * @return the mode
     */
    public SourceMode source() {
        return source;
    }

    /**
     * Returns the interval of the statistics.
     *
     * @return a number of seconds; 0 for one line at the end only
     */
    public int statisticsInterval() {
        return statisticsInterval;
    }

    /**
     * Returns where to ask for metrics and health.
     *
     * @return the address; {@code null} for nowhere
     */
    public @Nullable ListenAddress metrics() {
        return metrics;
    }

    /**
     * Returns where the web page is.
     *
     * @return the address; {@code null} for nowhere
     */
    public @Nullable ListenAddress page() {
        return page;
    }

    /**
     * Returns the longest time to wait at exit, for each stage.
     *
     * @return a number of seconds
     */
    public int shutdownTimeout() {
        return shutdownTimeout;
    }

    /**
     * Returns how long closing the daemon may take at most, see
     * {@link io.github.nettyaudit.daemon.AuditDaemonOptionsBuilder#closeTimeout}.
     *
     * @return the timeout
     */
    public Duration closeTimeout() {
        return Duration.ofSeconds(Math.max(shutdownTimeout, SHORTEST_CLOSE_SECONDS));
    }

    /**
     * Checks the values.
     *
     * @param parser the parser of the command line, named in the exception
     * @throws ParameterException if a value is out of range, or contradicts another one
     */
    public void check(CommandLine parser) {
        String problem = config == null ? problem() : problemBesideFile(parser);
        if (problem != null) {
            throw new ParameterException(parser, problem);
        }
    }

    private static @Nullable String problemBesideFile(CommandLine parser) {
        return parser.getParseResult().matchedOptions().stream().map(option -> option.longestName())
                .filter(name -> !name.equals("--config") && !LogOptions.NAMES.contains(name)).findFirst()
                .map(name -> name + " does not go with --config: write the setting into the file").orElse(null);
    }

    private @Nullable String problem() {
        String outputProblem = output.problem();
        if (outputProblem != null) {
            return outputProblem;
        }
        if (source == SourceMode.MULTICAST && (kernel.backlogLimit != null || kernel.backlogWaitTime != null)) {
            String option = kernel.backlogLimit != null ? "--backlog-limit" : "--backlog-wait-time";
            return option + " is a setting of the kernel's queue to the audit daemon, which this server never is with --source"
                    + " multicast: remove it, or use --source unicast";
        }
        if (kernel.rules != null && source == SourceMode.DEMO) {
            return "--rules changes the rules of the kernel, and --source demo does not use the kernel";
        }
        if (kernel.keepRules && (kernel.rules == null || !kernel.rules.toString().equals("@starter"))) {
            return "--keep-rules is an option of --rules @starter";
        }
        return Stream.of(
                        outside("--stats-interval", statisticsInterval, 0, SECONDS_OF_A_DAY),
                        outside("--shutdown-timeout", shutdownTimeout, 0, 3600),
                        outside("--stdout-buffer", output.stdoutBuffer, SMALLEST_BUFFER, LARGEST_SIZE),
                        outside("--subscriber-buffer", output.subscriberBuffer, SMALLEST_BUFFER, LARGEST_SIZE),
                        outside("--listen-uid", output.listenUid, 0, LARGEST_UID),
                        outside("--max-subscribers", output.maxSubscribers, 1, 10_000),
                        outside("--receive-buffer", kernel.receiveBuffer, 4096, LARGEST_SIZE),
                        outside("--backlog-limit", kernel.backlogLimit, 0, Integer.MAX_VALUE),
                        outside("--backlog-wait-time", kernel.backlogWaitTime, 0, Integer.MAX_VALUE),
                        outside("--demo-rate", demo.rate, 1, 1_000_000),
                        outside("--demo-count", demo.count, 0, Long.MAX_VALUE))
                .filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static @Nullable String outside(String option, @Nullable Number value, long least, long most) {
        if (value == null || value.longValue() >= least && value.longValue() <= most) {
            return null;
        }
        return option + " must be " + least + " or more"
                + (most >= Integer.MAX_VALUE ? "" : " and " + most + " or less") + ", not " + value;
    }
}
