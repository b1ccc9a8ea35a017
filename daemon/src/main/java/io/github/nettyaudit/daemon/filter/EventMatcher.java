package io.github.nettyaudit.daemon.filter;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.EventContext;

/** Evaluates a {@link FilterExpression}. Not thread-safe. Allocates nothing for most events. */
public final class EventMatcher {
    private final Node root;
    private final EventView view;

    EventMatcher(Node root, NameService names) {
        this.root = root;
        view = new EventView(names);
    }

    /**
     * Returns whether an event fulfils the expression.
     *
     * @param event   the event, which is the caller's
     * @param context what is known of it beside its records
     * @return whether it does
     */
    public boolean matches(AuditEvent event, EventContext context) {
        view.begin(event, context);
        return root.test(view);
    }
}
