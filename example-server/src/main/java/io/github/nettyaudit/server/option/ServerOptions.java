package io.github.nettyaudit.server.option;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** All that can be said on the command line. Filled by picocli; {@link #check} says what does not go together. */
public final class ServerOptions {
    private static final int SMALLEST_BUFFER = 64 * 1024;
    private static final int LARGEST_SIZE = 1 << 30;
    /** One less than (uid_t) -1, which stands for "no user". */
    private static final long LARGEST_UID = 0xffff_fffeL;
    private static final int SECONDS_OF_A_DAY = 86_400;

    @Option(names = "--source", paramLabel = "MODE", defaultValue = "auto", order = 1,
            description = {"Where records come from:",
                "  auto       unicast if there is no audit daemon, else multicast",
                "  unicast    be the audit daemon; needs CAP_AUDIT_CONTROL",
                "  multicast  only read, beside the audit daemon; needs CAP_AUDIT_READ",
                "  demo       records of a scripted kernel; needs no privilege",
                "Default: auto"})
    private SourceMode source = SourceMode.AUTO;

    /** Options about the kernel. */
    @ArgGroup(validate = false, heading = "%nThe kernel (what is changed is put back at exit):%n", order = 10)
    public final KernelOptions kernel = new KernelOptions();

    /** Options about the output. */
    @ArgGroup(validate = false, heading = "%nThe output:%n", order = 20)
    public final OutputOptions output = new OutputOptions();

    /** Options about the made-up source. */
    @ArgGroup(validate = false, heading = "%nThe demo source:%n", order = 30)
    public final DemoOptions demo = new DemoOptions();

    @Option(names = "--stats-interval", paramLabel = "SECONDS", defaultValue = "10", order = 40,
            description = "Print a line of figures on standard error this often; the first comes after 2 seconds. "
                    + "0 = only at the end. Default: 10")
    private int statisticsInterval;

    @Option(names = "--shutdown-timeout", paramLabel = "SECONDS", defaultValue = "5", order = 41,
            description = "At exit wait at most this long for each: the kernel's last records, and slow readers. "
                    + "Default: 5")
    private int shutdownTimeout;

    /** Where records come from. */
    public SourceMode source() {
        return source;
    }

    /** Seconds between two lines of figures; 0 = only at the end. */
    public int statisticsInterval() {
        return statisticsInterval;
    }

    /** Seconds to wait at exit, for each stage. */
    public int shutdownTimeout() {
        return shutdownTimeout;
    }

    /** Throws what is out of range or does not go together, as the parser's own exception. */
    public void check(CommandLine parser) {
        String problem = problem();
        if (problem != null) {
            throw new ParameterException(parser, problem);
        }
    }

    private @Nullable String problem() {
        String outputProblem = output.problem();
        if (outputProblem != null) {
            return outputProblem;
        }
        boolean changes = kernel.backlogLimit != null || kernel.backlogWaitTime != null;
        if (changes && (source == SourceMode.MULTICAST)) {
            return "--backlog-limit and --backlog-wait-time change the kernel, and --source multicast only reads";
        }
        if (kernel.rules != null && source == SourceMode.DEMO) {
            return "--rules changes the kernel, and --source demo has none";
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
