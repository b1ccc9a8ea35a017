package io.github.nettyaudit.server.option;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** All that can be said on the command line. Filled by picocli; {@link #check} says what does not go together. */
public final class ServerOptions {
    /** Where subscribers connect unless told otherwise. */
    public static final String DEFAULT_LISTEN = "127.0.0.1:9870";

    @Option(names = "--source", paramLabel = "MODE", defaultValue = "auto", order = 1,
            description = {"Where records come from:",
                "  auto       unicast if no audit daemon is registered, otherwise multicast",
                "  unicast    the live kernel; this process becomes its audit daemon. Needs CAP_AUDIT_CONTROL",
                "  multicast  the live kernel, read-only beside the audit daemon. Needs CAP_AUDIT_READ",
                "  demo       made-up records of a scripted kernel; needs no privilege",
                "Default: auto"})
    private SourceMode source = SourceMode.AUTO;

    /** Options about the kernel. */
    @ArgGroup(validate = false, heading = "%nThe kernel (unicast only; what is changed is put back at exit):%n", order = 10)
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

    private @Nullable CommandLine parser;

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
        this.parser = parser;
        require(output.listen == null || !output.noListen, "--listen and --no-listen exclude each other");
        InetSocketAddress listen = output.listen();
        require(listen == null || output.allowRemote || listen.getAddress().isLoopbackAddress(),
                "--listen " + listen + " can be reached from other machines, and there is no encryption and no "
                        + "password; use 127.0.0.1, or add --allow-remote if you mean it");
        atLeast("--stats-interval", 0, statisticsInterval);
        atLeast("--shutdown-timeout", 0, shutdownTimeout);
        atLeast("--stdout-buffer", 64 * 1024, output.stdoutBuffer);
        atLeast("--subscriber-buffer", 64 * 1024, output.subscriberBuffer);
        atLeast("--max-subscribers", 1, output.maxSubscribers);
        atLeast("--receive-buffer", 4096, kernel.receiveBuffer);
        atLeast("--demo-rate", 1, demo.rate);
        require(demo.count >= 0, "--demo-count must be 0 or more");
        if (kernel.backlogLimit != null) {
            atLeast("--backlog-limit", 0, kernel.backlogLimit);
        }
        if (kernel.backlogWaitTime != null) {
            require(kernel.backlogWaitTime >= 0 && kernel.backlogWaitTime <= 600_000,
                    "--backlog-wait-time must be 0 to 600000");
        }
        boolean changes = kernel.backlogLimit != null || kernel.backlogWaitTime != null;
        require(!changes || source == SourceMode.AUTO || source == SourceMode.UNICAST,
                "--backlog-limit and --backlog-wait-time change the kernel; --source " + source + " does not");
    }

    private void atLeast(String option, int least, int value) {
        require(value >= least, option + " must be " + least + " or more");
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new ParameterException(parser, otherwise);
        }
    }
}
