package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleApplyResult;
import io.github.nettyaudit.codec.rule.AuditRuleRefusedException;
import io.github.nettyaudit.codec.rule.AuditRuleSet;
import io.github.nettyaudit.codec.rule.AuditRules;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.source.KernelReplies;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code --rules @starter}: loads a small set of rules for as long as the server runs. Rules of others are never
 * changed: if some are loaded, the starter set is refused, or added after them if the user has said so. At the end
 * exactly those rules are deleted that were added. If the process is killed, the next server takes them over, or deletes
 * them if it does not load the set.
 */
public final class StarterRules implements RuleLoader {
    /** What is given in place of a file. */
    public static final String NAME = StarterFile.NAME;

    private static final Duration SHORTEST_CLOSE = Duration.ofSeconds(5);
    private static final long UNDO_SECONDS = 60;
    private static final int MOST_NAMED = 3;
    /** With this rule the kernel audits no system call of any process that starts from now on. */
    private static final String NO_SYSTEM_CALLS = "-a never,task";

    /** Opens a connection to the kernel. */
    interface Connector {
        ControlConnection connect() throws ServerException, InterruptedException;
    }

    private final RuleOrigin origin;
    private final OperatorLog log;
    private final StarterState state;
    private final boolean keep;
    private final Connector connector;
    private final Lock applying;
    private final Promise<Void> stop = ImmediateEventExecutor.INSTANCE.newPromise();
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "audit-rules");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable AuditRuleApplyResult applied; // used by the executor's thread only, as is the next
    private List<AuditRule> takenOver = List.of();
    private volatile boolean leaves;

    /**
     * Creates a loader that does nothing yet.
     *
     * @param directory of the file that records which rules were loaded
     * @param keep      whether the rules are added if other rules are loaded
     * @param origin    where they are named
     * @param log       gets what was done and what is wrong
     * @param applying  is held while rules are changed, by all of the process that changes them
     */
    public StarterRules(Path directory, boolean keep, RuleOrigin origin, OperatorLog log, Lock applying) {
        this(directory, keep, origin, log, applying, ControlConnection::open);
    }

    StarterRules(Path directory, boolean keep, RuleOrigin origin, OperatorLog log, Lock applying, Connector connector) {
        this.origin = origin;
        this.log = log;
        this.keep = keep;
        this.connector = connector;
        this.applying = applying;
        state = new StarterState(directory);
    }

    @Override
    public void check() {
        // a resource of the program
    }

    @Override
    public void load(Consumer<ServerException> failed) {
        executor.execute(() -> {
            try {
                applying.lockInterruptibly();
                try (ControlConnection control = connector.connect()) {
                    load(control);
                } finally {
                    applying.unlock();
                }
            } catch (ServerException exception) {
                failed.accept(prefixed(exception));
            } catch (InterruptedException | RuntimeException exception) {
                failed.accept(new ServerException(ExitCode.UNEXPECTED, origin.named(NAME) + ": unexpected: " + exception,
                        exception));
            }
        });
    }

    @Override
    public boolean reload(Consumer<ServerException> failed) {
        return false; // they are a resource of the program
    }

    private ServerException prefixed(ServerException exception) {
        return new ServerException(exception.exitCode(), origin.named(NAME) + ": " + exception.getMessage(), exception);
    }

    private void load(ControlConnection control) throws ServerException, InterruptedException {
        RuleApplication application = new RuleApplication(control, control.rules().stoppedBy(stop), log::say,
                status -> { });
        LocalRuleHost host = new LocalRuleHost(application.features());
        StarterFile file = StarterFile.read(host);
        RuleFiles files = RuleFiles.parse(NAME, List.of(file.content()), host);
        List<AuditRule> loaded = KernelReplies.await(control.rules().list());
        List<AuditRule> left = leftOver(loaded);
        List<AuditRule> others = new ArrayList<>(loaded);
        left.forEach(rule -> others.remove(rule.asLoaded()));
        requireNoOthers(others);
        List<AuditRule> ours = new ArrayList<>(AuditRuleSet.of(List.of(), files.commands()).rules());
        ours.removeIf(rule -> others.contains(rule.asLoaded()));
        List<AuditRule> obsolete = new ArrayList<>(left);
        obsolete.removeIf(rule -> contains(ours, rule));
        List<AuditRule> both = new ArrayList<>(ours);
        both.addAll(obsolete);
        record(both);
        AuditRuleApplyResult result;
        try {
            result = application.apply(files.commands(), true);
        } catch (ServerException exception) {
            forgetIfAbsent(ours, control.rules());
            throw exception;
        }
        applied = result;
        takenOver = new ArrayList<>(left);
        takenOver.removeAll(obsolete);
        if (!obsolete.isEmpty()) {
            delete(control.rules(), obsolete);
            record(ours);
        }
        log.say(origin.named(NAME) + ": " + (result.additions() + takenOver.size()) + " rules are loaded, and will be deleted when the server"
                + " ends" + (file.leftOut().isEmpty() ? "" : "; " + file.leftOut().size() + " are left out: "
                + String.join(", ", file.leftOut().stream().distinct().toList())));
        String foreign = HostFiles.warning(ours);
        if (foreign != null) {
            log.warn(origin.named(NAME) + ": " + foreign);
        }
        if (loaded.stream().anyMatch(rule -> rule.toString().equals(NO_SYSTEM_CALLS))) {
            log.warn(origin.named(NAME) + ": the loaded rule " + NO_SYSTEM_CALLS + " prevents most of their events:"
                    + " processes that start while it is loaded are not audited");
        }
    }

    private static boolean contains(List<AuditRule> rules, AuditRule rule) {
        return rules.stream().anyMatch(one -> one.asLoaded().equals(rule.asLoaded()));
    }

    /** The rules of a server that was killed, or has left them to this one, which are still loaded. */
    private List<AuditRule> leftOver(List<AuditRule> loaded) {
        try {
            StarterState.Saved saved = state.read();
            return saved == null || saved.isAlive() ? List.of()
                    : saved.rules().stream().filter(rule -> loaded.contains(rule.asLoaded())).toList();
        } catch (IOException e) {
            return List.of(); // then they count as those of others
        }
    }

    /** After a failure: what is left, the next start deletes. */
    private void forgetIfAbsent(List<AuditRule> ours, AuditRules rules) throws InterruptedException {
        try {
            List<AuditRule> loaded = KernelReplies.await(rules.list());
            if (ours.stream().noneMatch(rule -> loaded.contains(rule.asLoaded()))) {
                forget();
            }
        } catch (ServerException e) {
            log.warn(origin.named(NAME) + ": not known whether rules are left; the next start deletes them: "
                    + e.getMessage());
        }
    }

    private void requireNoOthers(List<AuditRule> loaded) throws ServerException {
        if (loaded.isEmpty() || keep) {
            return;
        }
        int more = loaded.size() - MOST_NAMED;
        throw new ServerException(ExitCode.UNEXPECTED, (loaded.size() == 1 ? "a rule is" : loaded.size() + " rules are")
                + " loaded already, and nothing was changed ("
                + String.join("; ", loaded.stream().limit(MOST_NAMED).map(AuditRule::toString).toList())
                + (more > 0 ? "; and " + more + " more" : "") + "). To see their events, leave out " + origin.word()
                + ". To add the rules of " + NAME + " after them, " + origin.keepRules());
    }

    private void record(List<AuditRule> ours) throws ServerException {
        try {
            StarterState.Saved saved = state.read();
            if (saved != null && saved.isAlive() && saved.pid() != ProcessHandle.current().pid()) {
                throw new ServerException(ExitCode.UNEXPECTED, "process " + saved.pid() + " has loaded these rules, and"
                        + " will delete them when it ends");
            }
            state.write(ours);
        } catch (IOException e) {
            log.warn(state + " cannot be written: " + e.getMessage() + ". If this process is killed, the rules of " + NAME
                    + " stay loaded");
        }
    }

    private void forget() {
        try {
            state.delete();
        } catch (IOException e) {
            log.warn(state + " cannot be deleted: " + e.getMessage());
        }
    }

    private void unload() {
        AuditRuleApplyResult result = applied;
        if (result == null || leaves) {
            return;
        }
        try {
            applying.lockInterruptibly();
            try (ControlConnection control = connector.connect()) {
                KernelReplies.await(control.rules().undo(result), UNDO_SECONDS);
                delete(control.rules(), takenOver);
                forget();
                log.say(origin.named(NAME) + ": the rules are deleted");
            } finally {
                applying.unlock();
            }
        } catch (ServerException exception) {
            log.warn(origin.named(NAME) + ": not all rules could be deleted; the next start tries it again: "
                    + exception.getMessage());
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Deletes the rules that an earlier server has loaded and could not delete, because it was killed.
     *
     * @param directory of the file that records them
     * @param rules     the rules of the kernel
     * @param log       gets what was done and what is wrong
     * @throws InterruptedException when interrupted while waiting
     */
    public static void deleteLeftOver(Path directory, AuditRules rules, OperatorLog log) throws InterruptedException {
        StarterState state = new StarterState(directory);
        try {
            StarterState.Saved saved = state.read();
            if (saved != null && !saved.isAlive()) {
                int deleted = delete(rules, saved.rules());
                state.delete();
                log.say(deleted + (deleted == 1 ? " rule" : " rules") + " of " + NAME + " deleted, which process "
                        + saved.pid() + " had loaded before it was killed");
            }
        } catch (AccessDeniedException e) {
            // not of this user; whoever may read it may delete the rules
        } catch (IOException e) {
            log.warn("rules of " + NAME + " that an earlier process has loaded stay: " + e.getMessage());
        } catch (ServerException e) {
            log.warn("rules of " + NAME + " that an earlier process has loaded could not be deleted: " + e.getMessage());
        }
    }

    /** Deletes those of the rules that are loaded. Returns their number. */
    private static int delete(AuditRules rules, List<AuditRule> ours) throws ServerException, InterruptedException {
        int deleted = 0;
        for (AuditRule rule : ours) {
            Future<Void> answer = rules.delete(rule);
            boolean isAbsent = answer.await(UNDO_SECONDS, TimeUnit.SECONDS)
                    && answer.cause() instanceof AuditRuleRefusedException refusal
                    && refusal.errno() == NetlinkErrno.ENOENT;
            if (!isAbsent) {
                KernelReplies.await(answer);
                deleted++;
            }
        }
        return deleted;
    }

    @Override
    public void leave() {
        leaves = true;
    }

    /**
     * Ends the loader, whose rules others have taken the place of: nothing is deleted. Returns before that is done.
     */
    public void replaced() {
        leaves = true;
        try {
            executor.execute(this::forget);
            executor.shutdown();
        } catch (RejectedExecutionException closed) {
            // ended already
        }
    }

    @Override
    public void close(Duration patience) throws InterruptedException {
        stop.trySuccess(null);
        try {
            executor.execute(this::unload);
        } catch (RejectedExecutionException closed) {
            return;
        }
        executor.shutdown();
        Duration longest = patience.compareTo(SHORTEST_CLOSE) < 0 ? SHORTEST_CLOSE : patience;
        if (!executor.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            executor.shutdownNow();
            log.warn(origin.named(NAME) + ": the rules could not be deleted within " + longest.toSeconds()
                    + " s; the next start tries it again");
        }
    }

    @Override
    public void close() {
        try {
            close(SHORTEST_CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
