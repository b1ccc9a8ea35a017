package io.github.nettyaudit.server.source;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.ServerOptions;
import io.github.nettyaudit.server.option.SourceMode;
import io.github.nettyaudit.server.stream.StreamCounters;
import io.github.nettyaudit.server.stream.StreamHandler;
import io.github.nettyaudit.server.tap.TapFile;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkException;
import org.jspecify.annotations.Nullable;

/** Picks the source that the options ask for and the kernel allows, opens it, and says which and why. */
public final class SourceOpener {
    private final ServerOptions options;
    private final OperatorLog notices;
    private final StreamHandler handler;
    private final StreamCounters counters;
    private final @Nullable TapFile tap;
    private final Runnable whenDemoEnds;

    /**
     * @param handler      the end of the data channel's pipeline
     * @param tap          gets a copy of all traffic, if there is one
     * @param whenDemoEnds run when the demo source has sent all it was to send
     */
    public SourceOpener(ServerOptions options, OperatorLog notices, StreamHandler handler, StreamCounters counters,
                        @Nullable TapFile tap, Runnable whenDemoEnds) {
        this.options = options;
        this.notices = notices;
        this.handler = handler;
        this.counters = counters;
        this.tap = tap;
        this.whenDemoEnds = whenDemoEnds;
    }

    /** Opens the source; blocks until records can come. If it fails, nothing is left open and nothing changed. */
    public RecordSource open() throws ServerException, InterruptedException {
        AuditNetlinkException unavailable = AuditNetlinkChannel.unavailabilityCause();
        if (unavailable != null) {
            throw KernelReplies.failure(unavailable);
        }
        if (options.source() == SourceMode.DEMO) {
            notices.say("source: demo, made-up records of a scripted kernel, " + options.demo.rate() + " a second");
            return DemoSource.open(options.demo, options.kernel, handler, counters, tap, notices, whenDemoEnds);
        }
        KernelChannels channels = new KernelChannels(KernelEndpoint.LIVE, tap);
        try {
            return open(channels);
        } catch (ServerException | RuntimeException e) {
            channels.close();
            throw e;
        }
    }

    private RecordSource open(KernelChannels channels) throws ServerException, InterruptedException {
        AuditClient control = channels.openControl();
        return switch (options.source()) {
            case UNICAST -> unicast(channels, control, KernelReplies.await(control.status()), "as asked for");
            case MULTICAST -> multicast(channels, control, statusIfAllowed(control), "as asked for");
            default -> automatic(channels, control);
        };
    }

    private RecordSource automatic(KernelChannels channels, AuditClient control)
            throws ServerException, InterruptedException {
        AuditStatus status;
        try {
            status = KernelReplies.await(control.status());
        } catch (ServerException e) {
            if (e.exitCode() != ExitCode.KERNEL_REFUSES) {
                throw e;
            }
            return multicastRatherThanFail(channels, e);
        }
        if (status.pid() != 0 && ProcessHandle.of(status.pid()).isPresent()) {
            return multicast(channels, control, status, daemon(status.pid()) + " is the audit daemon");
        }
        try {
            return unicast(channels, control, status, "no audit daemon is registered");
        } catch (ServerException e) {
            if (e.exitCode() != ExitCode.OTHER_DAEMON) {
                throw e;
            }
            return multicast(channels, control, status, "another audit daemon was quicker");
        }
    }

    /** Who may not control may perhaps read; if not, the first refusal is the one to be told. */
    private RecordSource multicastRatherThanFail(KernelChannels channels, ServerException refusal)
            throws ServerException, InterruptedException {
        try {
            return multicast(channels, null, null, "this process may only read: " + refusal.getMessage());
        } catch (ServerException e) {
            throw refusal;
        }
    }

    private RecordSource unicast(KernelChannels channels, AuditClient control, AuditStatus found, String reason)
            throws ServerException, InterruptedException {
        RecordSource source = UnicastSource.open("unicast", KernelEndpoint.LIVE, channels, control, found,
                options.kernel, handler, counters, notices);
        notices.say("source: unicast, " + because(reason) + "; this process (pid " + KernelEndpoint.LIVE.pid()
                + ") is the audit daemon now");
        if (found.enabled() == AuditEnabled.LOCKED) {
            notices.say("the audit configuration is locked until the next boot (enabled=2): records come, nothing can"
                    + " be changed");
        }
        sayWhetherRules(control);
        return source;
    }

    private RecordSource multicast(KernelChannels channels, @Nullable AuditClient control, @Nullable AuditStatus found,
                                   String reason) throws ServerException, InterruptedException {
        RecordSource source = MulticastSource.open(channels, found == null ? null : control,
                options.kernel.receiveBuffer(), handler);
        notices.say("source: multicast, read-only, " + because(reason));
        if (NetworkNamespace.isKnownToBeForeign()) {
            notices.say("this process is in another network namespace than the host's first process, and the kernel"
                    + " sends copies of records only there: run in the host's (nsenter -t 1 -n)");
        }
        if (found != null && found.enabled() == AuditEnabled.OFF) {
            notices.say("auditing is off in the kernel (enabled=0), and a read-only source does not turn it on: hardly"
                    + " any record will come");
        }
        if (control != null && found != null) {
            sayWhetherRules(control);
        }
        return source;
    }

    private @Nullable AuditStatus statusIfAllowed(AuditClient control) throws InterruptedException {
        try {
            return KernelReplies.await(control.status());
        } catch (ServerException e) {
            notices.say("the kernel's counters stay unknown: " + e.getMessage());
            return null;
        }
    }

    private void sayWhetherRules(AuditClient control) throws InterruptedException {
        try {
            int rules = KernelReplies.await(control.rawRules()).size();
            notices.say(rules == 0 ? "no audit rules are loaded: only what programs and the kernel itself report will"
                    + " come (auditctl loads rules)" : rules + (rules == 1 ? " audit rule is" : " audit rules are")
                    + " loaded");
        } catch (ServerException e) {
            notices.say("the audit rules could not be counted: " + e.getMessage());
        }
    }

    private static String because(String reason) {
        return reason.startsWith("as ") ? reason : "because " + reason;
    }

    private static String daemon(int pid) {
        return "process " + pid + ProcessHandle.of(pid).flatMap(process -> process.info().command())
                .map(command -> " (" + command + ")").orElse("");
    }
}
