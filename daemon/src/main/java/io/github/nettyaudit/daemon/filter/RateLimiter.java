package io.github.nettyaudit.daemon.filter;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.EventContext;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out events of keys that have too many, and reports how many those were. Events without a key are limited as if
 * they had one of their own. An event's own time counts, so that events which waited, or come from a log, are treated as
 * they were when they happened.
 *
 * <p>What was left out of a key is reported by an {@link AuditLossEvent} of the kind
 * {@link io.github.nettyaudit.codec.event.AuditLossKind#RATE_LIMITED}: before the next event of the key, if none was left
 * out for a second; by {@link #tick}; and each {@link RateLimit#summary()}. Not thread-safe.
 */
public final class RateLimiter {
    /** The number of keys that are told apart; all further ones are limited together. */
    public static final int MOST_KEYS = 1000;

    private final RateLimit limit;
    private final @Nullable EventMatcher except;
    private final EventView view;
    private final KeyOfEvent key = new KeyOfEvent();
    private final Map<KeyOfEvent, KeyBudget> budgets = new HashMap<>();
    private final KeyBudget others;

    /**
     * Creates a limiter.
     *
     * @param limit the limit
     * @param names the names of users and groups, for the events without a limit
     */
    public RateLimiter(RateLimit limit, NameService names) {
        this.limit = requireNonNull(limit, "limit");
        except = limit.except() == null ? null : limit.except().newMatcher(names);
        view = new EventView(names);
        others = new KeyBudget(limit, "further keys");
    }

    /**
     * Decides on an event.
     *
     * @param event   the event, which is the caller's
     * @param context what is known of it beside its records
     * @param nanos   the time of a clock that only advances
     * @param reports receives what is to be stored before the event; it is the receiver's
     * @return whether the event is stored
     */
    public boolean admits(AuditEvent event, EventContext context, long nanos, Consumer<AuditLossEvent> reports) {
        if (except != null && except.matches(event, context)) {
            return true;
        }
        view.begin(event, context);
        key.read(view);
        KeyBudget budget = budgets.get(key);
        if (budget == null) {
            budget = budgets.size() < MOST_KEYS ? new KeyBudget(limit, key.name()) : others;
            if (budget != others) {
                budgets.put(key.copy(), budget);
            }
        }
        return budget.admits(event, nanos, reports);
    }

    /**
     * Reports what was left out, for keys that have been quiet for a second, or if it is time.
     *
     * @param nanos   the time of the same clock as before
     * @param reports receives the reports; they are the receiver's
     */
    public void tick(long nanos, Consumer<AuditLossEvent> reports) {
        budgets.values().forEach(budget -> budget.tick(nanos, reports));
        others.tick(nanos, reports);
    }

    /**
     * Reports all that was left out and is not reported yet.
     *
     * @param reports receives the reports; they are the receiver's
     */
    public void end(Consumer<AuditLossEvent> reports) {
        budgets.values().forEach(budget -> budget.report(reports));
        others.report(reports);
    }
}
