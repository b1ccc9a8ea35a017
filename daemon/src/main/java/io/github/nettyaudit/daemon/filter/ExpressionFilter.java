package io.github.nettyaudit.daemon.filter;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.daemon.delivery.EventFilter;
import io.github.nettyaudit.schema.EventContext;
import org.jspecify.annotations.Nullable;

/**
 * The filter of a sink, by an expression that can be replaced while events are delivered. One thread tests, any thread may
 * replace.
 */
public final class ExpressionFilter implements EventFilter {
    private final NameService names;
    private volatile @Nullable FilterExpression expression;
    private @Nullable FilterExpression used;
    private @Nullable EventMatcher matcher;

    /**
     * Creates a filter.
     *
     * @param expression which events pass; {@code null} for all
     * @param names      the names of users and groups, see {@link FilterExpression#newMatcher}
     */
    public ExpressionFilter(@Nullable FilterExpression expression, NameService names) {
        this.expression = expression;
        this.names = requireNonNull(names, "names");
    }

    /**
     * Replaces the expression. The next event is tested by it.
     *
     * @param next which events pass; {@code null} for all
     */
    public void replace(@Nullable FilterExpression next) {
        expression = next;
    }

    @Override
    public boolean test(AuditEvent event, EventContext context) {
        FilterExpression now = expression;
        if (now == null) {
            return true;
        }
        EventMatcher current = matcher;
        if (now != used || current == null) {
            current = now.newMatcher(names);
            matcher = current;
            used = now;
        }
        return current.matches(event, context);
    }
}
