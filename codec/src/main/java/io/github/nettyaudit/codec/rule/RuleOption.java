package io.github.nettyaudit.codec.rule;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One option of a line.
 *
 * @param letter   the letter; for long options one of the constants here
 * @param name     the option as it is written: {@code -F}, {@code --reset-lost}
 * @param argument the argument; null if the option takes none
 * @param column   the column where it begins, from 1
 */
record RuleOption(char letter, String name, @Nullable RuleWord argument, int column) {
    static final char LOGIN_UID_IMMUTABLE = 1;
    static final char BACKLOG_WAIT_TIME = 2;
    static final char RESET_LOST = 3;
    static final char RESET_WAIT_TIME = 4;
    static final char SIGNAL = 5;

    static final String WITH_ARGUMENT = "CefrbaAdSFmRwWkpq" + BACKLOG_WAIT_TIME + SIGNAL;
    static final String WITHOUT_ARGUMENT = "hicslDvt" + LOGIN_UID_IMMUTABLE + RESET_LOST + RESET_WAIT_TIME;

    /** Long names; a prefix that only one of them has is accepted as an abbreviation. */
    static final Map<String, Character> LONG = new TreeMap<>(Map.of("help", 'h',
            "loginuid-immutable", LOGIN_UID_IMMUTABLE, "backlog_wait_time", BACKLOG_WAIT_TIME,
            "reset-lost", RESET_LOST, "reset_backlog_wait_time_actual", RESET_WAIT_TIME, "signal", SIGNAL));

    /** Returns the text of the argument; empty if there is none. */
    String text() {
        return argument == null ? "" : argument.text();
    }

    /** Returns the exception with the place in the line where its problem is. */
    AuditRuleException locate(AuditRuleException exception) {
        return exception.at(name, argument == null ? column : argument.column(exception.offset()));
    }

    AuditRuleException wrong(String problem, String allowed) {
        return locate(AuditRuleException.of(problem, allowed));
    }
}
