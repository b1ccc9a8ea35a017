package io.github.nettyaudit.server;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.daemon.AuditCloseReport;
import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.AuditDaemonOptionsBuilder;
import io.github.nettyaudit.daemon.context.ProcessContextOptions;
import io.github.nettyaudit.daemon.filter.EventPolicy;
import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.daemon.forward.ForwarderOptions;
import io.github.nettyaudit.daemon.forward.SinkPlan;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.name.HostNameService;
import io.github.nettyaudit.daemon.source.LineSource;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.server.config.IntakeSection;
import io.github.nettyaudit.server.config.KernelSection;
import io.github.nettyaudit.server.config.MetricsSection;
import io.github.nettyaudit.server.config.PageSection;
import io.github.nettyaudit.server.config.ServerConfiguration;
import io.github.nettyaudit.server.config.SinkSection;
import io.github.nettyaudit.server.config.SourceSection;
import io.github.nettyaudit.server.config.SpoolSection;
import io.github.nettyaudit.server.ctl.RuleEditor;
import io.github.nettyaudit.server.ctl.RuleOrigin;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.LogSettings;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.SourceMode;
import io.github.nettyaudit.server.source.DemoStory;
import io.github.nettyaudit.server.source.KernelSource;
import io.github.nettyaudit.server.source.LineSources;
import io.github.nettyaudit.server.source.SourceOpener;
import io.github.nettyaudit.server.source.SourceSettings;
import io.github.nettyaudit.server.systemd.ServiceManager;
import io.github.nettyaudit.server.systemd.Watchdog;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One run of the forwarder, as a configuration file says: opens the sinks and the spool, then the source, waits for a
 * reason to end, and closes in the order in which records flow.
 */
final class ForwarderRun implements EndableRun {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Duration SHORTEST_CLOSE = Duration.ofSeconds(5);
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(10);
    private static final Duration SHORT_STAGES = Duration.ofSeconds(30);
    /** Events may be a little late; that saves most of the wake-ups. */
    private static final Duration READ_DELAY = Duration.ofMillis(12);
    private static final int READ_DELAY_RATE = 1000;
    /** A reload that is under way, rules, storing, delivering, closing the daemon: each may take the shutdown timeout. */
    private static final int STAGES = 5;
    /** Records wait in the kernel until the next start, which delivers what sinks have not taken. */
    private static final Duration LONGEST_HAND_OVER = Duration.ofMillis(500);

    private final ServerConfiguration configuration;
    private final OperatorLog operator;
    private final ServiceManager service;
    private final boolean isDemo;
    private final HangupReload hangup;
    private final UnaryOperator<LogSettings> logSettings;
    private final CompletableFuture<RunEnd> end = new CompletableFuture<>();
    private boolean handedOver;
    private @Nullable PageHost page;
    private Supplier<List<SinkSection>> sections = List::of;

    ForwarderRun(ServerConfiguration configuration, OperatorLog operator) {
        this(configuration, operator, new HangupReload(), UnaryOperator.identity());
    }

    /**
     * @param hangup      has taken the signals since the process began; closed at the end
     * @param logSettings what the command line makes of those of the configuration
     */
    ForwarderRun(ServerConfiguration configuration, OperatorLog operator, HangupReload hangup,
            UnaryOperator<LogSettings> logSettings) {
        this.configuration = configuration;
        this.operator = operator;
        this.hangup = hangup;
        this.logSettings = logSettings;
        service = ServiceManager.ofThisProcess(operator::warn);
        isDemo = configuration.source().type() == SourceSection.Type.DEMO;
    }

    @Override
    public void end(ExitCode code, String reason) {
        end.complete(new RunEnd(code, reason));
    }

    @Override
    public Duration longestEnd() {
        return configuration.shutdownTimeout().multipliedBy(STAGES).plus(AuditDaemonOptionsBuilder.LONGEST_RESCUE)
                .plus(SHORT_STAGES);
    }

    @Override
    public ExitCode run() throws InterruptedException {
        try (RunRules rules = new RunRules(configuration.rules(), RuleOrigin.KEY, configuration.stateDirectory(),
                operator, this::end);
                HangupReload handled = hangup) {
            handled.report(operator);
            rules.check();
            return isDemo ? forward(rules, DemoStory.names()) : forwardWithNames(rules);
        } catch (ServerException e) {
            operator.error(e.getMessage());
            if (e.exitCode() == ExitCode.KERNEL_REFUSES && !isDemo) {
                operator.error("to try the program without the kernel's audit, use source: demo");
            }
            return e.exitCode();
        }
    }

    private ExitCode forwardWithNames(RunRules rules) throws ServerException, InterruptedException {
        try (HostNameService names = new HostNameService()) {
            return forward(rules, names);
        }
    }

    private ExitCode forward(RunRules rules, NameService names) throws ServerException, InterruptedException {
        DemoMark mark = new DemoMark(isDemo, configuration.spool().directory(), configuration.intake().directory());
        mark.check();
        makeDirectory(configuration.intake().directory());
        List<SinkPlan> sinks = new ArrayList<>(SinkPlans.open(configuration.sinks(), names,
                configuration.normalization()));
        PageSection section = configuration.page();
        if (section != null) {
            page = new PageHost(section, configuration.spool().directory(), configuration.normalization(), names,
                    new RuleEditor(rules.applying()), operator);
            sinks.add(page.tail().plan());
        }
        Forwarder forwarder = start(sinks, IntakePolicy.of(configuration, names, operator));
        forwarder.forgotten().forEach(name -> operator.say("the spool had a position of the sink " + name + ", which is not"
                + " in the configuration any more; it was deleted"));
        ExitCode code = ExitCode.UNEXPECTED;
        try (Monitoring monitoring = new Monitoring(configuration.metrics(), forwarder,
                page == null ? null : page.counters(), operator)) {
            mark.set();
            MetricsSection metrics = configuration.metrics();
            ServedDoor.check(metrics == null ? null : metrics.web(), "metrics.listen");
            ServedDoor.check(section == null ? null : section.web(), "page.listen");
            SinkChanger sinkChanger = new SinkChanger(forwarder, configuration.sinks(), configuration.normalization(),
                    (sink, meanings) -> SinkPlans.open(sink, names, meanings), operator);
            sections = sinkChanger::sections;
            ConfigurationReload reload = new ConfigurationReload(configuration, sinkChanger, rules,
                    wanted -> forwarder.replacePolicy(IntakePolicy.of(wanted, names, operator)),
                    wanted -> operator.configure(logSettings.apply(wanted.log())), monitoring, page, operator);
            code = configuration.source().isOfLines() ? readLines(forwarder, reload, monitoring)
                    : receive(forwarder, rules, reload, monitoring);
        } finally {
            if (page != null) {
                page.close();
            }
            if (close(forwarder)) {
                mark.intakeIsEmpty();
            } else {
                code = code == ExitCode.OK ? ExitCode.INPUT_OUTPUT : code;
            }
        }
        return code;
    }

    private static void makeDirectory(Path directory) throws ServerException {
        try {
            Files.createDirectories(directory, PRIVATE);
        } catch (IOException e) {
            throw new ServerException(ExitCode.INPUT_OUTPUT, "the directory " + directory + " cannot be made: "
                    + (e instanceof AccessDeniedException ? "permission denied; make " + directory.getParent()
                    + " a directory of the user of this process (in a container without another user: chown 65532:65532)"
                    : e.getMessage()) + "; the key intake.directory names another one", e);
        }
    }

    private Forwarder start(List<SinkPlan> sinks, EventPolicy policy) throws ServerException {
        IntakeSection ring = configuration.intake();
        SourceSection source = configuration.source();
        IntakeOptions intake = new IntakeOptions(ring.directory().resolve("intake.ring"), powerOfTwo(ring.size()),
                ring.whenFull(), operator::warn);
        SpoolSection spool = configuration.spool();
        ForwarderOptions options = ForwarderOptions.of(intake).withPolicy(policy);
        if (!isDemo) {
            options = options.withHost(Formats.ofThisHost());
            if (configuration.processContext() && source.type() != SourceSection.Type.FILES) {
                options = options.withProcesses(ProcessContextOptions.defaults().withNotices(operator::warn));
            }
        }
        options = LineSources.options(options, source);
        try {
            return spool.directory() == null
                    ? Forwarder.inMemory(options, spool.size(), spool.whenFull(), sinks)
                    : Forwarder.onDisk(options, spoolOptions(spool.directory(), spool), sinks);
        } catch (AccessDeniedException e) { // its message is only the path
            throw new ServerException(ExitCode.INPUT_OUTPUT, e.getFile() + " cannot be written: permission denied; the user of"
                    + " the server must be able to write there", e);
        } catch (IOException e) {
            throw new ServerException(ExitCode.INPUT_OUTPUT,
                    e instanceof FileSystemException unusable && unusable.getReason() != null ? e.getMessage()
                    + "; spool.directory needs a directory in which the user of this process may write" : String.valueOf(e.getMessage()), e);
        }
    }

    private static int powerOfTwo(long size) {
        return (int) (Long.highestOneBit(size) == size ? size : Long.highestOneBit(size) << 1);
    }

    private SpoolOptions spoolOptions(Path directory, SpoolSection spool) {
        return SpoolOptions.builder(directory).size(spool.size()).syncInterval(spool.sync())
                .whenFull(spool.whenFull()).notices(operator::warn).build();
    }

    private ExitCode receive(Forwarder forwarder, RunRules rules, ConfigurationReload reload, Monitoring monitoring)
            throws ServerException, InterruptedException {
        KernelSection kernel = configuration.source().kernel();
        DaemonReports reports = new DaemonReports(operator, kernel.reregister(), this::end);
        KernelSource source = new SourceOpener(settings(), operator, status -> { }, null,
                () -> end(ExitCode.OK, "the demo's last record"), forwarder.handler(), new ForwarderReports(reports))
                .storedIn(service.keepsSockets() ? service : null)
                .receivingIn(configuration.intake().directory()).open();
        ScheduledExecutorService timer = statistics(forwarder);
        Watchdog watchdog = new Watchdog(service, source.loops());
        try {
            monitoring.start(source.daemon(), source.loops());
            startPage(source.daemon(), forwarder, monitoring);
            service.ready(source.name());
            source.daemon().closed().addListener((Future<AuditCloseReport> ended) -> ended(ended.getNow()));
            rules.start(source.daemon(), !isDemo);
            hangup.start(() -> {
                service.reloading();
                reload.run();
                service.ready(source.name());
            });
            endWithSinks(forwarder);
            RunEnd reason = end.join();
            reason.report(operator);
            monitoring.health().ending();
            service.stopping(reason.reason());
            hangup.end(configuration.shutdownTimeout().plus(SHORT_STAGES));
            if (reason.code() == ExitCode.OK && source.daemon().isStored()) {
                rules.leave();
                source.handOver();
                handedOver = true;
                operator.say("the kernel goes on sending records to the socket that the service manager keeps; the next"
                        + " start takes it over");
                return ExitCode.OK;
            }
            rules.close(configuration.shutdownTimeout());
            boolean clean = source.stop().isClean();
            return reason.code() == ExitCode.OK && !clean ? ExitCode.UNEXPECTED : reason.code();
        } finally {
            timer.shutdownNow();
            watchdog.close();
            source.close();
        }
    }

    private void startPage(@Nullable AuditDaemon daemon, Forwarder forwarder, Monitoring monitoring)
            throws ServerException, InterruptedException {
        if (page != null) {
            page.start(configuration.source().type().name().toLowerCase(Locale.ROOT), daemon, forwarder::status,
                    monitoring.health(), sections);
        }
    }

    /** auditd sends SIGHUP to its plugins, too, when it reads its own configuration again. */
    private ExitCode readLines(Forwarder forwarder, ConfigurationReload reload, Monitoring monitoring)
            throws ServerException, InterruptedException {
        LineSource source = LineSources.open(configuration, forwarder, operator);
        String name = "reading from " + LineSources.describe(configuration.source());
        ScheduledExecutorService timer = statistics(forwarder);
        Watchdog watchdog = new Watchdog(service, List.of());
        try {
            monitoring.start(null, List.of());
            startPage(null, forwarder, monitoring);
            source.start(problem -> end(problem == null ? ExitCode.OK : ExitCode.INPUT_OUTPUT,
                    problem == null ? "the end of what there is to read" : problem));
            operator.say(name);
            service.ready(name);
            hangup.start(() -> {
                service.reloading();
                reload.run();
                service.ready(name);
            });
            endWithSinks(forwarder);
            RunEnd reason = end.join();
            reason.report(operator);
            monitoring.health().ending();
            service.stopping(reason.reason());
            hangup.end(configuration.shutdownTimeout().plus(SHORT_STAGES));
            return reason.code();
        } finally {
            timer.shutdownNow();
            watchdog.close();
            source.stop(configuration.shutdownTimeout());
        }
    }

    /** A forwarder whose sinks have all ended has nothing to do: the reader of standard output has gone. */
    private void endWithSinks(Forwarder forwarder) {
        Thread thread = new Thread(() -> {
            try {
                while (!end.isDone()) {
                    if (forwarder.awaitEndOfSinks(Duration.ofSeconds(1))) {
                        end(ExitCode.OK, "the end of all sinks");
                    }
                }
            } catch (InterruptedException e) {
                // ends
            }
        }, "audit-sinks");
        thread.setDaemon(true);
        thread.start();
    }

    private void ended(AuditCloseReport report) {
        if (report.cause() != null) {
            end(ExitCode.UNEXPECTED, "the end of the connection to the kernel: " + report.cause().getMessage());
        }
    }

    private ScheduledExecutorService statistics(Forwarder forwarder) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "audit-statistics");
            thread.setDaemon(true);
            return thread;
        });
        Duration interval = configuration.statistics();
        if (!interval.isZero()) {
            repeat(timer, interval, forwarder, operator::say);
        }
        // the service manager shows the last one only, and metrics are as new
        repeat(timer, watchInterval(interval), forwarder, service::status);
        return timer;
    }

    /**
     * Returns how often the kernel and the forwarder are asked for their numbers, which metrics and the service manager
     * show: not less often because the journal gets fewer lines.
     */
    static Duration watchInterval(Duration statistics) {
        return statistics.compareTo(Duration.ofSeconds(1)) < 0 || statistics.compareTo(USUAL_INTERVAL) > 0 ? USUAL_INTERVAL
                : statistics;
    }

    private static void repeat(ScheduledExecutorService timer, Duration interval, Forwarder forwarder,
            Consumer<String> lines) {
        ForwarderStatistics line = new ForwarderStatistics(); // has the rates since the line before
        timer.scheduleWithFixedDelay(() -> lines.accept(line.line(forwarder.status())), interval.toMillis(),
                interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private SourceSettings settings() {
        SourceSection source = configuration.source();
        KernelSection kernel = source.kernel();
        Duration close = configuration.shutdownTimeout();
        SourceMode mode = isDemo ? SourceMode.DEMO : switch (kernel.mode()) {
            case AUTO -> SourceMode.AUTO;
            case UNICAST -> SourceMode.UNICAST;
            case MULTICAST -> SourceMode.MULTICAST;
        };
        return new SourceSettings(mode, kernel.enable(), kernel.backlogLimit(), kernel.backlogWaitTime(),
                kernel.reregister(), kernel.receiveBuffer(), READ_DELAY, READ_DELAY_RATE,
                configuration.stateDirectory(),
                watchInterval(configuration.statistics()),
                close.compareTo(SHORTEST_CLOSE) < 0 ? SHORTEST_CLOSE : close, source.demo().rate(), source.demo().count());
    }

    /** Returns whether everything that was received is stored. */
    private boolean close(Forwarder forwarder) throws InterruptedException {
        try {
            Duration patience = configuration.shutdownTimeout();
            boolean delivered = forwarder.close(handedOver && configuration.spool().directory() != null
                    && patience.compareTo(LONGEST_HAND_OVER) > 0 ? LONGEST_HAND_OVER : patience);
            operator.say("ended after " + ForwarderStatistics.summary(forwarder.status()));
            if (!delivered) {
                operator.warn(configuration.spool().directory() == null
                        ? "not all sinks have taken all events in time, and there is no spool: the rest is lost"
                        : "not all sinks have taken all events in time: the next start delivers the rest");
            }
            return true;
        } catch (IOException e) {
            operator.error("the spool could not be closed: " + e.getMessage());
            return false;
        }
    }
}
