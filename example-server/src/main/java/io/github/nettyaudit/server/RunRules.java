package io.github.nettyaudit.server;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.rule.AuditRules;
import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.server.ctl.LoadedRules;
import io.github.nettyaudit.server.ctl.RuleLoader;
import io.github.nettyaudit.server.ctl.RuleReloader;
import io.github.nettyaudit.server.ctl.StarterRules;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The rules of one run: checked before the source is opened, loaded after it, and those of the starter set deleted. */
final class RunRules implements AutoCloseable {
    private final Path stateDirectory;
    private final OperatorLog operator;
    private final BiConsumer<ExitCode, String> end;
    private final @Nullable RuleLoader loader;
    private volatile @Nullable AuditDaemon daemon;

    /**
     * @param rules a file, a directory or {@code @starter}; {@code null} if rules are left as they are
     * @param keep  whether the starter set is added to other rules
     * @param end   ends the server
     */
    RunRules(@Nullable Path rules, boolean keep, Path stateDirectory, OperatorLog operator,
            BiConsumer<ExitCode, String> end) {
        this.stateDirectory = stateDirectory;
        this.operator = operator;
        this.end = end;
        loader = rules == null ? null : rules.toString().equals(StarterRules.NAME)
                ? new StarterRules(stateDirectory, keep, operator) : new RuleReloader(rules, operator, new FileSettings());
    }

    /** The daemon must not report the settings of a rules file as another program's, and must not restore them. */
    private final class FileSettings implements RuleReloader.Settings {
        @Override
        public void changing(AuditStatus changes) {
            AuditDaemon present = daemon;
            if (present != null) {
                present.expect(changes);
            }
        }

        @Override
        public void applied(AuditStatus kept) {
            AuditDaemon present = daemon;
            if (present != null) {
                present.keep(kept);
            }
        }
    }

    /** Reads the rules without asking the kernel. */
    void check() throws ServerException {
        if (loader != null) {
            loader.check();
        }
    }

    /**
     * Loads the rules, or says which are loaded. Called after the source was opened, so that the records about the rules
     * are received.
     *
     * @param isKernel whether the daemon is one of the live kernel
     */
    void start(AuditDaemon opened, boolean isKernel) throws InterruptedException {
        daemon = opened;
        if (isKernel && opened.lastStatus() != null) {
            AuditClient client = opened.client();
            StarterRules.deleteLeftOver(stateDirectory, new AuditRules(client), operator);
            if (loader == null) { // else the result of loading them is reported
                LoadedRules.report(client, operator);
            }
        }
        if (loader != null) {
            loader.start(failure -> {
                operator.say(String.valueOf(failure.getMessage()));
                end.accept(failure.exitCode(), "rules that could not be loaded");
            });
        }
    }

    /** Ends the loading; rules of the starter set are deleted. */
    void close(Duration patience) throws InterruptedException {
        if (loader != null) {
            loader.close(patience);
        }
    }

    @Override
    public void close() {
        if (loader != null) {
            loader.close();
        }
    }
}
