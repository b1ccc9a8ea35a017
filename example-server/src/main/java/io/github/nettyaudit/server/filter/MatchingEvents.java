package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.daemon.filter.EventMatcher;
import io.github.nettyaudit.schema.EventContext;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Selects the events that fulfil all conditions. Those on the event itself come first, because they need no field; then
 * the bytes of the records decide for most events that they do not; then each record is read once for all the conditions that are not yet fulfilled. Reports of losses are not selected.
 */
final class MatchingEvents implements EventFilter {
    private final List<Predicate<AuditEvent>> headers;
    private final @Nullable EventMatcher expression;
    private final Condition[] conditions;
    private final Supplier<List<String>> warnings;
    private final AuditRecord record = new AuditRecord();
    private final CandidateEvents candidates;

    /** @param expression a further condition; {@code null} for none */
    MatchingEvents(List<Predicate<AuditEvent>> headers, @Nullable EventMatcher expression, List<Condition> conditions,
            Supplier<List<String>> warnings) {
        this.expression = expression;
        this.warnings = warnings;
        this.headers = List.copyOf(headers);
        this.conditions = conditions.toArray(new Condition[0]);
        candidates = new CandidateEvents(this.conditions);
    }

    @Override
    public boolean matches(AuditEvent event, EventContext context) {
        if (event instanceof AuditLossEvent) {
            return false;
        }
        for (Predicate<AuditEvent> header : headers) {
            if (!header.test(event)) {
                return false;
            }
        }
        return (expression == null || expression.matches(event, context)) && canMatch(event) && fulfilsConditions(event);
    }

    /** Whether the bytes of the records allow that the event fulfils the conditions. */
    boolean canMatch(AuditEvent event) {
        return candidates.canMatch(event);
    }

    /** Whether the fields of the records say that the event fulfils the conditions. */
    boolean fulfilsConditions(AuditEvent event) {
        for (Condition condition : conditions) {
            condition.begin();
        }
        for (int i = 0; i < event.size() && !allFulfilled(); i++) {
            readRecord(event, i);
        }
        for (Condition condition : conditions) {
            if (!condition.isFulfilledAtEnd()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<String> warnings() {
        return warnings.get();
    }

    private boolean allFulfilled() {
        for (Condition condition : conditions) {
            if (!condition.isFulfilled()) {
                return false;
            }
        }
        return true;
    }

    private void readRecord(AuditEvent event, int number) {
        int type = event.type(number);
        boolean isWrapped = false;
        for (Condition condition : conditions) {
            if (!condition.isFulfilled() && condition.reads(type)) {
                if (!isWrapped) {
                    event.read(number, record);
                    isWrapped = true;
                }
                condition.read(record);
            }
        }
    }
}
