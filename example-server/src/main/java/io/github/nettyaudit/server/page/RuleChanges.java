package io.github.nettyaudit.server.page;

import io.github.nettyaudit.codec.rule.AuditRuleApplyResult;
import io.github.nettyaudit.codec.rule.AuditRulePlan;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.server.ctl.RuleEditor;
import io.github.nettyaudit.server.exit.ServerException;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies changes of the rules, one at a time. A change of thousands of rules takes the kernel minutes: it has a thread of
 * its own, goes on when the request for it was answered, and when the page is opened anew. Thread-safe.
 */
public final class RuleChanges implements AutoCloseable {
    /** After this time a request is answered although the change goes on. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(RuleChanges.class);

    /** How far a change is. The names in lower case are those of the page's interface. */
    enum State {
        /** The kernel's rules are being changed, or are about to be. */
        APPLYING,
        /** All steps are done. */
        APPLIED,
        /** The plan did not fit any more. Nothing was changed. */
        STALE,
        /** The kernel has refused a step, or something else has failed. */
        FAILED
    }

    /** A change that was begun. Thread-safe. */
    static final class Change {
        private final int id;
        private final Instant started = Instant.now();
        private final CompletableFuture<Change> ended = new CompletableFuture<>();
        private volatile @Nullable AuditRulePlan plan;
        private volatile State state = State.APPLYING;
        private volatile @Nullable AuditRuleApplyResult result;
        private volatile String message = "";
        private volatile Instant last = started;

        private Change(int id) {
            this.id = id;
        }

        State state() {
            return state;
        }

        String message() {
            return message;
        }

        private void end(State reached, String reason) {
            message = reason;
            last = Instant.now();
            state = reached;
        }

        private long seconds() {
            return Duration.between(started, state == State.APPLYING ? Instant.now() : last).toSeconds();
        }

        /** Writes the members of an object. */
        void write(JsonWriter json) {
            State present = state;
            json.number("id", id).text("state", present.name().toLowerCase(Locale.ROOT))
                    .text("started", started.truncatedTo(ChronoUnit.MILLIS).toString()).number("seconds", seconds());
            AuditRulePlan planned = plan;
            if (present == State.APPLYING && planned != null) {
                json.number("to_add", planned.additions()).number("to_delete", planned.deletions());
            }
            AuditRuleApplyResult done = result;
            if (present == State.APPLIED && done != null) {
                json.number("added", done.additions()).number("deleted", done.deletions()).number("moved", done.moves())
                        .number("kept", done.plan().unchanged());
            }
            if (!message.isEmpty()) {
                json.text("message", message);
            }
        }
    }

    private final RuleEditor editor;
    private final Consumer<String> notices;
    private final Duration longestAnswer;
    private int count;
    private @Nullable Change latest;

    /**
     * Changes of the rules of a kernel.
     *
     * @param editor  asks the kernel
     * @param notices gets a sentence for each change
     */
    public RuleChanges(RuleEditor editor, Consumer<String> notices) {
        this(editor, notices, LONGEST_ANSWER);
    }

    RuleChanges(RuleEditor editor, Consumer<String> notices, Duration longestAnswer) {
        this.editor = editor;
        this.notices = notices;
        this.longestAnswer = longestAnswer;
    }

    RuleEditor editor() {
        return editor;
    }

    /** The change that was begun last; {@code null} if there was none. */
    synchronized @Nullable Change latest() {
        return latest;
    }

    /** A sentence if a change is being applied; {@code null} if none is. */
    @Nullable String refusal() {
        Change change = latest();
        return change == null || change.state != State.APPLYING ? null : "the rules are being changed since "
                + change.seconds() + " s by another request; this one has planned, listed or changed nothing. Ask"
                + " /api/rules/change, and try again when that change is done";
    }

    /**
     * Begins to apply a plan.
     *
     * @return the change, when it has ended or has taken too long to wait for it; {@code null} if another is being applied
     */
    @Nullable CompletionStage<Change> begin(String text, String digest) {
        Change change;
        synchronized (this) {
            if (latest != null && latest.state == State.APPLYING) {
                return null;
            }
            change = new Change(++count);
            latest = change;
        }
        Thread thread = new Thread(() -> apply(change, text, digest), "audit-page-rules");
        thread.setDaemon(true);
        thread.start();
        return change.ended.copy().completeOnTimeout(change, longestAnswer.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void apply(Change change, String text, String digest) {
        try {
            AuditRuleApplyResult result = editor.apply(text, digest, plan -> change.plan = plan);
            change.result = result;
            change.end(State.APPLIED, "");
            notices.accept("the rules were changed on the page: " + result.additions() + " added, " + result.deletions()
                    + " deleted" + (result.moves() > 0 ? ", " + result.moves() + " moved" : ""));
        } catch (RuleEditor.StalePlanException e) {
            change.end(State.STALE, String.valueOf(e.getMessage()));
        } catch (ServerException e) {
            change.end(State.FAILED, String.valueOf(e.getMessage()));
            notices.accept("a change of the rules on the page has failed: " + e.getMessage());
        } catch (InterruptedException | RuntimeException | Error e) {
            change.end(State.FAILED, "the change of the rules has failed, perhaps in the middle; the log of the server says"
                    + " why. Plan again to see what is left");
            LOGGER.error("a change of the rules on the page has failed", e);
        } finally {
            change.ended.complete(change);
        }
    }

    /** Says it if a change is still being applied: the end of the process ends it, too. */
    @Override
    public void close() {
        if (refusal() != null) {
            notices.accept("the server ends while rules are being changed on the page: a part of the change may be done");
        }
    }
}
