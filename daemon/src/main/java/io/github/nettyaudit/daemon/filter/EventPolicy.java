package io.github.nettyaudit.daemon.filter;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.interpret.NameService;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of the events that arrive. Reports of losses are always stored. Immutable; a forwarder that runs can be
 * given another one.
 */
public final class EventPolicy {
    /** Everything is stored as it is. */
    public static final EventPolicy STORE_ALL = new EventPolicy(null, null, null, NameService.NONE);

    private final @Nullable FilterExpression filter;
    private final @Nullable RateLimit rateLimit;
    private final @Nullable Redaction redaction;
    private final NameService names;

    private EventPolicy(@Nullable FilterExpression filter, @Nullable RateLimit rateLimit, @Nullable Redaction redaction,
            NameService names) {
        this.filter = filter;
        this.rateLimit = rateLimit;
        this.redaction = redaction;
        this.names = names;
    }

    /**
     * Returns this policy with other names, for the filter and for the events without a rate limit.
     *
     * @param nameService the names of users and groups, see {@link FilterExpression#newMatcher}
     * @return a new policy
     */
    public EventPolicy withNames(NameService nameService) {
        return new EventPolicy(filter, rateLimit, redaction, requireNonNull(nameService, "nameService"));
    }

    /**
     * Returns this policy with another filter. It sees events before they are redacted.
     *
     * @param expression which events are stored; {@code null} for all
     * @return a new policy
     */
    public EventPolicy withFilter(@Nullable FilterExpression expression) {
        return new EventPolicy(expression, rateLimit, redaction, names);
    }

    /**
     * Returns this policy with another rate limit, for events that pass the filter.
     *
     * @param limit the limit; {@code null} for none
     * @return a new policy
     */
    public EventPolicy withRateLimit(@Nullable RateLimit limit) {
        return new EventPolicy(filter, limit, redaction, names);
    }

    /**
     * Returns this policy with another redaction.
     *
     * @param secrets what is replaced; {@code null} for nothing
     * @return a new policy
     */
    public EventPolicy withRedaction(@Nullable Redaction secrets) {
        return new EventPolicy(filter, rateLimit, secrets, names);
    }

    /**
     * Returns which events are stored.
     *
     * @return the filter; {@code null} if all are
     */
    public @Nullable FilterExpression filter() {
        return filter;
    }

    /**
     * Returns how many events of each key are stored.
     *
     * @return the limit; {@code null} if there is none
     */
    public @Nullable RateLimit rateLimit() {
        return rateLimit;
    }

    /**
     * Returns which secrets are replaced.
     *
     * @return the redaction; {@code null} if nothing is
     */
    public @Nullable Redaction redaction() {
        return redaction;
    }

    /**
     * Returns the names for the filter.
     *
     * @return the names of users and groups
     */
    public NameService names() {
        return names;
    }
}
