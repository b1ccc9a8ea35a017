package io.github.nettyaudit.server;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.daemon.filter.EventPolicy;
import io.github.nettyaudit.daemon.filter.FilterExpression;
import io.github.nettyaudit.daemon.filter.RateLimit;
import io.github.nettyaudit.server.config.ServerConfiguration;
import io.github.nettyaudit.server.config.SinkSection;
import io.github.nettyaudit.server.log.OperatorLog;
import org.jspecify.annotations.Nullable;

/** What a configuration says about which events are stored. */
final class IntakePolicy {
    private IntakePolicy() {
    }

    /** Makes the policy, and warns of names that nobody has. */
    static EventPolicy of(ServerConfiguration configuration, NameService names, OperatorLog operator) {
        EventPolicy policy = configuration.policy();
        RateLimit limit = policy.rateLimit();
        warn(policy.filter(), "filter", names, operator);
        warn(limit == null ? null : limit.except(), "rate-limit.except", names, operator);
        for (SinkSection sink : configuration.sinks()) {
            warn(sink.filter(), "the filter of the sink " + sink.name(), names, operator);
        }
        return policy.withNames(names);
    }

    private static void warn(@Nullable FilterExpression filter, String where, NameService names, OperatorLog operator) {
        if (filter == null) {
            return;
        }
        for (String user : filter.users()) {
            if (names.userId(user) < 0) {
                operator.warn(where + ": this host knows no user " + user + "; no event has this user until it does");
            }
        }
        for (String group : filter.groups()) {
            if (names.groupId(group) < 0) {
                operator.warn(where + ": this host knows no group " + group + "; no event has this group until it does");
            }
        }
    }
}
