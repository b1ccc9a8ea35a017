package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.rule.AuditRuleHost;
import io.github.nettyaudit.codec.rule.AuditRuleSet;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;

/**
 * Applies rule files when the server starts, and again when it is told to, on a thread of its own. What
 * fails then is reported on standard error, and the rules stay as they were. Rules and settings of the files
 * stay when the server ends, as auditctl's do.
 */
public final class RuleReloader implements RuleLoader {
    /** Is informed of settings that rule files make, on the reloader's thread. */
    public interface Settings {
        /**
         * A change is about to be sent to the kernel, or to be put back there.
         *
         * @param changes the values, with their bits in the mask
         */
        void changing(AuditStatus changes);

        /**
         * An application has ended.
         *
         * @param kept the settings of the files, with their bits in the mask; they are not to be undone when the server
         *             ends. None if the application has failed.
         */
        void applied(AuditStatus kept);
    }

    /** How often it is looked whether the reloader is to end, while it waits. */
    private static final long LOOK_MILLIS = 50;
    private static final String REMEDY = "If that is what you want, write a line -D.";

    private final String source;
    private final RuleOrigin origin;
    private final OperatorLog log;
    private final Settings settings;
    private final Lock applying;
    private final Promise<Void> stop = ImmediateEventExecutor.INSTANCE.newPromise();
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "audit-rules");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Creates a reloader that does nothing yet.
     *
     * @param source   a rule file, or a directory of them
     * @param origin   where it is named
     * @param log      gets what was done and what is wrong
     * @param settings is informed of the settings that the files make
     * @param applying is held while rules are changed, by all of the process that changes them
     */
    public RuleReloader(Path source, RuleOrigin origin, OperatorLog log, Settings settings, Lock applying) {
        this.source = source.toString();
        this.origin = origin;
        this.log = log;
        this.settings = settings;
        this.applying = applying;
    }

    @Override
    public void check() throws ServerException {
        if (source.equals(RuleSource.STANDARD_INPUT)) {
            throw new ServerException(ExitCode.USAGE, origin.named("-") + " is refused: standard input can be read only once, and"
                    + " the rules are read again at each SIGHUP. Write them into a file, or load them with: ctl"
                    + " apply -");
        }
        read(new LocalRuleHost());
    }

    @Override
    public void load(Consumer<ServerException> failed) {
        load(() -> { }, failed);
    }

    @Override
    public boolean reload(Consumer<ServerException> failed) {
        load(failed);
        return true;
    }

    /**
     * Loads the rules in place of those of another loader.
     *
     * @param loaded called on the reloader's thread when that is done
     * @param failed called there if it fails; the rules are then as they were, or the message says what is changed
     */
    public void load(Runnable loaded, Consumer<ServerException> failed) {
        try {
            executor.execute(() -> {
                try {
                    if (apply()) {
                        loaded.run();
                    }
                } catch (ServerException exception) {
                    failed.accept(exception);
                } catch (InterruptedException exception) {
                    failed.accept(new ServerException(ExitCode.UNEXPECTED, origin.named(source) + ": interrupted while"
                            + " the rules were being changed; both old and new rules may be loaded"));
                } catch (RuntimeException exception) {
                    failed.accept(new ServerException(ExitCode.UNEXPECTED, origin.word() + ": unexpected: " + exception,
                            exception));
                }
            });
        } catch (RejectedExecutionException closed) {
            // a signal that came when the server was ending
        }
    }

    /** Returns {@code false} if the reloader has ended before. */
    private boolean apply() throws ServerException, InterruptedException {
        while (!applying.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS)) { // somebody changes rules on the page
            if (stop.isDone()) {
                return false;
            }
        }
        try (ControlConnection control = ControlConnection.open()) {
            apply(control);
            return true;
        } finally {
            applying.unlock();
        }
    }

    /** Reads the files and applies them. */
    void apply(ControlConnection control) throws ServerException, InterruptedException {
        RuleApplication application = new RuleApplication(control, control.rules().stoppedBy(stop),
                line -> log.warn(origin.word() + ": " + line), settings::changing);
        RuleFiles files = read(new LocalRuleHost(application.features()));
        AuditStatus kept = AuditStatus.builder().build();
        try {
            log.say(origin.named(source) + ": " + application.apply(files.commands(), false));
            AuditRuleSet rules = AuditRuleSet.of(List.of(), files.commands());
            kept = rules.settings();
            String foreign = HostFiles.warning(rules.rules());
            if (foreign != null) {
                log.warn(origin.named(source) + ": " + foreign);
            }
        } catch (ServerException exception) {
            throw prefixed(origin, source, exception);
        } finally {
            settings.applied(kept);
        }
    }

    private RuleFiles read(AuditRuleHost host) throws ServerException {
        return read(source, origin, host, log::error);
    }

    /**
     * Reads rule files and reports what is wrong with them. Asks nothing of the kernel.
     *
     * @param source a rule file, or a directory of them
     * @param origin where it is named
     * @param log    gets a line for each error
     * @throws ServerException when the rules could not be applied
     */
    public static void check(Path source, RuleOrigin origin, Consumer<String> log) throws ServerException {
        read(source.toString(), origin, new LocalRuleHost(), log);
    }

    private static RuleFiles read(String source, RuleOrigin origin, AuditRuleHost host, Consumer<String> log)
            throws ServerException {
        try {
            RuleFiles files = RuleFiles.read(source, host);
            files.reports().forEach(error -> log.accept(origin.word() + ": " + error));
            if (!files.ignoreErrors()) {
                throw new ServerException(ExitCode.USAGE, "no rules were changed, because of " + files.errors().size()
                        + (files.errors().size() == 1 ? " wrong line" : " wrong lines"));
            }
            files.requireRules(REMEDY);
            return files;
        } catch (ServerException exception) {
            throw prefixed(origin, source, exception);
        }
    }

    private static ServerException prefixed(RuleOrigin origin, String source, ServerException exception) {
        return new ServerException(exception.exitCode(), origin.named(source) + ": " + exception.getMessage(), exception);
    }

    @Override
    public void leave() {
        // the end deletes no rules
    }

    /**
     * Ends the reloader. An application that is under way is stopped and undone.
     *
     * @param patience how long to wait for that; afterwards the application is left where it is, which is reported
     * @throws InterruptedException when interrupted while waiting
     */
    @Override
    public void close(Duration patience) throws InterruptedException {
        stop.trySuccess(null);
        executor.shutdown();
        if (!executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            executor.shutdownNow();
            log.warn(origin.named(source) + ": the changes of the rules could not be undone within "
                    + patience.toSeconds() + " s; both old and new rules may be loaded");
        }
    }

    /** Ends the reloader without waiting. */
    @Override
    public void close() {
        stop.trySuccess(null);
        executor.shutdownNow();
    }
}
