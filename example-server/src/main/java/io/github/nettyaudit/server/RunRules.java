package io.github.nettyaudit.server;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.rule.AuditRules;
import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.server.config.RulesSection;
import io.github.nettyaudit.server.ctl.LoadedRules;
import io.github.nettyaudit.server.ctl.RuleLoader;
import io.github.nettyaudit.server.ctl.RuleOrigin;
import io.github.nettyaudit.server.ctl.RuleReloader;
import io.github.nettyaudit.server.ctl.RulesLockedException;
import io.github.nettyaudit.server.ctl.StarterRules;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The rules of one run: checked before the source is opened, loaded after it, and those of the starter set deleted. */
final class RunRules implements AutoCloseable {
    private final RuleOrigin origin;
    private final Path stateDirectory;
    private final OperatorLog operator;
    private final BiConsumer<ExitCode, String> end;
    private final Lock applying = new ReentrantLock();
    private volatile RulesSection rules;
    private volatile @Nullable RuleLoader loader;
    /** The starter set, while files are loaded in its place. */
    private volatile @Nullable StarterRules replaced;
    private volatile @Nullable AuditDaemon daemon;

    /**
     * @param origin where the rules are named
     * @param end    ends the server
     */
    RunRules(RulesSection rules, RuleOrigin origin, Path stateDirectory, OperatorLog operator, BiConsumer<ExitCode, String> end) {
        this.origin = origin;
        this.stateDirectory = stateDirectory;
        this.operator = operator;
        this.end = end;
        this.rules = rules;
        loader = loader(rules);
    }

    private @Nullable RuleLoader loader(RulesSection section) {
        Path path = section.path();
        return path == null ? null : path.toString().equals(StarterRules.NAME)
                ? new StarterRules(stateDirectory, section.keep(), origin, operator, applying)
                : new RuleReloader(path, origin, operator, new FileSettings(), applying);
    }

    /** Is held while rules are changed. */
    Lock applying() {
        return applying;
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
        check(loader);
    }

    private static void check(@Nullable RuleLoader loader) throws ServerException {
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
        RuleLoader present = loader;
        if (isKernel && opened.lastStatus() != null) {
            AuditClient client = opened.client();
            if (!(present instanceof StarterRules)) { // that takes them over
                StarterRules.deleteLeftOver(stateDirectory, new AuditRules(client), operator);
            }
            if (present == null) { // else the result of loading them is reported
                LoadedRules.report(client, origin, operator);
            }
        }
        if (present != null) {
            present.load(this::failedAtStart);
        }
    }

    /** A server that starts again on a locked kernel goes on with the rules that are loaded: nobody can change them. */
    void failedAtStart(ServerException failure) {
        if (RulesLockedException.isCauseOf(failure)) {
            operator.warn(failure.getMessage() + ". The server goes on with the rules that are loaded");
        } else {
            failed(failure);
            end.accept(failure.exitCode(), "rules that could not be loaded");
        }
    }

    /** Loads the rule files again at each SIGHUP. */
    void reloadAtHangup(HangupReload hangup) {
        if (loader instanceof RuleReloader reloader) {
            hangup.start(() -> reloader.reload(this::failed));
        }
    }

    private void failed(ServerException failure) {
        operator.error(String.valueOf(failure.getMessage()));
    }

    /** Makes sure that {@link #reload} can be called with a section. */
    void check(RulesSection section) throws ServerException {
        check(section.equals(rules) ? loader : loader(section));
    }

    /**
     * Loads other rules in place of those that were loaded, or the same again if they are in files. If no rules take their
     * place, rules of files stay, and those of the starter set are deleted. Returns before that is done; what fails is said.
     *
     * @param patience how long the end of the old ones may take
     * @return whether rules are loaded or deleted, of which the result is said
     */
    boolean reload(RulesSection section, Duration patience) throws InterruptedException {
        RuleLoader before = loader;
        if (section.equals(rules)) {
            return before != null && before.reload(this::failed);
        }
        RuleLoader next = loader(section);
        if (before instanceof StarterRules starter && next instanceof RuleReloader files) {
            replace(starter, files, section);
            return true;
        }
        loader = next;
        rules = section;
        if (before != null) {
            before.close(patience);
        }
        if (next != null) {
            next.load(this::failed);
        } else {
            operator.say("rules are left as they are from now on");
        }
        return true;
    }

    /**
     * Loads rule files in place of the starter set, without a moment in which neither is loaded. If that fails, the starter
     * set stays, as if the section had not changed.
     */
    private void replace(StarterRules starter, RuleReloader files, RulesSection section) {
        RulesSection sectionBefore = rules;
        replaced = starter;
        loader = files;
        rules = section;
        files.load(() -> {
            replaced = null;
            starter.replaced();
        }, failure -> {
            failed(failure);
            if (loader == files) {
                loader = starter;
                rules = sectionBefore;
                replaced = null;
                operator.say("the rules of " + StarterRules.NAME + " stay loaded");
                files.close(); // interrupts this thread
            }
        });
    }

    /** Leaves the rules loaded at the end, for the next process. */
    void leave() {
        RuleLoader present = loader;
        if (present != null) {
            present.leave();
        }
    }

    /** Ends the loading; rules of the starter set are deleted. */
    void close(Duration patience) throws InterruptedException {
        RuleLoader present = loader;
        if (present != null) {
            present.close(patience);
        }
        StarterRules before = replaced;
        if (before != null) {
            before.close(patience);
        }
    }

    @Override
    public void close() {
        RuleLoader present = loader;
        if (present != null) {
            present.close();
        }
    }
}
