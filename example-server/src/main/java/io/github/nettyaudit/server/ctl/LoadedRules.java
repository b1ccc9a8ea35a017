package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.source.KernelReplies;

/** Reports how many rules are loaded when the server starts, and how to load some if there are none. */
public final class LoadedRules {
    private LoadedRules() {
    }

    /**
     * Counts the rules. Must not be called on an event loop.
     *
     * @param client   asks the kernel
     * @param origin   where rules are named
     * @param operator gets the report
     * @throws InterruptedException when interrupted while waiting
     */
    public static void report(AuditClient client, RuleOrigin origin, OperatorLog operator) throws InterruptedException {
        try {
            int rules = KernelReplies.await(client.rawRules()).size();
            operator.say(rules == 0 ? "no audit rules are loaded: only records that need no rule will be received, such"
                    + " as logins. " + origin.named(StarterRules.NAME) + " loads a small set until the server ends: program"
                    + " starts, accounts, privileges, kernel modules, mounts, time (docs/RULES.md)"
                    : rules + (rules == 1 ? " audit rule is" : " audit rules are") + " loaded");
        } catch (ServerException e) {
            operator.warn("the audit rules could not be counted: " + e.getMessage());
        }
    }
}
