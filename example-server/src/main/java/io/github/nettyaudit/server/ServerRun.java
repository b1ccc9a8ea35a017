package io.github.nettyaudit.server;

import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.daemon.AuditCloseReport;
import io.github.nettyaudit.daemon.AuditDaemonOptionsBuilder;
import io.github.nettyaudit.server.config.MetricsSection;
import io.github.nettyaudit.server.config.PageSection;
import io.github.nettyaudit.server.config.RulesSection;
import io.github.nettyaudit.server.ctl.RuleEditor;
import io.github.nettyaudit.server.ctl.RuleOrigin;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.KernelOptions;
import io.github.nettyaudit.server.option.ListenAddress;
import io.github.nettyaudit.server.option.ServerOptions;
import io.github.nettyaudit.server.option.SourceMode;
import io.github.nettyaudit.server.source.KernelEvents;
import io.github.nettyaudit.server.source.KernelSource;
import io.github.nettyaudit.server.source.SourceOpener;
import io.github.nettyaudit.server.source.SourceSettings;
import io.github.nettyaudit.server.stats.StatisticsReporter;
import io.github.nettyaudit.server.stream.EventLines;
import io.github.nettyaudit.server.stream.EventOutput;
import io.github.nettyaudit.server.stream.EventThread;
import io.github.nettyaudit.server.stream.RecordStream;
import io.github.nettyaudit.server.stream.StreamCounters;
import io.github.nettyaudit.server.stream.StreamHandler;
import io.github.nettyaudit.server.systemd.ServiceManager;
import io.github.nettyaudit.server.systemd.Watchdog;
import io.github.nettyaudit.server.tap.TapFile;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.Future;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of the server: opens the sinks, then the source, waits for a reason to end, and closes in the order in which
 * records flow, so that all records that the kernel has sent reach the readers.
 */
final class ServerRun implements EndableRun {
    private static final long LOOP_PATIENCE_SECONDS = 5;
    private static final long HALF_TIMEOUT_MILLIS = EventAssemblerOptions.live().timeout().toMillis() / 2;
    /** Rules, the pending lines, the tap: each may take the shutdown timeout. */
    private static final int STAGES = 3;
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(10);
    /** What the short stages may take together, those that have a bound of their own. */
    private static final Duration SHORT_STAGES = Duration.ofSeconds(30);

    private final ServerOptions options;
    private final OperatorLog operator;
    private final Duration patience;
    private final Formats formats;
    private final Outputs outputs;
    private final @Nullable HangupReload hangup;
    private final StreamCounters counters = new StreamCounters();
    private final CompletableFuture<RunEnd> end = new CompletableFuture<>();

    /** @param standardOutput written to if the options say so; not closed */
    ServerRun(ServerOptions options, WritableByteChannel standardOutput, OperatorLog operator) {
        this(options, standardOutput, operator, false, null);
    }

    /**
     * @param standardOutput written to if the options say so; not closed
     * @param isTerminal     whether people read it
     * @param hangup         has taken SIGHUP since the process began, and is closed at the end; {@code null} if that signal
     *                       ends the process
     */
    ServerRun(ServerOptions options, WritableByteChannel standardOutput, OperatorLog operator, boolean isTerminal,
            @Nullable HangupReload hangup) {
        this.hangup = hangup;
        this.options = options;
        this.operator = operator;
        patience = Duration.ofSeconds(options.shutdownTimeout());
        formats = new Formats(options, isTerminal);
        outputs = new Outputs(options.output, formats, standardOutput, operator, this::end);
    }

    @Override
    public void end(ExitCode code, String reason) {
        end.complete(new RunEnd(code, reason));
    }

    @Override
    public Duration longestEnd() {
        return Duration.ofSeconds(options.shutdownTimeout()).multipliedBy(STAGES)
                .plus(options.closeTimeout()).plus(AuditDaemonOptionsBuilder.LONGEST_RESCUE)
                .plus(SHORT_STAGES);
    }

    @Override
    public ExitCode run() throws InterruptedException {
        ExitCode code = ExitCode.OK;
        boolean tapComplete = true;
        Tap tap = new Tap(options.kernel, operator);
        try {
            MetricsSection metrics = metrics(); // before anything is opened: it may be refused
            PageSection page = page();
            checkAddresses(metrics, page);
            outputs.open();
            code = stream(tap.open(), metrics, page);
        } catch (ServerException e) {
            operator.error(e.getMessage());
            if (e.exitCode() == ExitCode.KERNEL_REFUSES && options.source() != SourceMode.DEMO) {
                operator.error("to try the program without the kernel's audit, use --source demo");
            }
            code = e.exitCode();
        } finally {
            outputs.shutDown();
            formats.close();
            if (hangup != null) {
                hangup.close();
            }
            tapComplete = tap.close(patience);
        }
        return code == ExitCode.OK && !tapComplete ? ExitCode.INPUT_OUTPUT : code;
    }

    /** Refuses addresses at which it cannot listen, also two servers at one address, of which the second could not. */
    private void checkAddresses(@Nullable MetricsSection metrics, @Nullable PageSection page) throws ServerException {
        Map<String, ListenAddress> addresses = new LinkedHashMap<>();
        if (options.output.listen() != null) {
            addresses.put("--listen", options.output.listen());
        }
        if (metrics != null) {
            addresses.put("--metrics", metrics.web().door().listen());
        }
        if (page != null) {
            addresses.put("--page", page.web().door().listen());
        }
        for (Map.Entry<String, ListenAddress> one : addresses.entrySet()) {
            for (Map.Entry<String, ListenAddress> other : addresses.entrySet()) {
                if (one.getKey().compareTo(other.getKey()) < 0 && one.getValue().excludes(other.getValue())) {
                    throw new ServerException(ExitCode.USAGE, one.getKey() + ' ' + one.getValue() + " and " + other.getKey()
                            + ' ' + other.getValue() + " are the same address: give one of them another");
                }
            }
        }
        ServedDoor.check(metrics == null ? null : metrics.web(), "--metrics");
        ServedDoor.check(page == null ? null : page.web(), "--page");
    }

    private ExitCode stream(@Nullable TapFile tap, @Nullable MetricsSection metrics, @Nullable PageSection page)
            throws ServerException, InterruptedException {
        KernelOptions kernel = options.kernel;
        try (RunRules rules = new RunRules(new RulesSection(kernel.rules(), kernel.keepRules()), RuleOrigin.OPTION,
                kernel.stateDirectory(), operator, this::end)) {
            rules.check();
            return stream(tap, metrics, page, rules);
        }
    }

    private ExitCode stream(@Nullable TapFile tap, @Nullable MetricsSection metrics, @Nullable PageSection section,
            RunRules rules) throws ServerException, InterruptedException {
        List<EventOutput> eventOutputs = new ArrayList<>(outputs.eventOutputs());
        PageHost page = section == null ? null : new PageHost(section, null, formats.rules(), formats.names(),
                new RuleEditor(rules.applying()), operator);
        if (page != null) {
            eventOutputs.add(new EventOutput(ByteBufAllocator.DEFAULT, page.tail()::encoder, formats.context(),
                    List.of(new PageLines())));
        }
        EventLines lines = eventOutputs.isEmpty() ? null : new EventLines(eventOutputs, formats.isOfEvents());
        EventThread eventThread = lines == null ? null
                : new EventThread(lines, counters, ByteBufAllocator.DEFAULT, options.output.stdoutBuffer());
        RecordStream stream = new RecordStream(ByteBufAllocator.DEFAULT, outputs.recordSinks(),
                AuditMessageType::name, counters, eventThread);
        KernelEvents events = new KernelEvents(stream);
        StreamHandler handler = new StreamHandler(stream, new DaemonReports(operator, options.kernel.reregister(),
                this::end));
        KernelSource source = new SourceOpener(settings(options), operator, events::statusReceived, tap,
                () -> end(ExitCode.OK, "the demo's last record"), events, handler).open();
        ServiceManager service = ServiceManager.ofThisProcess(operator::warn);
        Watchdog watchdog = new Watchdog(service, source.loops());
        try (Monitoring monitoring = new Monitoring(metrics, null, page == null ? null : page.counters(), operator);
                PageHost served = page) {
            monitoring.start(source.daemon(), source.loops());
            if (served != null) {
                served.start(isDemo() ? "demo" : "kernel", source.daemon(), null, monitoring.health(), List::of);
            }
            service.ready(source.name());
            source.daemon().closed().addListener((Future<AuditCloseReport> ended) -> ended(ended.getNow()));
            outputs.sourceIs(source.name());
            source.loop().execute(() -> {
                stream.event("started", fields -> fields.text("source", source.name())
                        .text("version", ProgramVersion.number()));
                stream.flush();
            });
            if (eventThread != null) {
                eventThread.startTicks(HALF_TIMEOUT_MILLIS);
            }
            StatisticsReporter reporter = new StatisticsReporter(source, events, stream, counters, outputs.sinks(),
                    operator);
            reporter.start(options.statisticsInterval());
            rules.start(source.daemon(), options.source() != SourceMode.DEMO);
            if (hangup != null) {
                hangup.report(operator);
                rules.reloadAtHangup(hangup);
            }
            RunEnd reason = end.join();
            reason.report(operator);
            monitoring.health().ending();
            service.stopping(reason.reason());
            if (hangup != null) {
                hangup.end(patience);
            }
            rules.close(patience);
            boolean clean = finish(source, stream, eventThread, reporter, reason);
            return reason.code() == ExitCode.OK && !clean ? ExitCode.UNEXPECTED : reason.code();
        } finally {
            if (eventThread != null) {
                eventThread.shutDown();
            }
            watchdog.close();
            source.close();
        }
    }

    private boolean isDemo() {
        return options.source() == SourceMode.DEMO;
    }

    private @Nullable MetricsSection metrics() throws ServerException {
        ListenAddress address = options.metrics();
        return address == null ? null : MetricsSection.at(address);
    }

    private @Nullable PageSection page() throws ServerException {
        ListenAddress address = options.page();
        return address == null ? null : PageSection.at(address, isDemo());
    }

    /** The daemon has ended; if there is a cause, it has not been closed by this program. */
    private void ended(AuditCloseReport report) {
        if (report.cause() != null) {
            end(ExitCode.UNEXPECTED, "the end of the connection to the kernel: " + report.cause().getMessage());
        }
    }

    /** Closes from the kernel's side to the readers'. Returns whether the kernel is as it was found. */
    private boolean finish(KernelSource source, RecordStream stream, @Nullable EventThread eventThread,
            StatisticsReporter reporter, RunEnd reason) throws InterruptedException {
        boolean clean = source.stop().isClean();
        reporter.stop();
        long deadline = System.nanoTime() + patience.toNanos();
        onLoop(source, stream::flush);
        drain(eventThread, deadline);
        outputs.drain(deadline); // so that there is space for the last line
        onLoop(source, () -> {
            stream.settleGaps();
            stream.event("stopped", fields -> fields.text("reason", reason.reason())
                    .number("records", counters.records()));
            stream.close();
        });
        drain(eventThread, deadline);
        outputs.close(deadline);
        operator.say("ended after " + reporter.summary());
        return clean;
    }

    private static SourceSettings settings(ServerOptions options) {
        KernelOptions kernel = options.kernel;
        int interval = options.statisticsInterval();
        return new SourceSettings(options.source(), kernel.enable(), kernel.backlogLimit(), kernel.backlogWaitTime(),
                kernel.reregister(), kernel.receiveBuffer(), AuditDaemonOptionsBuilder.DEFAULT_READ_DELAY, AuditDaemonOptionsBuilder.DEFAULT_READ_DELAY_RATE,
                kernel.stateDirectory(),
                interval > 0 ? Duration.ofSeconds(interval) : USUAL_INTERVAL, options.closeTimeout(),
                options.demo.rate(), options.demo.count());
    }

    private void drain(@Nullable EventThread eventThread, long deadline) throws InterruptedException {
        if (eventThread != null && !eventThread.drain(deadline)) {
            operator.warn("not all events could be written in time");
        }
    }

    private static void onLoop(KernelSource source, Runnable step) throws InterruptedException {
        source.loop().submit(step).await(LOOP_PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
