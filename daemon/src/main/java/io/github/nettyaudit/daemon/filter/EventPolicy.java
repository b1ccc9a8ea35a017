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
    public static final EventPolicy STORE_ALL = new EventPolicy(null, NameService.NONE);

    private final @Nullable FilterExpression filter;
    private final NameService names;

    private EventPolicy(@Nullable FilterExpression filter, NameService names) {
        this.filter = filter;
        this.names = names;
    }

    /**
     * Returns this policy with another filter.
     *
     * @param expression which events are stored
     * @param nameService the names of users and groups, see {@link FilterExpression#newMatcher}
     * @return a new policy
     */
    public EventPolicy withFilter(FilterExpression expression, NameService nameService) {
        return new EventPolicy(requireNonNull(expression, "expression"), requireNonNull(nameService, "nameService"));
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
     * Returns the names for the filter.
     *
     * @return the names of users and groups
     */
    public NameService names() {
        return names;
    }
}
