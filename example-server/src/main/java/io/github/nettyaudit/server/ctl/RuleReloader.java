package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRuleHost;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Keeps the kernel's rules as the files of {@code --rules} say: applies them when asked to, and again at each SIGHUP.
 * What fails then is told, and the rules stay as they were. Rules stay loaded when the server ends, as auditctl's do.
 */
public final class RuleReloader implements AutoCloseable {
    private static final String HANGUP = "HUP";

    private final Path source;
    private final OperatorLog notices;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "audit-rules");
        thread.setDaemon(true);
        return thread;
    });
    private SignalHandler before = SignalHandler.SIG_DFL;
    private boolean listening;

    /** @param source a rule file, or a directory of them */
    public RuleReloader(Path source, OperatorLog notices) {
        this.source = source;
        this.notices = notices;
    }

    /** Reads the files, and complains about what is wrong. Asks nothing of the kernel. */
    public void check() throws ServerException {
        read(new LocalRuleHost());
    }

    /** Applies the files; blocks. If it fails, the kernel's rules are as they were. */
    public synchronized void apply() throws ServerException, InterruptedException {
        try (ControlConnection control = ControlConnection.open()) {
            RuleApplication application = new RuleApplication(control, line -> notices.say("--rules: " + line));
            RuleFiles files = read(new LocalRuleHost(application.features()));
            notices.say("--rules " + source + ": " + application.apply(files.commands(), false));
        }
    }

    private RuleFiles read(AuditRuleHost host) throws ServerException {
        RuleFiles files;
        try {
            files = RuleFiles.read(source.toString(), host);
        } catch (IOException exception) {
            throw new ServerException(ExitCode.USAGE, "--rules: " + RuleSource.explain(source.toString(), exception),
                    exception);
        }
        files.errors().forEach(error -> notices.say("--rules: " + error));
        if (!files.ignoreErrors()) {
            throw new ServerException(ExitCode.USAGE, "--rules " + source + ": no rules were changed, because of "
                    + files.errors().size() + (files.errors().size() == 1 ? " wrong line" : " wrong lines"));
        }
        return files;
    }

    /** From now on SIGHUP applies the files again, and no longer ends the process. */
    public void applyAtHangup() {
        before = Signal.handle(new Signal(HANGUP), signal -> executor.execute(this::applyAgain));
        listening = true;
    }

    private void applyAgain() {
        try {
            apply();
        } catch (ServerException exception) {
            notices.say(exception.getMessage());
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException exception) {
            notices.say("--rules: unexpected: " + exception);
        }
    }

    @Override
    public void close() {
        if (listening) {
            Signal.handle(new Signal(HANGUP), before);
        }
        executor.shutdownNow();
    }
}
